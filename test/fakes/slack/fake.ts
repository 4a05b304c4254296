import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, CallLog } from '../telegram/calls.ts';
import { Changes } from '../telegram/changes.ts';
import { checkMessageBlocks } from './blocks.ts';
import { type Envelope, newEnvelope, type Patience, TRUE_PATIENCE } from './envelope.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { RateLimiter } from './limits.ts';
import { shape } from './methods/views.ts';
import * as payloads from './payloads.ts';
import { type Platform, Triggers } from './platform.ts';
import { Requests } from './requests.ts';
import { type Control, controls } from './seen.ts';
import { listen, type WebApi } from './server.ts';
import { SocketMode } from './socket.ts';
import { asTyped } from './typed.ts';
import { BOT_USER, controlsOf, type FakeMessage, type OpenView, World } from './world.ts';

export interface FakeOptions {
  /** Default: a free port. */
  port?: number;
  patience?: Partial<Patience>;
  /** Events go to this URL, signed, in place of Socket Mode. */
  http?: { url: string; secret: string };
}

/** Who does it, and where it matters, in which thread. */
export interface Acting {
  as: string;
  thread?: string;
}

export const BOT_TOKEN = 'xoxb-fake-bot-token';
export const APP_TOKEN = 'xapp-1-A0AFTERWORD-1-fake';

/** Every scope that the app's manifest asks for; a test takes one away. */
const ALL_SCOPES = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'usergroups:read',
  'users:read',
];

const USES_OF_A_RESPONSE_URL = 5;

/** Starts Slack, as far as one app sees it: a real HTTP server and web sockets on loopback. See README.md. */
export async function startSlackFake(options: FakeOptions = {}): Promise<SlackFake> {
  const changes = new Changes();
  let server: Server | null = null;
  const url = () => `http://127.0.0.1:${(server?.address() as AddressInfo | null)?.port}`;
  const platform: Platform = {
    world: new World(),
    limiter: new RateLimiter(),
    changes,
    triggers: new Triggers(),
    url,
    tickets: new Set(),
    scopes: new Set(ALL_SCOPES),
    uploads: new Map(),
  };
  const responses = new ResponseUrls(platform);
  const api: WebApi = {
    platform,
    log: new CallLog(changes),
    plan: new FaultPlan(),
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    revoked: null,
    responded: (ticket, body) => responses.use(ticket, body),
  };
  server = await listen(api, options.port ?? 0);
  return new SlackFake(
    { api, server, responses, patience: { ...TRUE_PATIENCE, ...options.patience } },
    options.http,
  );
}

interface Parts {
  api: WebApi;
  server: Server;
  responses: ResponseUrls;
  patience: Patience;
}

/** The people and the platform, driven by a test. */
export class SlackFake {
  readonly world: World;
  readonly socket: SocketMode;
  readonly #parts: Parts;
  readonly #platform: Platform;
  #requests: Requests | null;
  #last: Envelope | null = null;

  constructor(parts: Parts, http?: { url: string; secret: string }) {
    this.#parts = parts;
    this.#platform = parts.api.platform;
    this.world = this.#platform.world;
    this.socket = new SocketMode(parts.server, this.#platform, parts.patience);
    this.#requests = http === undefined ? null : new Requests(http, this.#platform.changes, parts.patience);
  }

  /** What SLACK_API_URL is set to. */
  get url(): string {
    return `${this.#platform.url()}/api/`;
  }

  /** Messages of the app that stand now, oldest first, as they are after edits. */
  get sent(): readonly FakeMessage[] {
    return this.world.sent;
  }

  /** What only one person saw, newest last. */
  ephemeral(user: string): FakeMessage[] {
    return this.world.messages.filter(({ ephemeralFor }) => ephemeralFor === user);
  }

  get calls(): readonly Call[] {
    return this.#parts.api.log.calls;
  }

  get scopes(): Set<string> {
    return this.#platform.scopes;
  }

  /** A person writes. */
  says(channel: string, text: string, { as, thread }: Acting): FakeMessage {
    const typed = asTyped(text);
    const message = this.world.add({
      channel,
      user: as,
      ...typed,
      ...(thread !== undefined && { thread_ts: thread }),
    });
    this.tells(payloads.messageEvent(this.world, message));
    return message;
  }

  /** A person clicks a button of a message or picks an option, by place (0 = first), label or action id. */
  clicks(message: FakeMessage, control: number | string, { as }: { as: string }): Envelope {
    return this.forges(message, this.#find(controlsOf(message), control), { as });
  }

  /** A click on something that need not be there. */
  forges(message: FakeMessage, control: Control, { as }: { as: string }): Envelope {
    const click = { ...this.#click(as), response: this.#parts.responses.issue(message, as) };
    return this.#deliver('interactive', payloads.blockActions(this.world, message, control, click));
  }

  /** A click in the Home tab or a modal. */
  clicksIn(open: OpenView, control: number | string): Envelope {
    const { user, trigger, ts } = this.#click(open.user);
    return this.#deliver('interactive', {
      type: 'block_actions',
      user: payloads.person(user),
      api_app_id: 'A0AFTERWORD',
      container: { type: 'view', view_id: open.id },
      trigger_id: trigger,
      team: payloads.team,
      view: { ...shape(open), state: { values: {} } },
      actions: [payloads.action(this.#find(controls(open.view.blocks), control), ts)],
    });
  }

  /** A person sends a modal off; `values` by block id: a text, an option's value or a user's id. */
  submits(open: OpenView, values: Record<string, string>): Envelope {
    const { user, trigger } = this.#click(open.user);
    const envelope = this.#deliver('interactive', {
      type: 'view_submission',
      team: payloads.team,
      user: payloads.person(user),
      api_app_id: 'A0AFTERWORD',
      token: 'verification-token',
      trigger_id: trigger,
      view: { ...shape(open), state: { values: stateOf(open, values) } },
      response_urls: [],
    });
    void this.settled(envelope).then(() => this.#afterSubmit(open, envelope));
    return envelope;
  }

  /** A person runs a slash command; Slack sends no thread with it. */
  runs(command: string, text: string, { as, in: channel }: { as: string; in: string }): Envelope {
    const { user, trigger } = this.#click(as);
    const response = this.#parts.responses.issue({ channel }, as);
    const said = { user, trigger, response, command, text };
    const envelope = this.#deliver('slash_commands', payloads.slashCommand(this.world, channel, said));
    void this.settled(envelope).then(() => {
      const answer = typeof envelope.response === 'string' ? { text: envelope.response } : envelope.response;
      if (hasContent(answer)) this.#parts.responses.show({ channel }, as, answer);
    });
    return envelope;
  }

  /** A person picks the app's shortcut in a message's menu. */
  shortcut(callback: string, message: FakeMessage, { as }: { as: string }): Envelope {
    const click = { ...this.#click(as), response: this.#parts.responses.issue(message, as), callback };
    return this.#deliver('interactive', payloads.messageShortcut(this.world, message, click));
  }

  /** A person puts an emoji to a message. */
  reacts(message: FakeMessage, name: string, { as }: { as: string }): Envelope {
    message.reactions.push({ name, users: [as] });
    return this.tells({
      type: 'reaction_added',
      user: as,
      reaction: name,
      item_user: message.user,
      item: { type: 'message', channel: message.channel, ts: message.ts },
      event_ts: this.world.nextTs(),
    });
  }

  opensHome(user: string): Envelope {
    const home = this.world.homes.get(user);
    return this.tells({
      type: 'app_home_opened',
      user: this.world.user(user).id,
      channel: this.world.direct(user).id,
      tab: 'home',
      event_ts: this.world.nextTs(),
      ...(home && { view: shape(home) }),
    });
  }

  /** Any event. */
  tells(event: Record<string, unknown>): Envelope {
    return this.#deliver('events_api', payloads.eventCallback(this.world, event));
  }

  /** Any envelope. */
  sendsEnvelope(kind: Envelope['kind'], payload: Record<string, unknown>): Envelope {
    return this.#deliver(kind, payload);
  }

  /** What Slack told last, once more, in a new envelope. */
  repeatsLast(): Envelope {
    if (this.#last === null) throw new Error('nothing was told yet');
    return this.#deliver(this.#last.kind, this.#last.payload);
  }

  /** From now on events go to this URL, signed. */
  usesHttp(http: { url: string; secret: string }): void {
    this.#requests = new Requests(http, this.#platform.changes, this.#parts.patience);
  }

  strikes(method: string, fault: Fault, times = 1): void {
    this.#parts.api.plan.add(method, fault, times);
  }

  /** From now on Slack's rate limits hold. */
  enforceLimits(): void {
    this.#platform.limiter.on = true;
  }

  /** The token no longer works; null = it does again. */
  revokesToken(error: string | null = 'token_revoked'): void {
    this.#parts.api.revoked = error;
  }

  /** Calls back with each call once it has its answer. */
  onCall(tell: (call: Call) => void): void {
    this.#parts.api.log.listeners.add(tell);
  }

  triggersExpire(): void {
    this.#platform.triggers.expireAll();
  }

  waitForCall(method: string, wanted?: (call: Call) => boolean): Promise<Call> {
    return this.#parts.api.log.waitFor(method, wanted);
  }

  /** The first message of the app that satisfies this, now or when it becomes so. */
  waitForMessage(wanted: (message: FakeMessage) => boolean): Promise<FakeMessage> {
    return this.until(() => this.sent.find(wanted));
  }

  waitForEphemeral(
    user: string,
    wanted: (message: FakeMessage) => boolean = () => true,
  ): Promise<FakeMessage> {
    return this.until(() => this.ephemeral(user).findLast(wanted));
  }

  waitForView(wanted: (open: OpenView) => boolean): Promise<OpenView> {
    return this.until(() => [...this.world.views.values()].findLast(wanted));
  }

  waitForHome(user: string, wanted: (open: OpenView) => boolean = () => true): Promise<OpenView> {
    return this.until(() => {
      const home = this.world.homes.get(user);
      return home !== undefined && wanted(home) ? home : undefined;
    });
  }

  until<T>(look: () => T | undefined): Promise<T> {
    return this.#platform.changes.until(look);
  }

  /** Resolves when the app has acknowledged, or Slack has given up. */
  async settled(envelope: Envelope): Promise<Envelope> {
    await this.until(() => (envelope.state === 'open' ? undefined : true));
    return envelope;
  }

  /** Resolves when somebody listens in Socket Mode. */
  async connected(): Promise<void> {
    await this.until(() => (this.socket.connections.length > 0 ? true : undefined));
  }

  /** Resolves when no request of the app is open and no socket is. */
  async idle(): Promise<void> {
    await this.#parts.api.log.idle();
    await this.until(() => (this.socket.connections.length === 0 ? true : undefined));
  }

  async close(): Promise<void> {
    await this.#requests?.close();
    await this.socket.close();
    this.#parts.server.close();
    this.#parts.server.closeAllConnections();
    await once(this.#parts.server, 'close');
  }

  #deliver(kind: Envelope['kind'], payload: Record<string, unknown>): Envelope {
    const envelope = newEnvelope(kind, payload);
    this.#last = envelope;
    (this.#requests ?? this.socket).deliver(envelope);
    return envelope;
  }

  #click(as: string) {
    const user = this.world.user(as);
    const trigger = `${Date.now()}.${this.world.id('t')}`;
    this.#platform.triggers.issue(trigger, as);
    return { user, trigger, ts: this.world.nextTs() };
  }

  #find(all: readonly Control[], wanted: number | string): Control {
    const found =
      typeof wanted === 'number'
        ? all[wanted]
        : all.find(({ label, action_id }) => label === wanted || action_id === wanted);
    if (found === undefined)
      throw new Error(`nothing to click: ${wanted} of ${all.map((c) => c.label).join(', ')}`);
    return found;
  }

  #afterSubmit(open: OpenView, { state, response }: Envelope): void {
    if (state !== 'acked') return;
    const answer = (response ?? {}) as { response_action?: string; view?: unknown };
    if (answer.response_action === 'errors') return;
    if (answer.response_action === 'update') return;
    this.world.views.delete(open.id);
    this.#platform.changes.happened();
  }
}

/** What a filled-in modal says, in Slack's shape. */
function stateOf(open: OpenView, values: Record<string, string>): Record<string, object> {
  return Object.fromEntries(
    open.view.blocks.flatMap((block, place) => {
      if (block.type !== 'input') return [];
      const { element } = block;
      const id = block.block_id ?? `b${place}`;
      const value = values[id];
      const option =
        'options' in element
          ? element.options.find((choice) => choice.value === value || choice.text.text === value)
          : undefined;
      const said =
        element.type === 'plain_text_input'
          ? { value: value ?? null }
          : element.type === 'users_select'
            ? { selected_user: value ?? null }
            : element.type === 'checkboxes'
              ? { selected_options: option ? [option] : [] }
              : { selected_option: option ?? null };
      return [[id, { [element.action_id ?? 'a']: { type: element.type, ...said } }]];
    }),
  );
}

const hasContent = (answer: unknown): answer is Record<string, unknown> =>
  typeof answer === 'object' &&
  answer !== null &&
  (('text' in answer && answer.text !== '') || 'blocks' in answer);

/** URLs to which an app may answer a click or a command, five times each. */
class ResponseUrls {
  readonly #platform: Platform;
  readonly #open = new Map<
    string,
    { at: Pick<FakeMessage, 'channel'> | FakeMessage; user: string; uses: number }
  >();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  issue(at: Pick<FakeMessage, 'channel'> | FakeMessage, user: string): string {
    const ticket = this.#platform.world.id('R');
    this.#open.set(ticket, { at, user, uses: 0 });
    return `${this.#platform.url()}/response/${ticket}`;
  }

  /** Answers the status: 404 once the URL is used up. */
  use(ticket: string, body: Record<string, unknown>): number {
    const open = this.#open.get(ticket);
    if (open === undefined || open.uses >= USES_OF_A_RESPONSE_URL) return 404;
    open.uses += 1;
    this.show(open.at, open.user, body);
    return 200;
  }

  show(at: Pick<FakeMessage, 'channel'> | FakeMessage, user: string, body: Record<string, unknown>): void {
    const { world, changes } = this.#platform;
    const text = typeof body.text === 'string' ? body.text : '';
    const blocks = body.blocks === undefined ? {} : { blocks: checkMessageBlocks(body.blocks) };
    if ('ts' in at && body.delete_original === true) at.deleted = true;
    else if ('ts' in at && body.replace_original === true)
      Object.assign(at, { text, ...blocks, edits: at.edits + 1 });
    else {
      const thread = 'thread_ts' in at && at.thread_ts !== undefined ? { thread_ts: at.thread_ts } : {};
      const seenBy = body.response_type === 'in_channel' ? {} : { ephemeralFor: user };
      world.add({ channel: at.channel, user: BOT_USER, text, ...blocks, ...thread, ...seenBy });
    }
    changes.happened();
  }
}
