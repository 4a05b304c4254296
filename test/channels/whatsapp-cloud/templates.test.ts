import { describe, expect, test } from 'vitest';
import { faults } from '../../fakes/whatsapp-cloud/faults.ts';
import { refusals } from '../../fakes/whatsapp-cloud/refusals.ts';
import { byPhone, failure, scale, template, text, withWhatsapp } from './stage.ts';

const five = ['1', '2', '3', '4', '5'];
const question = scale(1, 5);

describe('a question outside the 24 hours', () => {
  test('goes in the approved template of the account, and a tap on its quick reply is ours', () =>
    withWhatsapp(async ({ fake, channel, inbox, person }) => {
      person.lastHeard = null;
      fake.world.template({ name: 'afterword_csat', buttons: five });
      const ref = await channel.send(byPhone, question, 'k', template);
      const [sent] = fake.sent;
      expect(sent).toMatchObject({ widget: 'template', id: ref.id });
      expect(sent?.text).toContain(question.text);
      if (sent) fake.taps(sent, '4');
      expect(await inbox.choice('t.4')).toMatchObject({ message: ref });
    }));

  test('takes the template of its question before that of its metric, and the operator’s word before both', async () => {
    const names = ['afterword_csat', 'afterword_csat_after_support_score', 'our_csat'];
    const chosen = async (settings: Record<string, string>, there: string[]) => {
      let name: string | null | undefined;
      await withWhatsapp(
        async ({ fake, channel }) => {
          for (const one of there) fake.world.template({ name: one });
          await channel.send(byPhone, question, 'k', template);
          name = fake.sent[0]?.template;
        },
        { settings },
      );
      return name;
    };
    expect(await chosen({}, names.slice(0, 1))).toBe('afterword_csat tr');
    expect(await chosen({}, names)).toBe('afterword_csat_after_support_score tr');
    expect(await chosen({ WHATSAPP_TEMPLATES: 'csat=our_csat' }, names)).toBe('our_csat tr');
    const both = 'csat=afterword_csat,csat-after-support/score=our_csat';
    expect(await chosen({ WHATSAPP_TEMPLATES: both }, names)).toBe('our_csat tr');
  });

  test('speaks the language as nearly as the account can', () =>
    withWhatsapp(async ({ fake, channel }) => {
      for (const language of ['en', 'pt_PT', 'pt_BR'])
        fake.world.template({ name: 'afterword_csat', language });
      const code = async (language: string) => {
        await channel.send(byPhone, { ...question, language }, `k-${language}`, template);
        return fake.sent.at(-1)?.template?.split(' ')[1];
      };
      expect([await code('pt-BR'), await code('pt'), await code('en-GB')]).toEqual(['pt_BR', 'pt_PT', 'en']);
      const refused = await failure(channel, [byPhone, question, 'k', template]);
      expect(refused).toMatchObject({ kind: 'rejected', code: 'template_language' });
    }));

  const quickReplies: [string, string[], string[]][] = [
    ['by their words', ['5', '4', '3', '2', '1'], ['t.5', 't.4', 't.3', 't.2', 't.1']],
    ['by what they mean', ['Çok memnunum', 'Hiç memnun değilim'], ['t.5', 't.1']],
    ['in order, where they are as many', ['😠', '🙁', '😐', '🙂', '😀'], ['t.1', 't.2', 't.3', 't.4', 't.5']],
    ['or not at all', ['1', 'Mesajları durdur'], ['t.1', 'Mesajları durdur']],
  ];
  for (const [how, buttons, payloads] of quickReplies) {
    test(`finds its answers among the quick replies ${how}`, () =>
      withWhatsapp(async ({ fake, channel }) => {
        fake.world.template({ name: 'afterword_csat', buttons });
        await channel.send(byPhone, question, 'k', template);
        expect(fake.sent[0]?.choices.map(({ id }) => id)).toEqual(payloads);
      }));
  }

  test('fills one hole by number or by name, in one line, and none where there is none', () =>
    withWhatsapp(async ({ fake, channel }) => {
      const asked = { ...question, text: 'Bir\n\niki\t     üç' };
      const body = async (name: string, told: { body: string; named?: boolean }) => {
        fake.world.template({ name, ...told });
        const survey = { template: 'none', metric: name.slice('afterword_'.length), question: 'none' };
        await channel.send(byPhone, { ...asked, survey }, name, template);
        return fake.sent.at(-1)?.text;
      };
      expect(await body('afterword_a', { body: 'Soru: {{1}}' })).toBe('Soru: Bir iki üç');
      expect(await body('afterword_b', { body: 'Soru: {{question}}', named: true })).toBe('Soru: Bir iki üç');
      expect(await body('afterword_c', { body: 'Nasıldı?' })).toBe('Nasıldı?');
    }));

  test('is refused, in words and without a call, where the template has more to fill', () =>
    withWhatsapp(async ({ fake, channel }) => {
      fake.world.template({ name: 'afterword_csat', body: '{{1}} ve {{2}}' });
      const refused = await failure(channel, [byPhone, question, 'k', template]);
      expect(refused).toMatchObject({ kind: 'rejected', code: 'template_parameters' });
      expect(fake.calls.filter(({ method }) => method === 'messages')).toEqual([]);
    }));

  test('is refused, in words and without a call, where Meta has not approved the template', () =>
    withWhatsapp(async ({ fake, channel }) => {
      fake.world.template({ name: 'afterword_csat', status: 'PENDING' });
      const refused = await failure(channel, [byPhone, question, 'k', template]);
      expect(refused).toMatchObject({ kind: 'rejected', code: 'template_not_approved' });
      expect(refused.message).toContain('template "afterword_csat" (tr) is PENDING');
      expect(fake.calls.filter(({ method }) => method === 'messages')).toEqual([]);
    }));

  test('is refused where there is no template, and so is what is no question', () =>
    withWhatsapp(async ({ channel }) => {
      for (const message of [question, text('Teşekkürler')]) {
        const refused = await failure(channel, [byPhone, message, 'k', template]);
        expect(refused).toMatchObject({ kind: 'rejected', code: 'template_missing' });
      }
    }));

  test('the account is asked once in ten minutes, and at once when Meta tells of a change', async () => {
    let now = new Date('2026-11-22T09:00:00Z');
    await withWhatsapp(
      async ({ fake, channel }) => {
        const one = fake.world.template({ name: 'afterword_csat_after_support_score' });
        let sends = 0;
        const send = () => {
          sends += 1;
          return channel.send(byPhone, question, `k-${sends}`, template);
        };
        const reads = () => fake.calls.filter(({ method }) => method === 'templates').length;
        await send();
        await send();
        expect(reads()).toBe(1);
        now = new Date('2026-11-22T09:10:01Z');
        await send();
        expect(reads()).toBe(2);
        one.status = 'PAUSED';
        fake.webhook.add(
          fake.envelope(
            { event: 'PAUSED', message_template_name: one.name },
            'message_template_status_update',
          ),
        );
        await fake.heard();
        await expect(send()).rejects.toMatchObject({ code: 'template_not_approved' });
      },
      { now: () => now },
    );
  });

  test('an account that cannot be read just now is temporary, and one that we may not read is said so', () =>
    withWhatsapp(async ({ fake, channel }) => {
      const attempt = () => failure(channel, [byPhone, question, 'k', template]);
      fake.strikes('templates', faults.page(500));
      expect(await attempt()).toMatchObject({ kind: 'temporary' });
      fake.strikes('number', faults.refuse(refusals.token()));
      fake.strikes('templates', faults.refuse(refusals.token()));
      expect(await attempt()).toMatchObject({ kind: 'rejected', code: '190' });
      fake.world.template({ name: 'afterword_csat' });
      await channel.send(byPhone, question, 'k', template);
      expect(fake.sent).toHaveLength(1);
    }));

  test('the account’s id is asked of the number, or told by a setting', () =>
    withWhatsapp(
      async ({ fake, channel }) => {
        fake.world.template({ name: 'afterword_csat' });
        await channel.send(byPhone, question, 'k', template);
        expect(fake.calls.some(({ method }) => method === 'number')).toBe(false);
      },
      { settings: { WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398' } },
    ));
});
