import { z } from 'zod';
import type { Handlers } from '../queue/index.ts';
import { isUnreachable } from '../store/connect.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { pauseMs } from './attempt.ts';
import { closeInChannel } from './close-in-channel.ts';
import { fireTimer } from './fire-timer.ts';
import { lockQuestion } from './lock-question.ts';
import { receive } from './receive.ts';
import { sendAsk } from './send-ask.ts';
import { sendWebhook } from './send-webhook.ts';
import { inTransaction } from './unit.ts';
import { openWebhookLanes } from './webhook-lanes.ts';
import { workHook, workHooks } from './work-hook.ts';

const key = z.string().min(1);
const id = z.int().positive();

const Timer = z.object({
  key,
  invitationId: id,
  timer: z.enum(['due', 'expire', 'remind']),
  channel: z.string().optional(),
});
const Send = z.object({ key, askId: id });
const Receive = z.object({ key, inboundId: id });
const Webhook = z.object({ key, id: z.string().min(1), url: z.string(), body: z.string(), actionId: id });
const Hooks = z.object({ key, lane: z.int().nonnegative() });
const Hook = z.object({ key, hookId: id });
const Desk = z.object({ key, work: z.string().min(1), id: z.string().min(1) });
const Lock = z.object({ key, invitationId: id, question: z.string().min(1) });

/**
 * The work that the outbox can ask for. Payloads are parsed when they are queued and again when they are worked.
 * Priorities: what a customer waits for goes first (1). Questions that are ready go before more are made ready, so that
 * a channel's rate is used from the first moment on.
 */
export const JOBS = {
  receive: { schema: Receive, priority: 1 },
  send: { schema: Send, priority: 2 },
  lock: { schema: Lock, priority: 3 },
  desk: { schema: Desk, priority: 3 },
  timer: { schema: Timer, priority: 4 },
  close: { schema: Receive, priority: 3 },
  ask: { schema: Send, priority: 3 },
  webhook: { schema: Webhook, priority: 5 },
  hooks: { schema: Hooks, priority: 5 },
  hook: { schema: Hook, priority: 5 },
} as const;

/** Every job is idempotent: its outbox row is taken in the transaction that does its work. */
export function jobHandlers(app: App): Handlers<typeof JOBS> {
  const lanes = openWebhookLanes();
  const send = patiently(app, ({ key: name, askId }: z.output<typeof Send>) => sendAsk(app, name, askId));
  return {
    send,
    ask: send,
    receive: patiently(app, ({ key: name, inboundId }) => receive(app, name, inboundId)),
    close: patiently(app, ({ key: name, inboundId }) => closeInChannel(app, name, inboundId)),
    lock: patiently(app, ({ key: name, invitationId, question }) =>
      lockQuestion(app, name, invitationId, question),
    ),
    webhook: patiently(app, ({ key: name, ...message }: z.output<typeof Webhook>) =>
      sendWebhook(app, lanes, name, message),
    ),
    desk: patiently(app, ({ key: name, ...work }) => workDesk(app, name, work)),
    hooks: patiently(app, ({ key: name, lane }) => workHooks(app, name, lane)),
    hook: patiently(app, ({ key: name, hookId }) => workHook(app, name, hookId)),
    timer: patiently(app, ({ key: name, ...timer }: z.output<typeof Timer>) => fireTimer(app, name, timer)),
  };
}

/** Where the desk was switched off, what was still to be shown there is dropped. */
async function workDesk(app: App, name: string, work: { work: string; id: string }): Promise<void> {
  if (app.desk !== null) return app.desk.work(name, work);
  await inTransaction(app, async (unit) => {
    await removeOutbox(unit.db, name);
  });
}

/** Work that fails in an unforeseen way is put off, longer each time, and counted: `doctor` shows what keeps failing. */
function patiently<P extends { key: string }>(
  app: App,
  work: (payload: P) => Promise<void>,
): (payload: P) => Promise<void> {
  return async (payload) => {
    try {
      await work(payload);
    } catch (error) {
      if (isUnreachable(error)) throw error;
      app.log.error(
        { work: payload.key, error: stackOf(error) },
        'work failed in an unforeseen way; it is put off',
      );
      await inTransaction(app, async (unit) => {
        const row = await lockOutbox(unit.db, payload.key);
        const pause = pauseMs(row?.attempts ?? 0);
        if (row !== undefined) await unit.postpone(row.key, new Date(unit.now.getTime() + pause), 'internal');
      });
    }
  };
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
