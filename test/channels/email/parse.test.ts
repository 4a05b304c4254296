import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type MailContext, parseMail } from '../../../channels/email/parse.ts';
import { readMail } from '../../../channels/email/read-mail.ts';
import type { SentMail } from '../../../channels/email/sent-mails.ts';
import { loadLexicons, readReply } from '../../../src/replies/index.ts';
import { parseFixture } from '../../fakes/email/fixture.ts';

const folder = new URL('../../../channels/email/fixtures/', import.meta.url);
const fixture = async (name: string) => {
  const [event, ...more] = await parseFixture(
    JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8')),
  );
  expect(more.filter(({ kind }) => kind !== 'text')).toEqual([]);
  return event;
};

const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const message = { message_id: `<aw-${TOKEN}@acme.example>` };
const address = { email: 'ayse@example.com' };

describe('a received mail', () => {
  it.each([
    [
      'reply-gmail-tr',
      {
        kind: 'text',
        address,
        replyTo: message,
        sender: { type: 'email', value: 'ayse@example.com', name: 'Ayşe Yılmaz' },
      },
    ],
    [
      'reply-outlook-html-only-de',
      { kind: 'text', address, replyTo: message, sender: { value: 'jonas@example.com' } },
    ],
    ['reply-apple-subject-token', { kind: 'text', address, replyTo: message }],
    [
      'new-mail',
      {
        kind: 'text',
        address: { email: 'mehmet@example.com' },
        text: 'Siparişim nerede?\n\nÜç gündür bekliyorum, bakar mısınız?',
      },
    ],
    ['bounce-postfix', { kind: 'status', address, message, status: 'failed', code: '5.1.1' }],
    ['bounce-without-token', { kind: 'status', address, message, status: 'failed', code: '5.2.2' }],
    ['bounce-envelope-id', { kind: 'status', address, message, status: 'failed', code: '5.4.7' }],
    ['complaint-arf', { kind: 'opt_out', address, means: 'complaint' }],
    ['unsubscribe-by-mail', { kind: 'opt_out', address, means: 'mail' }],
    ['form-rate', { kind: 'choice', address, message, token: '1.0.3.AAAAAAAAAAAAAAAAAAAAA3' }],
    ['form-one-click', { kind: 'opt_out', address, means: 'one_click' }],
  ])('%s is the event that it stands for', async (name, expected) => {
    expect(await fixture(name)).toMatchObject(expected);
  });

  it.each([
    'reply-auto-submitted',
    'reply-mailing-list',
    'reply-dmarc-failed',
    'own-copy',
    'bounce-delayed',
    'form-foreign-choice',
  ])('%s is no event', async (name) => {
    expect(await fixture(name)).toBeUndefined();
  });

  it('every fixture is named in this test', async () => {
    const here = await readFile(new URL(import.meta.url), 'utf8');
    for (const name of await readdir(folder)) expect(here).toContain(name.replace('.json', ''));
  });

  it('form-rate-words is a choice and, after it, the words', async () => {
    const events = await parseFixture(
      JSON.parse(await readFile(new URL('form-rate-words.json', folder), 'utf8')),
    );
    expect(events.map((event) => (event.kind === 'text' ? event.text : event.kind))).toEqual([
      'choice',
      'Çok bekledim,\nkimse dönmedi',
    ]);
  });

  it.each([
    ['reply-gmail-tr', 4, 'çok bekledim'],
    ['reply-outlook-html-only-de', 5, 'alles bestens!'],
    ['reply-apple-subject-token', 3, null],
  ])('%s is read as its score, the quoted scale is not', async (name, score, comment) => {
    const event = await fixture(name);
    const text = event?.kind === 'text' ? event.text : '';
    const context = {
      kind: 'csat',
      scale: { min: 1, max: 5 },
      language: 'tr',
      channel: 'email',
      labels: [],
    } as const;
    const reading = readReply(text, context, await lexicons);
    expect(reading).toMatchObject({ kind: 'score', score });
    if (comment !== null) expect(JSON.stringify(reading)).toContain(comment);
  });
});

const lexicons = loadLexicons();

const sent: SentMail = {
  token: TOKEN,
  messageId: message.message_id,
  address,
  place: 'email:ayse@example.com',
  message: { kind: 'text', language: 'en', text: 'x' },
  linksUntil: '2026-12-22T10:00:00Z',
};
const context: MailContext = {
  at: new Date('2026-11-22T10:00:00Z'),
  from: 'survey@acme.example',
  authserv: null,
  onlyAnswers: false,
  find: async (token) => (token === TOKEN ? sent : null),
};
const parsed = async (lines: readonly string[], more: Partial<MailContext> = {}) => {
  const mail = await readMail(Buffer.from(lines.join('\r\n')));
  if (mail === null) throw new Error('not a mail');
  return parseMail(mail, { ...context, ...more });
};
const toUs = `To: survey+aw-${TOKEN}@acme.example`;
const plain = ['Content-Type: text/plain', '', '5'];

describe('an answer of a machine', () => {
  it.each([
    'Auto-Submitted: auto-generated',
    'Auto-Submitted: auto-replied; owner-email="a@example.com"',
    'Precedence: bulk',
    'Precedence: auto_reply',
    'List-Unsubscribe: <https://example.com/u>',
    'Return-Path: <>',
    'X-Autoreply: yes',
    'Subject: Otomatik yanıt: izindeyim',
    'Subject: =?utf-8?Q?Abwesenheitsnotiz=3A_Urlaub?=',
  ])('is left out by its header "%s"', async (header) => {
    const { events } = await parsed(['From: ayse@example.com', toUs, header, ...plain]);
    expect(events).toEqual([]);
  });

  it.each([
    'Auto-Submitted: no',
    'X-Auto-Response-Suppress: All',
    'Precedence: normal',
    'Subject: Re: automatic',
  ])('is none by its header "%s"', async (header) => {
    const { events } = await parsed(['From: ayse@example.com', toUs, header, ...plain]);
    expect(events).toMatchObject([{ kind: 'text', text: '5' }]);
  });
});

describe('whose mail it is', () => {
  it('is known although a mail system wrote the plus address in capitals', async () => {
    const { events } = await parsed(['From: a@example.com', toUs.toUpperCase(), ...plain]);
    expect(events).toMatchObject([{ address, sender: { value: 'a@example.com' } }]);
  });

  it('is looked for further where a token in it is not ours', async () => {
    const other = `zzzzzz${TOKEN.slice(6)}`;
    const lines = [`To: survey+aw-${other}@acme.example`, `References: <x@y> <aw-${TOKEN}@acme.example>`];
    const { events } = await parsed(['From: a@example.com', ...lines, ...plain]);
    expect(events).toMatchObject([{ address }]);
  });

  it('our own address writes no answers, so that no loop begins', async () => {
    expect((await parsed(['From: survey@acme.example', toUs, ...plain])).events).toEqual([]);
  });

  it('a mail that answers none of ours is left alone in a shared mailbox', async () => {
    const lines = ['From: a@example.com', 'To: support@acme.example', 'Subject: Hi', ...plain];
    expect((await parsed(lines, { onlyAnswers: true })).events).toEqual([]);
    expect((await parsed(lines)).events).toMatchObject([
      { text: 'Hi\n\n5', address: { email: 'a@example.com' } },
    ]);
  });

  it('a failed DMARC counts only in the words of our own server', async () => {
    const lines = [
      'From: ayse@example.com',
      toUs,
      'Authentication-Results: mx.other.example; dmarc=fail',
      ...plain,
    ];
    expect((await parsed(lines, { authserv: 'mx.acme.example' })).events).toHaveLength(1);
    expect((await parsed(lines, { authserv: 'mx.other.example' })).events).toEqual([]);
  });

  it('a bounce in words only is one when it comes from nobody to the address of a mail of ours', async () => {
    const lines = ['Return-Path: <>', 'From: MAILER-DAEMON@old.example', toUs, 'Subject: failure notice'];
    const { events } = await parsed([...lines, 'Content-Type: text/plain', '', '550 5.1.1 unknown']);
    expect(events).toMatchObject([{ kind: 'status', status: 'failed', code: '5.1.1' }]);
  });
});

describe('the id of a received mail', () => {
  const lines = ['From: ayse@example.com', toUs, 'Message-ID: <1@example.com>', ...plain];
  const idOf = async (changed: readonly string[]) => (await parsed(changed)).events[0]?.eventId;

  it('is the same on whichever way the same mail came', async () => {
    expect(await idOf(['Received: from b by c', 'Delivered-To: x@acme.example', ...lines])).toBe(
      await idOf(lines),
    );
  });

  it('is another for another mail under the same Message-ID', async () => {
    expect(await idOf([...lines.slice(0, -1), '1'])).not.toBe(await idOf(lines));
  });
});
