import { describe, expect, test } from 'vitest';
import { byPhone, onBed, scale, text, whenConnected } from './bed.ts';

describe('WhatsApp Web on the bed', { timeout: 120_000 }, () => {
  test('a poll goes out, a vote comes in as a tap, and it is withdrawn', () =>
    onBed(async ({ fake, person, channel, inbox }) => {
      await channel.start(inbox.sink);
      const ref = await whenConnected(channel, scale(0, 10));
      const [poll] = fake.sent;
      if (poll === undefined) throw new Error('no poll');
      expect(poll.options).toHaveLength(11);
      fake.votes(person, poll, [9]);
      expect(await inbox.choice('t.9')).toMatchObject({ message: ref, address: byPhone });
      fake.votes(person, poll, []);
      expect(await inbox.event(({ kind }) => kind === 'withdrawn')).toMatchObject({ message: ref });
      fake.says(person, 'teşekkürler', { quotedStanzaID: poll.id, quotedMsg: {} });
      expect(await inbox.text('teşekkürler')).toMatchObject({ replyTo: ref });
      expect(await whenConnected(channel, text('Biz teşekkür ederiz'))).toMatchObject({
        id: fake.sent[1]?.id,
      });
    }));
});
