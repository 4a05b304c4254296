import fc from 'fast-check';
import { webChat } from '../../channels/web-chat/index.ts';
import { parse } from '../../channels/web-chat/parse.ts';
import { settings } from '../../channels/web-chat/settings.ts';
import { issueVisitorToken } from '../../channels/web-chat/visitor-token.ts';
import type { Channel } from '../../src/model/channel.ts';
import type { HttpRoute } from '../../src/model/http.ts';
import { chatPage, type Standing } from '../channels/web-chat/chat-page.ts';
import { memoryTranscript } from '../support/memory-transcript.ts';
import { testContext } from './context.ts';
import type { Shown, Stage } from './harness.ts';
import { serveRoutes } from './serve-routes.ts';
import { channelContract } from './suite.ts';

const VISITOR = 'anon-customer';

/** A post that waits in the page until the server took it, as the widget keeps it. */
type Post = [path: string, body: object];

async function open(): Promise<Stage> {
  const context = testContext({ transcript: memoryTranscript() });
  let running: Channel | null = null;
  const server = await serveRoutes(() => running);
  const token = issueVisitorToken(context.secretFor('web-chat'), VISITOR, new Date(Date.now() + 3_600_000));
  const page = chatPage(`${server.url}/channels/web-chat`, token);

  const outbox: Post[] = [];
  let last: Post | undefined;
  let sent = 0;
  const handling = new Set<Promise<unknown>>();
  const counted = (route: HttpRoute): HttpRoute => ({
    ...route,
    handle(request) {
      const answer = route.handle(request);
      handling.add(answer);
      return answer.finally(() => handling.delete(answer));
    },
  });
  let delivering = false;
  const deliver = async () => {
    if (delivering) return;
    delivering = true;
    for (let post = outbox[0]; post !== undefined && running !== null; post = outbox[0]) {
      // A connection that breaks is no answer: the page sends it again.
      const taken = await page.post(...post).then(
        (response) => response.ok,
        () => false,
      );
      if (taken) outbox.shift();
    }
    delivering = false;
  };
  const write = (path: string, body: object) => {
    last = [path, { ...body, clientId: `client-${++sent}` }];
    outbox.push(last);
    void deliver();
  };
  const standing = async (wanted: (shown: Shown[]) => boolean): Promise<Shown[]> => {
    for await (const bubbles of page.standing()) {
      const shown = bubbles.filter(({ body }) => body.from !== 'customer').map(asShown);
      if (wanted(shown)) return shown;
    }
    throw new Error('the stream ended before the message was seen');
  };

  return {
    create() {
      const channel = webChat.create(settings.parse({}), context);
      return {
        ...channel,
        routes: channel.routes?.map(counted) ?? [],
        async start(sink) {
          await channel.start(sink);
          running = this;
          void deliver();
        },
        async stop() {
          await channel.stop();
          if (running === this) running = null;
        },
      };
    },
    customer: { address: { visitor: VISITOR }, identity: { type: 'web-chat', value: VISITOR } },
    says: async (text) => write('/messages', { text }),
    taps: async (message, choice) => {
      const token = await tokenOf(page, message, choice);
      write('/choices', { token, messageId: message.ref.id });
    },
    async repeats() {
      if (last === undefined) throw new Error('nothing was written yet');
      await page.post(...last);
    },
    shown: () => standing(() => true),
    async sees(wanted) {
      const shown = await standing((all) => all.some(wanted));
      const found = shown.find(wanted);
      if (found === undefined) throw new Error('the message went away');
      return found;
    },
    idle: async () => void (await Promise.all(handling)),
    close: server.close,
  };
}

async function tokenOf(page: ReturnType<typeof chatPage>, { ref }: Shown, choice: number): Promise<string> {
  for await (const bubbles of page.standing()) {
    const body = bubbles.find(({ id }) => id === ref.id)?.body;
    const token = body?.type === 'question' ? body.choices[choice]?.token : undefined;
    if (token === undefined) throw new Error('there is no such choice to tap');
    return token;
  }
  throw new Error('the stream ended');
}

/** As a person reads it: the text, the ends of a scale under it, the answer once it is given. */
function asShown({ id, body }: Standing): Shown {
  const choices = body.type === 'question' ? body.choices : [];
  const ends = [choices[0], choices.at(-1)].flatMap((choice) => choice?.meaning ?? []);
  const chosen = body.type === 'answered' ? [body.chosen] : [];
  return {
    ref: { visitor: VISITOR, id },
    text: [body.text, ...ends, ...chosen].join('\n'),
    choices: choices.map((choice) => choice.label),
  };
}

channelContract('web-chat', {
  module: webChat,
  sharedPlaces: false,
  ownPlatform: true,
  addresses: fc.record({
    visitor: fc.oneof(
      fc.stringMatching(/^[\w.@:+-]{1,128}$/),
      fc.uuid(),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 100 }).map((s) => `v${s}v`),
    ),
  }),
  fixtures: { folder: new URL('../../channels/web-chat/fixtures/', import.meta.url), parse },
  open,
});
