import { describe, expect, test } from 'vitest';
import type { Transcript } from '../../../src/model/channel-context.ts';
import { refusals } from '../../fakes/whatsapp-cloud/refusals.ts';
import { asMetaWrites } from '../../fakes/whatsapp-cloud/webhook.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';
import { byPhone, PHONE, scale, text, withWhatsapp } from './stage.ts';

describe('the webhook of WhatsApp', () => {
  test('is signed over the bytes as they came, escapes and all', () =>
    withWhatsapp(async ({ fake, person, inbox }) => {
      fake.says(person, 'çok iyi ⭐/👩‍👩‍👧');
      expect((await inbox.text('çok iyi ⭐/👩‍👩‍👧')).sender.name).toBe('Ayşe');
      const body = asMetaWrites(fake.envelope({ contacts: [{ profile: { name: 'Ayşe' } }] }));
      expect(await fake.webhook.post(body)).toBe(200);
      const anew = JSON.stringify(JSON.parse(body));
      expect(await fake.webhook.post(anew, fake.webhook.sign(body))).toBe(401);
    }));

  test('a wrong signature is 401, is counted in the log, and nothing of it is read', () =>
    withWhatsapp(async ({ fake, inbox, log }) => {
      const message = {
        from: '905551234567',
        id: 'wamid.x',
        timestamp: '1',
        type: 'text',
        text: { body: '5' },
      };
      const body = JSON.stringify(fake.envelope({ messages: [message] }));
      const right = fake.webhook.sign(body);
      for (const wrong of ['', right.slice(7), `${right}0`, right.replace('sha256', 'sha1')]) {
        expect(await fake.webhook.post(body, wrong)).toBe(401);
      }
      expect(inbox.offered).toEqual([]);
      const [line] = log.lines.filter(({ message: words }) => words.includes('signature'));
      expect(line?.fields).toEqual({ refused: 1 });
      expect(JSON.stringify(log.lines)).not.toContain('wamid');
      // The scheme is case-insensitive where it is written in hex.
      expect(await fake.webhook.post(body, right.toUpperCase().replace('SHA256', 'sha256'))).toBe(200);
    }));

  test('what is signed and no JSON, or other JSON, is no event', () =>
    withWhatsapp(async ({ fake, inbox }) => {
      expect(await fake.webhook.post('{"object":')).toBe(400);
      for (const body of [
        '[]',
        'null',
        '7',
        '{"object":"page","entry":[]}',
        '{"object":"whatsapp_business_account"}',
      ]) {
        expect(await fake.webhook.post(body)).toBe(200);
      }
      expect(inbox.offered).toEqual([]);
    }));

  test('several things in one webhook are stored in their order, all or none confirmed', () =>
    withWhatsapp(async ({ fake, inbox }) => {
      const message = (i: number) => ({
        from: '905551234567',
        id: `wamid.${i}`,
        timestamp: '1795338000',
        type: 'text',
        text: { body: `söz ${i}` },
      });
      inbox.refuseNext(0);
      const body = JSON.stringify(fake.envelope({ messages: [1, 2, 3].map(message) }));
      expect(await fake.webhook.post(body)).toBe(200);
      inbox.refuseNext(1);
      expect(await fake.webhook.post(body)).toBe(503);
      expect(await fake.webhook.post(body)).toBe(200);
      const ids = inbox.events.map(({ eventId }) => eventId);
      expect(ids.slice(0, 3)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
      expect(new Set(ids).size).toBe(3);
    }));

  test('statuses only go forward: a failure of what was delivered is dropped, in every process', () =>
    withWhatsapp(async ({ fake, channel, inbox, another, person }) => {
      await channel.send(byPhone, text('?'), 'k');
      const [sent] = fake.sent;
      if (sent === undefined) throw new Error('nothing was sent');
      fake.status(sent, 'read');
      await fake.heard();
      await another().start(inbox.sink);
      fake.fails(sent, refusals.undeliverable());
      fake.status(sent, 'delivered');
      fake.says(person, 'buradayım');
      await inbox.text('buradayım');
      const statuses = inbox.events.flatMap((event) => (event.kind === 'status' ? [event.status] : []));
      expect(statuses).toEqual(['read', 'delivered']);
    }));

  test('statuses of many messages are taken at once, those of one in their order; what fails comes again', () => {
    const memory = memoryTranscript();
    let reading = 0;
    let most = 0;
    const since: Transcript['since'] = async (...asked) => {
      most = Math.max(most, ++reading);
      await new Promise(setImmediate);
      reading -= 1;
      return memory.since(...asked);
    };
    return withWhatsapp(
      async ({ fake, channel, inbox }) => {
        for (let i = 0; i < 20; i++) await channel.send(byPhone, text('?'), `k-${i}`);
        const told = fake.sent.flatMap(({ id }, i) =>
          ['delivered', 'read'].map((status) => ({
            ...{ id, status, timestamp: '1795338000', recipient_id: PHONE },
            biz_opaque_callback_data: `k-${i}`,
          })),
        );
        await fake.heard();
        most = 0;
        const body = JSON.stringify(fake.envelope({ statuses: told }));
        inbox.refuseNext(1);
        expect(await fake.webhook.post(body)).toBe(503);
        expect(await fake.webhook.post(body)).toBe(200);
        expect(most).toBe(20);
        for (const { id } of fake.sent) {
          const heard = inbox.events.flatMap((event) =>
            event.kind === 'status' && event.message.id === id ? [event.status] : [],
          );
          expect([...new Set(heard)]).toEqual(['delivered', 'read']);
        }
      },
      { transcript: { ...memory, since } },
    );
  });

  test('a tap that comes too late is answered in words, under the message it was made on', () =>
    withWhatsapp(async ({ fake, channel, inbox }) => {
      await channel.send(byPhone, scale(1, 5), 'k');
      const [question] = fake.sent;
      if (question === undefined) throw new Error('nothing was sent');
      inbox.notice = 'Bu soruyu yanıtlama süresi doldu.';
      fake.taps(question, '5');
      const answer = await fake.waitForMessage(({ text: words }) => words.includes('süresi doldu'));
      expect(answer.quotes).toBe(question.id);
    }));

  test('a tap on a button of whoever else writes through the number is answered by nothing', () =>
    withWhatsapp(async ({ fake, channel, inbox, person }) => {
      await channel.send(byPhone, scale(1, 5), 'k');
      const [question] = fake.sent;
      if (question === undefined) throw new Error('nothing was sent');
      inbox.notice = 'Bu soru size sorulmadı.';
      const reply = { type: 'button_reply', button_reply: { id: 'menu_2', title: 'Kargom nerede?' } };
      const foreign = { type: 'interactive', interactive: reply };
      fake.sends(person, { ...foreign, context: { id: 'wamid.of-the-helpdesk' } });
      fake.sends(person, foreign);
      await inbox.choice('menu_2');
      await fake.heard();
      fake.taps(question, '5');
      await fake.waitForMessage(({ text: words }) => words.includes('sorulmadı'));
      expect(fake.sent).toHaveLength(2);
      expect(fake.sent[1]?.quotes).toBe(question.id);
    }));
});
