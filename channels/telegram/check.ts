import { type Api, GrammyError } from 'grammy';
import type { ChannelCheck } from '../../src/model/channel.ts';
import { reasonOf } from './receive.ts';

/** Asks Telegram who we are and, where it delivers by webhook, whether that works. */
export async function checkTelegram(api: Api, mode: 'polling' | 'webhook'): Promise<ChannelCheck> {
  try {
    const me = await api.getMe();
    const bot = `@${me.username} (${me.id}), ${mode}`;
    if (mode === 'polling') return { ok: true, detail: bot };
    const { last_error_message: fault, pending_update_count: waiting } = await api.getWebhookInfo();
    if (fault === undefined || waiting === 0) return { ok: true, detail: bot };
    const detail = `${bot}: ${waiting} updates wait; the last delivery failed: ${fault}`;
    return { ok: false, detail, next: 'Check that PUBLIC_URL reaches this server from the internet.' };
  } catch (error) {
    return { ok: false, detail: reasonOf(error), next: whatNext(error) };
  }
}

function whatNext(error: unknown): string {
  if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)) {
    return 'Telegram does not know this token. Copy it again from @BotFather (/mybots) to TELEGRAM_BOT_TOKEN.';
  }
  return 'Check that this machine reaches TELEGRAM_API_ROOT (https://api.telegram.org unless set).';
}
