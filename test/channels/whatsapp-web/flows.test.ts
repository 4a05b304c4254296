import { describe, expect, test } from 'vitest';
import { until } from '../../support/running.ts';
import { byPhone, onBed, scale, sharedBed, text, whenConnected } from './bed.ts';

describe('WhatsApp Web on the bed', { timeout: 120_000 }, () => {
  test('a pairing code is shown in place of the QR code where the number is set', () =>
    onBed(
      async ({ fake, channel, inbox, shown }) => {
        fake.state.linked = false;
        await channel.start(inbox.sink);
        const told = await until(
          async () => shown.join(),
          (all) => all !== '',
          60_000,
        );
        expect(told).toContain('ABCD1234');
        expect(await channel.check?.()).toMatchObject({ ok: false, detail: 'waits for the pairing code' });
        fake.links();
        await whenConnected(channel, text('bağlandı'));
      },
      {},
      { WHATSAPP_WEB_PHONE: '+90 555 000 00 00' },
    ));

  test('votes, words and a close that nobody was there to hear are fetched when the page is ready again', () =>
    onBed(async ({ fake, person, channel, inbox, log }) => {
      fake.says(person, 'çok önce', { missed: true, t: Math.floor(Date.now() / 1000) - 3600 });
      await channel.start(inbox.sink);
      await whenConnected(channel, scale());
      const [poll] = fake.sent;
      if (poll === undefined) throw new Error('no poll');
      fake.votes(person, poll, [2], { missed: true });
      fake.says(person, 'kimse yok mu?', { missed: true });
      fake.writes(person, '/close', { missed: true });
      fake.says(person, 'oy verdim');
      await inbox.text('oy verdim');
      expect(inbox.events).toHaveLength(1);
      fake.command('synced');
      expect(await inbox.choice('t.3')).toMatchObject({ message: { id: poll.id } });
      await inbox.text('kimse yok mu?');
      await inbox.event(({ kind }) => kind === 'closed');
      expect(JSON.stringify(inbox.events)).not.toContain('çok önce');
      expect(JSON.stringify(log.lines)).not.toContain('oy verdim');
    }));

  test('what was heard and could not be stored before an end is heard again by the next process', () =>
    onBed(async ({ fake, person, channel, create, inbox }) => {
      const away = Promise.withResolvers<void>();
      await channel.start(async () => {
        away.resolve();
        throw new Error('the database is away');
      });
      await whenConnected(channel, text('bir şey sorabilir miyiz?'));
      fake.says(person, 'buyurun');
      await away.promise;
      await channel.stop();
      await create().start(inbox.sink);
      expect(await inbox.text('buyurun')).toMatchObject({ address: byPhone });
    }));

  test('a vote on a poll whose send stayed uncertain counts, by the words of the poll', () =>
    onBed(
      async ({ fake, person, channel, create, inbox }) => {
        await channel.start(inbox.sink);
        await whenConnected(channel, text('bir'));
        fake.strikes('hangs');
        await expect(channel.send(byPhone, scale(), 'ask-1')).rejects.toMatchObject({ kind: 'uncertain' });
        const poll = fake.sent.at(-1);
        if (poll === undefined) throw new Error('no poll');
        fake.votes(person, poll, [3]);
        expect(await inbox.choice('t.4')).toMatchObject({ message: { id: poll.id } });
        fake.strikes('hangs');
        await expect(channel.send(byPhone, scale(0, 2), 'ask-2')).rejects.toMatchObject({
          kind: 'uncertain',
        });
        const other = fake.sent.at(-1);
        if (other === undefined) throw new Error('no poll');
        fake.votes(person, other, [1], { missed: true });
        await channel.stop();
        await create().start(inbox.sink);
        expect(await inbox.choice('t.1')).toMatchObject({ message: { id: other.id } });
      },
      { call: 4_000 },
    ));
});

describe('WhatsApp Web over one browser', { timeout: 120_000 }, () => {
  const bed = sharedBed();

  test('a poll goes out, a vote comes in as a tap, and it is withdrawn', async () => {
    const { fake, person, channel, inbox } = bed();
    const ref = await channel.send(byPhone, scale(0, 10), 'poll');
    const poll = fake.sent.at(-1);
    if (poll === undefined) throw new Error('no poll');
    expect(poll.options).toHaveLength(11);
    fake.votes(person, poll, [9]);
    expect(await inbox.choice('t.9')).toMatchObject({ message: ref, address: byPhone });
    fake.votes(person, poll, []);
    expect(await inbox.event(({ kind }) => kind === 'withdrawn')).toMatchObject({ message: ref });
    fake.says(person, 'teşekkürler', { quotedStanzaID: poll.id, quotedMsg: {} });
    expect(await inbox.text('teşekkürler')).toMatchObject({ replyTo: ref });
    const thanks = await channel.send(byPhone, text('Biz teşekkür ederiz'), 'thanks');
    expect(thanks).toEqual({ id: fake.sent.at(-1)?.id });
  });

  test('a conversation is closed by the command from the business phone', async () => {
    const { fake, person, inbox } = bed();
    const before = inbox.offered.length;
    fake.writes(person, 'bir bakayım');
    fake.writes(person, '/Close');
    const closed = await inbox.event(({ kind }) => kind === 'closed');
    expect(closed).toMatchObject({
      address: byPhone,
      customer: { type: 'phone', value: byPhone.phone },
      sender: { value: expect.stringContaining('905550000000') },
    });
    expect(inbox.offered).toHaveLength(before + 1);
  });

  test('a number that is not on WhatsApp is unreachable, and one that knows no lid too', async () => {
    const { fake, channel } = bed();
    await expect(channel.send({ phone: '+905559999999' }, text('?'), 'k')).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'not_on_whatsapp',
    });
    fake.strikes('No LID for user');
    await expect(channel.send(byPhone, text('?'), 'k')).rejects.toMatchObject({ code: 'no_lid' });
  });
});
