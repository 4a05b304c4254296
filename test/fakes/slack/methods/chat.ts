import { checkMessageBlocks } from '../blocks.ts';
import type { Payload, Platform } from '../platform.ts';
import { refuse } from '../refusals.ts';
import { BOT_ID, BOT_USER, type FakeMessage } from '../world.ts';

const LONGEST_TEXT = 40_000;
const LONGEST_METADATA = 8_000;

interface Content {
  text: string;
  blocks?: NonNullable<FakeMessage['blocks']>;
  metadata?: NonNullable<FakeMessage['metadata']>;
}

/** What a message may hold, checked as Slack does. */
export function checkContent({ world }: Platform, payload: Payload): Content {
  const text = typeof payload.text === 'string' ? payload.text : '';
  const blocks = payload.blocks === undefined ? undefined : checkMessageBlocks(payload.blocks);
  if (text === '' && (blocks === undefined || blocks.length === 0)) throw refuse('no_text');
  if (text.length > LONGEST_TEXT) throw refuse('msg_too_long');
  for (const block of blocks ?? []) {
    const file = block.type === 'image' ? block.slack_file?.id : undefined;
    if (file !== undefined && world.files.get(file)?.complete !== true) {
      throw refuse('invalid_blocks', { errors: ['invalid slack file [json-pointer:/blocks]'] });
    }
  }
  const metadata = payload.metadata as FakeMessage['metadata'];
  if (JSON.stringify(metadata ?? {}).length > LONGEST_METADATA) throw refuse('metadata_too_large');
  return {
    text,
    ...(blocks !== undefined && blocks.length > 0 && { blocks }),
    ...(metadata !== undefined && { metadata }),
  };
}

export function postMessage(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const channel = world.writable(payload.channel);
  const thread = payload.thread_ts;
  if (thread !== undefined && world.find(channel.id, thread) === undefined) throw refuse('thread_not_found');
  const content = checkContent(platform, payload);
  const message = world.add({
    channel: channel.id,
    user: BOT_USER,
    bot_id: BOT_ID,
    ...content,
    ...(thread !== undefined && { thread_ts: String(thread) }),
  });
  return { channel: channel.id, ts: message.ts, message: world.asMessage(message) };
}

export function postEphemeral(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const channel = world.writable(payload.channel);
  const user = world.user(payload.user);
  const message = world.add({
    channel: channel.id,
    user: BOT_USER,
    ephemeralFor: user.id,
    ...checkContent(platform, payload),
    ...(payload.thread_ts !== undefined && { thread_ts: String(payload.thread_ts) }),
  });
  return { message_ts: message.ts };
}

export function update(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const channel = world.writable(payload.channel);
  const message = world.find(channel.id, payload.ts);
  if (message === undefined || message.ephemeralFor !== undefined) throw refuse('message_not_found');
  if (message.user !== BOT_USER) throw refuse('cant_update_message');
  const content = checkContent(platform, payload);
  delete message.blocks;
  Object.assign(message, content);
  message.edits += 1;
  return { channel: channel.id, ts: message.ts, text: message.text, message: world.asMessage(message) };
}

export function deleteMessage({ world }: Platform, payload: Payload): object {
  const message = world.find(world.known(payload.channel).id, payload.ts);
  if (message === undefined) throw refuse('message_not_found');
  if (message.user !== BOT_USER) throw refuse('cant_delete_message');
  message.deleted = true;
  return { channel: message.channel, ts: message.ts };
}

export function getPermalink({ world }: Platform, payload: Payload): object {
  const message = world.find(world.known(payload.channel).id, payload.message_ts);
  if (message === undefined) throw refuse('message_not_found');
  const thread =
    message.thread_ts === undefined ? '' : `?thread_ts=${message.thread_ts}&cid=${message.channel}`;
  const at = message.ts.replace('.', '');
  return {
    channel: message.channel,
    permalink: `https://home.slack.test/archives/${message.channel}/p${at}${thread}`,
  };
}
