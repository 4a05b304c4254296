import { expect, it } from 'vitest';
import { mailThreadIn } from '../../../channels/email/mail-thread.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

it('a conversation is the mails of the last week, the last few of them, each once', async () => {
  let now = new Date('2026-11-01T00:00:00Z');
  const clock = () => now;
  const thread = mailThreadIn(memoryTranscript(clock), clock);
  await thread.add('email:a@example.com', '<old@x>');
  now = new Date('2026-11-09T00:00:00Z');
  for (let i = 0; i < 10; i++) await thread.add('email:a@example.com', `<${i}@x>`);
  await thread.add('email:a@example.com', '<9@x>');
  await thread.add('email:b@example.com', '<other@x>');
  expect(await thread.recent('email:a@example.com')).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((i) => `<${i}@x>`));
});
