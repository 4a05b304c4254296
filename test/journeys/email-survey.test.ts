import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { erasePerson } from '../../src/app/erase-person.ts';
import type { Afterword } from '../../src/lifecycle.ts';
import { connect } from '../../src/store/connect.ts';
import type { Database } from '../../src/store/schema.ts';
import { openForm, rateLinks, submits, writes } from '../fakes/email/customer.ts';
import { type Dovecot, startDovecot } from '../fakes/email/dovecot.ts';
import { gmailReply, outlookReply } from '../fakes/email/mail-programs.ts';
import { newestOverImap, openEmailWorld } from '../support/email-world.ts';
import { keptLog } from '../support/log.ts';
import { BACKENDS, type BackendName, client, startIn, until } from '../support/running.ts';

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot.stop());

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function begin(backend: BackendName = 'postgresql', { apart = false } = {}) {
  const world = await openEmailWorld(dovecot, backend);
  open.push(() => world.dispose());
  const running: Afterword = await startIn(world, apart ? { http: true, work: false } : undefined);
  open.push(() => running.stop());
  if (apart) {
    const worker = await startIn(world, { http: false, work: true });
    open.push(() => worker.stop());
  }
  const api = client(running.url ?? '');
  const csat = () => api.get('/v1/metrics/csat');
  const why = async (id: string) => (await api.get(`/v1/conversations/${id}/why`)).body.closes[0];
  return { ...world, api, csat, why };
}

describe.each(BACKENDS)('a survey by e-mail, queue on %s', (backend) => {
  it('is sent, received, answered by a reply with the Turkish mail quoted, and scored', async () => {
    const { mail, account, customer, close, api, csat } = await begin(backend);
    expect((await api.close('c-1', close)).body.decision).toMatchObject({ ask: true });

    const question = await mail.waitForMail(customer, () => true);
    expect(question.parsed.text).toContain('memnuniyetinizi nasıl değerlendirirsiniz?');
    expect(question.parsed.subject).toBe('Re: Siparişim gelmedi');
    expect(question.parsed.inReplyTo).toBe('<ticket-7@example.com>');
    // It lies in the customer's mailbox, as a mail program sees it.
    expect(await newestOverImap(dovecot.port, customer)).toContain(question.parsed.messageId);

    await writes(mail.smtpUrl, gmailReply(customer, question, '2\n\nÇok bekledim, kimse dönmedi.'));
    const { body } = await until(csat, ({ body }) => body.n === 1);
    expect(body).toMatchObject({ value: 0, n: 1, funnel: { eligible: 1, sent: 1, answered: 1, scored: 1 } });

    const reason = await mail.waitForMail(customer, ({ parsed }) => parsed.text?.includes('neden') === true);
    const [reply] = mail.inbox(account);
    const chain = ['<ticket-7@example.com>', question.parsed.messageId, reply?.parsed.messageId];
    expect([reason.parsed.references, reason.parsed.inReplyTo]).toEqual([chain, chain[2]]);
    expect(rateLinks(reason)).toHaveLength(5);
    await writes(mail.smtpUrl, outlookReply(customer, reason, 'Çok uzun sürdü'));
    const last = await mail.waitForMail(customer, ({ parsed }) => parsed.text?.includes('Eklemek') === true);
    await writes(mail.smtpUrl, gmailReply(customer, last, 'Hayır, teşekkürler'));
    await mail.waitForMail(customer, ({ parsed }) => parsed.text?.startsWith('Zaman ayırdığınız') === true);
    expect((await csat()).body).toMatchObject({ n: 1, value: 0, funnel: { complete: 1 } });
    expect(mail.inbox(account)).toHaveLength(3);
    expect((await api.get('/v1/handovers')).body.handovers).toEqual([]);
  });
});

describe('a survey by e-mail', () => {
  it('goes on on the page without a further mail, also where another process sends', async () => {
    const { mail, customer, close, api, csat } = await begin('postgresql', { apart: true });
    await api.close('c-1', close);
    const question = await mail.waitForMail(customer, () => true);
    const links = rateLinks(question);
    expect(links).toHaveLength(5);

    // A scanner opens every link: nothing is recorded.
    for (const link of links) expect((await openForm(link)).status).toBe(200);
    expect((await csat()).body.n).toBe(0);

    const form = await openForm(links[1] ?? '');
    expect(form.html).toMatch(/value="1"[^>]* checked/);
    const second = await submits(form.action, { n: form.nonce, choice: '1' });
    expect(second.html).toContain('Memnun kalmamanızın başlıca nedeni neydi?');
    expect((await csat()).body).toMatchObject({ n: 1, value: 0 });
    // The same form once more, as by a reload, shows the same and counts once.
    expect((await submits(form.action, { n: form.nonce, choice: '1' })).html).toContain(
      'Memnun kalmamanızın başlıca nedeni neydi?',
    );

    const reason = formIn(second.html, form.action);
    const third = await submits(reason.action, { n: reason.nonce, choice: '1', words: 'iki gün sürdü' });
    expect(third.html).toContain('Zaman ayırdığınız için teşekkür ederiz!');
    expect((await csat()).body).toMatchObject({ n: 1, funnel: { complete: 1 } });
    expect(mail.inbox(customer)).toHaveLength(1);

    // A changed mind counts; after that the figure is the new one.
    const again = await openForm(links[4] ?? '');
    await submits(again.action, { n: again.nonce, choice: '4' });
    expect((await until(csat, ({ body }) => body.value === 100)).body.n).toBe(1);
  });

  it('is not asked again once the mail program unsubscribed by one click', async () => {
    const { mail, customer, close, api } = await begin();
    await api.close('c-1', close);
    const { parsed } = await mail.waitForMail(customer, () => true);
    const [, url = ''] = /<(http[^>]+)>/.exec(headerOf(parsed.headerLines, 'list-unsubscribe')) ?? [];
    const shown = await fetch(url);
    expect(await shown.text()).toContain(customer);
    const acted = await fetch(url, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
    });
    expect(acted.status).toBe(200);
    expect(acted.headers.getSetCookie()).toEqual([]);
    let conversation = 1;
    const { body } = await until(
      () => api.close(`c-${++conversation}`, close),
      ({ body }) => body.decision.rule.includes('opt'),
    );
    expect(body.decision.ask).toBe(false);
  });

  it('is forgotten with the person: links of their mails lead nowhere then', async () => {
    const { env, mail, customer, close, api } = await begin();
    await api.close('c-1', close);
    const [link = ''] = rateLinks(await mail.waitForMail(customer, () => true));
    expect((await fetch(link)).status).toBe(200);
    const { db } = connect<Database>(env.DATABASE_URL ?? '', {
      max: 2,
      applicationName: 'test',
      log: keptLog(),
    });
    open.push(() => db.destroy());
    await erasePerson(db, `email:${customer}`);
    expect((await fetch(link)).status).toBe(404);
    const { rows } = await sql`select from transcript where body::text like ${`%${customer}%`}`.execute(db);
    expect(rows).toEqual([]);
  });

  it('ends as failed when the mail comes back', async () => {
    const { mail, account, customer, close, api, why } = await begin();
    await api.close('c-1', close);
    const { parsed } = await mail.waitForMail(customer, () => true);
    await mail.drop(account, bounceOf(parsed.replyTo?.value[0]?.address ?? '', parsed.messageId ?? ''));
    await until(
      () => why('c-1'),
      (told) => told?.invitation?.state === 'failed' || JSON.stringify(told).includes('5.1.1'),
    );
  });
});

const headerOf = (lines: readonly { key: string; line: string }[], name: string): string =>
  (lines.find(({ key }) => key === name)?.line ?? '').replace(/\r?\n\s/g, ' ');

function formIn(html: string, base: string) {
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? '';
  return { action: new URL(action, base).href, nonce: /name="n" value="([^"]*)"/.exec(html)?.[1] ?? '' };
}

const bounceOf = (to: string, messageId: string): string =>
  [
    'Return-Path: <>',
    `To: ${to}`,
    'From: MAILER-DAEMON@mx.example.com',
    'Subject: Undelivered Mail Returned to Sender',
    'Message-ID: <b1@mx.example.com>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Unknown user.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    '',
    'Final-Recipient: rfc822; ayse@example.com',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '',
    '--b--',
    '',
  ].join('\r\n');
