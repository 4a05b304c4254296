import type { Afterword } from '../../src/lifecycle.ts';
import { openDeskWorld } from './desk.ts';
import { type BackendName, client, startIn } from './running.ts';

const open: (() => Promise<void>)[] = [];

/** For `afterEach`: ends what a test began, the last first. */
export async function endAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** An afterword with a desk, over a Slack and a Telegram. */
export async function beginDesk(backend: BackendName, file?: string) {
  const world = await openDeskWorld(backend, ...(file === undefined ? [] : [file]));
  open.push(() => world.dispose());
  const running: Afterword = await startIn(world);
  open.push(() => running.stop());
  await world.slack.connected();
  const { slack, fake: telegram } = world;
  return { world, slack, telegram, running, app: running.app, api: client(running.url ?? '') };
}

export type DeskJourney = Awaited<ReturnType<typeof beginDesk>>;

/** A customer on Telegram is asked and taps a score of 1 to 5. */
export async function scored(
  { api, telegram }: DeskJourney,
  id: string,
  score: number,
  { chat = 4242, ...more }: { chat?: number; [field: string]: unknown } = {},
): Promise<void> {
  await api.close(id, { address: { chat_id: String(chat) }, ...more });
  const question = await telegram.waitForMessage(
    (message) => message.chat.id === chat && message.buttons.flat().length === 5,
  );
  telegram.taps(question, score - 1);
}
