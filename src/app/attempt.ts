import type { AtItsTurn } from '../model/channel.ts';
import { ChannelError } from '../model/channel-error.ts';
import type { Delivery } from '../model/ladder.ts';
import type { MessageRef } from '../model/outgoing.ts';
import type { App } from './app.ts';
import { WINDOW_CLOSED } from './delivery.ts';
import type { Claim } from './send-ask.ts';

/** How a send ended, in the distinctions that matter to what follows. */
export type SendOutcome =
  | { type: 'sent'; ref: MessageRef }
  /** It may have gone out, and the platform cannot say: counts as sent. */
  | { type: 'uncertain'; code: string }
  /** It certainly did not go out; to be tried again. */
  | { type: 'again'; afterMs: number; code: string; rate?: { scope: ChannelError['scope'] } }
  | { type: 'moved'; to: Readonly<Record<string, string | number | boolean>> }
  | { type: 'failed'; code: string };

const GIVE_UP_AFTER = 15;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** 1, 2, 4 … seconds, at most five minutes. */
export const pauseMs = (attempts: number): number =>
  Math.min(1000 * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);

/** Longer than a day no rate is exceeded; what a platform says there is a slip of its own, and is asked about again. */
const LONGEST_ASKED_MS = 24 * 3_600_000;

/** How long a platform asks us to wait: at least a moment, whatever it wrote there. */
function askedPauseMs({ retryAfterSeconds }: ChannelError): number {
  const ms = (retryAfterSeconds ?? 1) * 1000;
  return Number.isNaN(ms) || ms <= 0 ? 1000 : Math.min(ms, LONGEST_ASKED_MS);
}

const AT_ONCE: AtItsTurn = (call) => call();

/**
 * Calls the platform once. Never throws.
 * @param atItsTurn waits for the moment at which the call may be made
 */
export async function attempt(app: App, claim: Claim, atItsTurn: AtItsTurn = AT_ONCE): Promise<SendOutcome> {
  const active = app.channels.get(claim.invitation.channel);
  if (active === undefined) return { type: 'again', afterMs: LONGEST_PAUSE_MS, code: 'channel_off' };
  if (claim.died) return reconcile(app, claim, 'process_died');
  const delivery = deliveryOf(claim);
  if (delivery === null) return { type: 'failed', code: WINDOW_CLOSED };
  const { ask, invitation } = claim;
  const { channel } = active;
  const send = (pace?: AtItsTurn) => channel.send(invitation.address, ask.message, ask.key, delivery, pace);
  try {
    const ref = channel.pacesItself === true ? await send(atItsTurn) : await atItsTurn(() => send());
    return { type: 'sent', ref };
  } catch (error) {
    return afterError(app, claim, error);
  }
}

function deliveryOf({ form }: Claim): Delivery | null {
  return form === null || form.rung === null ? null : form;
}

function afterError(app: App, claim: Claim, error: unknown): SendOutcome | Promise<SendOutcome> {
  if (!(error instanceof ChannelError)) {
    app.log.error({ ask: claim.ask.id, error: String(error) }, 'a channel failed in an unforeseen way');
    return reconcile(app, claim, 'internal');
  }
  switch (error.kind) {
    case 'rate_limited':
      return {
        type: 'again',
        afterMs: askedPauseMs(error),
        code: error.code,
        rate: { scope: error.scope },
      };
    case 'temporary':
      if (claim.ask.attempts >= GIVE_UP_AFTER) return { type: 'failed', code: error.code };
      return { type: 'again', afterMs: pauseMs(claim.ask.attempts - 1), code: error.code };
    case 'uncertain':
      return reconcile(app, claim, error.code);
    case 'moved':
      return error.movedTo === null
        ? { type: 'failed', code: error.code }
        : { type: 'moved', to: error.movedTo };
    case 'unreachable':
    case 'rejected':
      if (canFallToTemplate(app, claim, error.code)) return { type: 'again', afterMs: 0, code: error.code };
      app.log.warn({ ask: claim.ask.id, channel: claim.invitation.channel, code: error.code }, error.message);
      return { type: 'failed', code: error.code };
  }
}

/** The platform knows better than we whether its window is open; outside it a template may still go. */
const canFallToTemplate = (app: App, { form, invitation }: Claim, code: string): boolean =>
  code === WINDOW_CLOSED &&
  form?.rung !== 'template' &&
  app.channels.get(invitation.channel)?.module.capabilities.templateOutsideWindow === true;

/** Asks the platform whether a send of unknown end went out. */
async function reconcile(app: App, claim: Claim, code: string): Promise<SendOutcome> {
  const channel = app.channels.get(claim.invitation.channel)?.channel;
  if (channel?.reconcile === undefined) return { type: 'uncertain', code };
  try {
    const found = await channel.reconcile(claim.invitation.address, claim.ask.key);
    if (found === 'unknown') return { type: 'uncertain', code };
    if (found === 'not_sent') return { type: 'again', afterMs: 0, code };
    return { type: 'sent', ref: found };
  } catch (error) {
    app.log.warn({ ask: claim.ask.id, error: String(error) }, 'the platform could not be asked about a send');
    return { type: 'uncertain', code };
  }
}
