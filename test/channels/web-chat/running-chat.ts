import { webChat } from '../../../channels/web-chat/index.ts';
import { settings } from '../../../channels/web-chat/settings.ts';
import { issueVisitorToken } from '../../../channels/web-chat/visitor-token.ts';
import { testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import { serveRoutes } from '../../contract/serve-routes.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';
import { chatPage } from './chat-page.ts';

/** A web chat that runs behind a real HTTP server on loopback, with everything it handed in. */
export async function runningChat(environment: Record<string, string> = {}) {
  const context = testContext({ transcript: memoryTranscript() });
  const channel = webChat.create(settings.parse(environment), context);
  const inbox = new Inbox();
  await channel.start(inbox.sink);
  const server = await serveRoutes(() => channel);
  const api = `${server.url}/channels/web-chat`;
  const tokenFor = (visitor: string) =>
    issueVisitorToken(context.secretFor('web-chat'), visitor, new Date(Date.now() + 3_600_000));
  return {
    api,
    channel,
    context,
    inbox,
    tokenFor,
    page: (visitor: string) => chatPage(api, tokenFor(visitor)),
    async close() {
      await channel.stop();
      await server.close();
    },
  };
}

/** The first value that satisfies this. @throws when the stream ends before it came */
export async function first<T>(values: AsyncIterable<T>, wanted: (value: T) => boolean): Promise<T> {
  for await (const value of values) if (wanted(value)) return value;
  throw new Error('the stream ended before it came');
}
