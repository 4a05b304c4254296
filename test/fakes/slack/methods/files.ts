import type { Payload, Platform } from '../platform.ts';
import { refuse } from '../refusals.ts';
import { BOT_ID, BOT_USER } from '../world.ts';

export function uploadUrl({ world, uploads, url }: Platform, payload: Payload): object {
  if (Number(payload.length ?? 0) <= 0) throw refuse('invalid_arguments', { errors: ['length must be > 0'] });
  const id = world.id('F');
  const alt = typeof payload.alt_text === 'string' ? { alt_text: payload.alt_text } : {};
  const name = String(payload.filename ?? 'file');
  world.files.set(id, { id, name, title: name, data: null, channels: [], complete: false, ...alt });
  const ticket = world.id('up');
  uploads.set(ticket, id);
  return { upload_url: `${url()}/upload/${ticket}`, file_id: id };
}

export function completeUpload({ world }: Platform, payload: Payload): object {
  const files = payload.files as readonly { id: string; title?: string }[];
  const channel = payload.channel_id === undefined ? null : world.writable(payload.channel_id).id;
  const done = files.map(({ id, title }) => {
    const file = world.files.get(id);
    if (file === undefined || file.data === null) throw refuse('file_not_found');
    if (title !== undefined) file.title = title;
    file.complete = true;
    if (channel !== null) file.channels.push(channel);
    return { id, title: file.title, name: file.name };
  });
  if (channel !== null) {
    const thread = payload.thread_ts === undefined ? {} : { thread_ts: String(payload.thread_ts) };
    const text = String(payload.initial_comment ?? '');
    world.add({ channel, user: BOT_USER, bot_id: BOT_ID, text, files: done.map(({ id }) => id), ...thread });
  }
  return { files: done };
}

export function deleteFile({ world }: Platform, payload: Payload): object {
  if (!world.files.delete(String(payload.file))) throw refuse('file_not_found');
  return {};
}
