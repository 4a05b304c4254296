import { expect, test } from 'vitest';
import { chatStream } from '../../../channels/web-chat/stream.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

const idsIn = (frames: string[]) => frames.flatMap((frame) => /^id: (\d+)$/m.exec(frame)?.[1] ?? []);

test('a notification that got lost delays a message until the next heartbeat, and loses nothing', async () => {
  const kept = memoryTranscript();
  const deaf = { ...kept, watch: () => () => {} };
  const frames = chatStream(deaf, 't', 0, new AbortController().signal, 1);
  expect((await frames.next()).value).toContain('caught-up');
  const entry = await kept.append('t', 'k', {});
  let frame = '';
  while (!frame.includes(`id: ${entry.id}\n`)) frame = (await frames.next()).value ?? '';
  await frames.return(undefined);
});

test('a silent chat says every heartbeat that it is still there', async () => {
  const frames = chatStream(memoryTranscript(), 't', 0, new AbortController().signal, 1);
  await frames.next();
  expect((await frames.next()).value).toBe(': still here\n\n');
  await frames.return(undefined);
});

test('a page that goes away ends the stream and the watching', async () => {
  const kept = memoryTranscript();
  let watching = 0;
  const counted = {
    ...kept,
    watch(thread: string, changed: () => void) {
      watching += 1;
      const stop = kept.watch(thread, changed);
      return () => {
        watching -= 1;
        stop();
      };
    },
  };
  const page = new AbortController();
  const frames = chatStream(counted, 't', 0, page.signal);
  await frames.next();
  const next = frames.next();
  page.abort();
  expect(await next).toMatchObject({ done: true });
  expect(watching).toBe(0);
});

test('what is written while history is being read comes after it, once', async () => {
  const kept = memoryTranscript();
  await kept.append('t', 'k1', {});
  let raced = false;
  const racing = {
    ...kept,
    async since(thread: string, after: number) {
      const entries = await kept.since(thread, after);
      if (!raced) await kept.append(thread, 'k2', {});
      raced = true;
      return entries;
    },
  };
  const frames: string[] = [];
  for await (const frame of chatStream(racing, 't', 0, new AbortController().signal)) {
    frames.push(frame);
    if (frame.includes('caught-up')) break;
  }
  expect(idsIn(frames)).toEqual(['1', '2']);
});
