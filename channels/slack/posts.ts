import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { refusalOf, toChannelError } from './errors.ts';
import { findByKey, metadataOf } from './reconcile.ts';

/** A message of ours in Slack. */
export interface PostRef {
  channel: string;
  ts: string;
}

export interface PostContent {
  text: string;
  blocks: KnownBlock[];
}

/** Messages in Slack that are posted once under a key and changed in place; all faults are ChannelErrors. */
export interface Posts {
  /** `place`: the id of a channel or person, or "#name". A public channel that the app is not in is joined. */
  post(place: string, key: string, content: PostContent, thread?: string): Promise<PostRef>;
  update(ref: PostRef, content: PostContent): Promise<void>;
  /** Whether the message with this key went out. */
  find(place: string, key: string, thread?: string): Promise<PostRef | 'not_sent' | 'unknown'>;
  /** Uploads a picture that messages and views then show; answers its id. */
  upload(file: { name: string; alt: string; data: Buffer }): Promise<string>;
}

interface PostsOptions {
  web: WebClient;
  put(url: string, data: Uint8Array): Promise<number>;
  secondLookMs: number;
}

export function createPosts({ web, put, secondLookMs }: PostsOptions): Posts {
  const ids = new Map<string, string>();

  /** The id of a channel that is named as people name it. */
  async function idOf(place: string): Promise<string> {
    if (!place.startsWith('#')) return place;
    const known = ids.get(place);
    if (known !== undefined) return known;
    const list = { types: 'public_channel,private_channel', exclude_archived: true, limit: 1_000 };
    for await (const page of web.paginate('conversations.list', list)) {
      const { channels = [] } = page as { channels?: { id?: string; name?: string }[] };
      for (const { id, name } of channels) if (id && name) ids.set(`#${name}`, id);
      if (ids.has(place)) break;
    }
    // Unknown names are left to Slack, whose refusal says what is the matter.
    return ids.get(place) ?? place.slice(1);
  }

  async function post(place: string, key: string, content: PostContent, thread?: string): Promise<PostRef> {
    const channel = await idOf(place);
    const message = {
      channel,
      ...content,
      metadata: metadataOf(key),
      unfurl_links: false,
      unfurl_media: false,
      ...(thread !== undefined && { thread_ts: thread }),
    };
    const sent = await web.chat.postMessage(message).catch(async (error: unknown) => {
      if (refusalOf(error) !== 'not_in_channel') throw error;
      await web.conversations.join({ channel });
      return web.chat.postMessage(message);
    });
    return { channel: sent.channel ?? channel, ts: sent.ts ?? '' };
  }

  async function upload({ name, alt, data }: { name: string; alt: string; data: Buffer }): Promise<string> {
    const wanted = { filename: name, length: data.length, alt_text: alt };
    const { upload_url, file_id } = await web.files.getUploadURLExternal(wanted);
    if (upload_url === undefined || file_id === undefined)
      throw new Error('Slack gave no place to upload to');
    const status = await put(upload_url, data);
    if (status !== 200) throw new Error(`the upload was answered with HTTP ${status}`);
    await web.files.completeUploadExternal({ files: [{ id: file_id, title: alt }] });
    return file_id;
  }

  const explained =
    <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
    (...given: A) =>
      work(...given).catch((error: unknown) => {
        throw toChannelError(error);
      });

  return {
    post: explained(post),
    update: explained(async ({ channel, ts }, content) => {
      await web.chat.update({ channel, ts, ...content });
    }),
    find: explained(async (place, key, thread) => {
      const address = { channel: await idOf(place), ...(thread !== undefined && { thread_ts: thread }) };
      const found = await findByKey({ web, now: () => new Date(), secondLookMs }, address, key);
      return typeof found === 'string' ? found : { channel: String(found.channel), ts: String(found.ts) };
    }),
    upload: explained(upload),
  };
}
