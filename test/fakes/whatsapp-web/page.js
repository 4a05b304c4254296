// What whatsapp-web.js finds in the page of web.whatsapp.com, as far as it looks: modules behind window.require, and a
// phone at the other end that the test holds (see server.ts). Nothing of this says how today's WhatsApp Web behaves.
(async () => {
  class Model {
    #handlers = new Map();
    constructor(fields = {}) {
      Object.assign(this, fields);
    }
    on(names, handler) {
      for (const name of names.split(' ')) this.#handlers.set(name, [...this.heard(name), handler]);
    }
    off(name, handler) {
      this.#handlers.set(
        name,
        this.heard(name).filter((one) => one !== handler),
      );
    }
    heard(name) {
      return this.#handlers.get(name) ?? [];
    }
    trigger(name, ...args) {
      for (const handler of this.heard(name)) handler(...args);
    }
    set(key, value) {
      this[key] = value;
      this.trigger(`change:${key}`, this, value);
    }
  }

  class Wid {
    constructor(id) {
      [this.user, this.server] = id.split('@');
      this._serialized = id;
    }
    isLid() {
      return this.server === 'lid';
    }
    isGroup() {
      return this.server === 'g.us';
    }
    isStatus() {
      return false;
    }
    toString() {
      return this._serialized;
    }
  }

  class MsgKey {
    constructor({ to, id, fromMe = true }) {
      Object.assign(this, { fromMe, remote: to, id, _serialized: `${fromMe}_${to}_${id}` });
    }
    toString() {
      return this._serialized;
    }
    static async newId() {
      return `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
    }
    static fromString(key) {
      const [fromMe, to, id] = key.split('_');
      return new MsgKey({ to: new Wid(to), id, fromMe: fromMe === 'true' });
    }
  }

  const post = (path, body) =>
    fetch(path, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.json());
  const account = await (await fetch('/account')).json();
  const me = new Wid(account.me);

  class Msg extends Model {
    serialize() {
      const { id, from, to, ...rest } = this;
      const key = { fromMe: id.fromMe, remote: String(id.remote), id: id.id, _serialized: id._serialized };
      return JSON.parse(JSON.stringify({ ...rest, id: key, from: String(from), to: String(to) }));
    }
  }

  class Store extends Model {
    kept = new Map();
    get(key) {
      return this.kept.get(String(key));
    }
    async getMessagesById(keys) {
      return { messages: keys.flatMap((key) => this.get(key) ?? []) };
    }
    add(message) {
      this.kept.set(message.id._serialized, message);
      this.trigger('add', message);
    }
  }

  const Socket = new Model({
    state: 'OPENING',
    hasSynced: false,
    logout: () => post('/told', { logout: true }),
  });
  const Conn = new Model({
    ref: 'ref-1',
    platform: 'android',
    serialize: () => ({ pushname: 'Afterword', platform: 'android' }),
  });
  const Messages = new Store();
  const Chat = new Store();
  let refs = 1;
  const Cmd = new Model({
    refreshQR() {
      refs += 1;
      Socket.set('state', 'UNPAIRED');
      Conn.set('ref', `ref-${refs}`);
    },
  });

  class Conversation extends Model {
    get msgs() {
      const all = [...Messages.kept.values()].filter(({ id }) => String(id.remote) === String(this.id));
      return { getModelsArray: () => all };
    }
    serialize() {
      return { id: { ...this.id }, formattedTitle: this.id.user, msgs: [], unreadCount: 0 };
    }
  }
  const chatOf = (wid) => new Conversation({ id: wid });
  /** What the phone has and this page has not: it is there without ever having been news. */
  const loadEarlierMsgs = async ({ chat }) => {
    const { messages } = await post('/history', { wid: String(chat.id) });
    const unknown = messages.map((told) => messageOf(told)).filter(({ id }) => !Messages.get(id));
    for (const message of unknown) Messages.kept.set(message.id._serialized, message);
    return unknown;
  };
  const knownPeople = async () => {
    account.people = (await (await fetch('/account')).json()).people;
  };
  const lidOf = (wid) => account.people.find(({ phone }) => phone === wid._serialized)?.lid ?? null;
  const phoneOf = (wid) => account.people.find(({ lid }) => lid === wid._serialized)?.phone ?? null;

  /** Sends, as the page does: the store first, then the server, whose answer is an ack. */
  function addAndSendMsgToChat(_chat, data) {
    const message = new Msg(data);
    const { pollName, pollOptions, body } = data;
    const told = {
      id: message.id.id,
      to: String(message.to),
      body,
      pollName,
      options: pollOptions?.map(({ name }) => name),
    };
    const sent = post('/sent', told).then(async ({ fault }) => {
      if (fault === 'No LID for user') throw new Error('No LID for user');
      if (fault === 'forgotten') return;
      Messages.add(message);
      if (fault === 'hangs') await new Promise(() => {});
      setTimeout(() => {
        message.ack = fault === 'refused' ? -1 : 1;
        Messages.trigger('change:ack', message, message.ack);
      }, 0);
    });
    return [sent, sent];
  }

  const modules = {
    WAWebSocketModel: { Socket },
    WAWebCmd: { Cmd },
    WAWebConnModel: { Conn },
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
    WAWebAltDeviceLinkingApi: {
      setPairingType: () => {},
      initializeAltDeviceLinking: async () => {},
      startAltLinkingFlow: async () => 'ABCD1234',
    },
    WABase64: { encodeB64: (bytes) => btoa(String.fromCharCode(...bytes)) },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: 'chrome' },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new Uint8Array(32) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new Uint8Array(32) } }),
      },
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => 'adv' },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: () => me, getMaybeMeLidUser: () => me },
    WAWebCollections: { Msg: Messages, Chat, Contact: new Store(), GroupMetadata: new Store() },
    WAWebSyncGatingUtils: {},
    WAWebCallCollection: {},
    WAWebWidFactory: { createWid: (id) => new Wid(id), asUserWidOrThrow: (wid) => wid },
    WAWebFindChatAction: {
      findOrCreateLatestChat: async (wid) => (account.chatsGone ? null : { chat: chatOf(wid) }),
    },
    WAWebChatLoadMessages: { loadEarlierMsgs },
    WAWebChatGetters: { getIsNewsletter: () => false, getIsBroadcast: () => false },
    WALinkify: { findLink: () => null, findLinks: () => [] },
    WAWebLinkPreviewChatAction: { getLinkPreview: async () => null },
    WAWebStreamModel: { Stream: { markAvailable: () => {}, markUnavailable: () => {} } },
    WAWebUpdateUnreadChatAction: { sendSeen: async () => {} },
    WAWebMsgKey: MsgKey,
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebSendMsgChatAction: { addAndSendMsgToChat },
    WAWebQuotedMsgModelUtils: { getQuotedMsgObj: () => null },
    WAWebMsgReply: { canReplyMsg: () => true },
    WAWebLidMigrationUtils: {},
    WAWebAddonPollVoteTableMode: { pollVoteTableMode: { bulkUpsert: async () => {} } },
    WAWebAddonReactionTableMode: { reactionTableMode: { bulkUpsert: async () => {} } },
    WAWebPollsVotesSchema: {
      getTable: () => ({
        equals: async (_index, key) =>
          (await post('/votes', { id: String(key).split('_').at(-1) })).votes.map(vote),
      }),
    },
    WAWebQueryExistsJob: {
      queryWidExists: async (wid) => {
        await knownPeople();
        const { exists, broken } = await post('/exists', { wid: wid._serialized });
        if (broken) throw new Error('the server did not answer');
        return exists ? { wid } : null;
      },
    },
    WAWebApiContact: {
      getCurrentLid: (wid) => (lidOf(wid) === null ? null : new Wid(lidOf(wid))),
      getPhoneNumber: (wid) => (phoneOf(wid) === null ? null : new Wid(phoneOf(wid))),
    },
    WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => null },
    WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => 'text' },
  };
  for (const name of account.missing) delete modules[name];

  window.require = (name) => {
    if (!Object.hasOwn(modules, name)) throw new Error(`Requiring unknown module "${name}"`);
    return modules[name];
  };

  const seconds = () => Math.floor(Date.now() / 1000);
  function messageOf({ from, id, fromMe = false, to, ...rest }) {
    const chat = new Wid(fromMe ? to : from);
    return new Msg({
      id: new MsgKey({ to: chat, id, fromMe }),
      from: fromMe ? me : chat,
      to: fromMe ? chat : me,
      t: seconds(),
      ack: 1,
      ...rest,
    });
  }
  const incoming = (told) => Messages.add(Object.assign(messageOf(told), { isNewMsg: true }));
  const vote = ({ poll, voter, options, ts, shape }) => {
    const parent = { fromMe: true, remote: voter, id: poll, _serialized: `true_${voter}_${poll}` };
    const sender = shape === 'string' ? { _serialized: voter } : { ...new Wid(voter) };
    return {
      id: { fromMe: false, remote: voter, id: `V${ts}` },
      poll,
      pollUpdateParentKey: parent,
      from: sender,
      sender,
      parentMsgKey: parent,
      selectedOptionLocalIds: options,
      senderTimestampMs: ts,
      t: ts,
    };
  };

  /** What the test lets the phone, and the page, do. */
  const commands = {
    link: () => {
      Socket.set('state', 'CONNECTED');
      Socket.set('hasSynced', true);
    },
    message: incoming,
    vote: (told) => modules.WAWebAddonPollVoteTableMode.pollVoteTableMode.bulkUpsert([vote(told)]),
    ack: ({ key, ack }) => {
      const message = Messages.get(key);
      if (message) Messages.trigger('change:ack', Object.assign(message, { ack }), ack);
    },
    forget: () => Messages.kept.clear(),
    state: ({ state }) => Socket.set('state', state),
    // After the connection was away the page says so again, and the library is ready once more.
    synced: () => Socket.set('hasSynced', true),
    logout: () => {
      Cmd.trigger('logout');
      location.href = '/?post_logout=1';
    },
    reload: () => location.reload(),
  };

  /** Handed out one by one, each until it is confirmed by asking for the next. */
  async function obey(path) {
    for (let done = 0; ; ) {
      const { n, command, ...told } = await (await fetch(`${path}?done=${done}`)).json();
      try {
        await commands[command](told);
      } catch (error) {
        await post('/told', { failed: String(error) });
      }
      done = n;
    }
  }
  const until = async (look) => {
    while (!look()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  if (account.hangs) return;
  Socket.state = account.linked ? 'CONNECTED' : 'UNPAIRED';
  // A session that was restored may be synced before anybody listens.
  Socket.hasSynced = account.linked && account.syncedEarly;
  window.Debug = account.changed ? {} : { VERSION: '2.3000.1031980000' };
  void obey('/control');
  if (account.linked && !account.syncedEarly) {
    void until(() => Socket.heard('change:hasSynced').length > 0).then(() => Socket.set('hasSynced', true));
  }
  void until(() => Messages.heard('add').length > 0).then(() => obey('/inbox'));
})();
