import type { Payload, Platform } from '../platform.ts';
import { refuse } from '../refusals.ts';
import type { FakeMessage } from '../world.ts';

const MOST_A_PAGE = 1_000;

export function info({ world }: Platform, payload: Payload): object {
  return { channel: world.known(payload.channel) };
}

export function open({ world }: Platform, payload: Payload): object {
  const [user = ''] = String(payload.users ?? '').split(',');
  const { id } = world.direct(user);
  return { channel: { id } };
}

export function join({ world }: Platform, payload: Payload): object {
  const channel = world.known(payload.channel);
  if (channel.is_private) throw refuse('method_not_supported_for_channel_type');
  if (channel.is_archived) throw refuse('is_archived');
  return { channel: world.channel(channel.id, { is_member: true }) };
}

export function list({ world }: Platform): object {
  const channels = world
    .channels()
    .filter(({ is_im, is_member, is_private }) => !is_im && (is_member || !is_private));
  return { channels, response_metadata: { next_cursor: '' } };
}

/** What stands in a channel outside threads, newest first. */
export function history(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const { id, is_member } = world.known(payload.channel);
  if (!is_member) throw refuse('not_in_channel');
  const inChannel = world.messages.filter(
    (m) =>
      m.channel === id && (m.thread_ts === undefined || m.thread_ts === m.ts) && m.ephemeralFor === undefined,
  );
  return page(platform, inChannel.reverse(), payload);
}

/** A message and its replies, oldest first. */
export function replies(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const { id, is_member } = world.known(payload.channel);
  if (!is_member) throw refuse('not_in_channel');
  const asked = world.find(id, payload.ts);
  if (asked === undefined) throw refuse('thread_not_found');
  const root = asked.thread_ts ?? asked.ts;
  const inThread = world.messages.filter(
    (m) => m.channel === id && (m.ts === root || m.thread_ts === root) && m.ephemeralFor === undefined,
  );
  return page(platform, inThread, payload);
}

function page({ world }: Platform, all: readonly FakeMessage[], payload: Payload): object {
  const {
    oldest = '0',
    latest = '9',
    inclusive,
  } = payload as { oldest?: string; latest?: string; inclusive?: unknown };
  const inRange = ({ ts }: FakeMessage) =>
    (ts > oldest && (latest === '9' || ts < latest)) ||
    (inclusive === 'true' && (ts === oldest || ts === latest));
  const wanted = all.filter((message) => !message.deleted && inRange(message));
  const from = Number(payload.cursor ?? 0);
  const limit = Math.min(MOST_A_PAGE, Number(payload.limit ?? 100));
  const metadata = payload.include_all_metadata === 'true';
  const messages = wanted.slice(from, from + limit).map((message) => ({
    ...world.asMessage(message),
    ...(metadata && message.metadata && { metadata: message.metadata }),
  }));
  const more = from + limit < wanted.length;
  return { messages, has_more: more, response_metadata: { next_cursor: more ? String(from + limit) : '' } };
}
