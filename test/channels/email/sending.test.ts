import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEmail, type Patience } from '../../../channels/email/channel.ts';
import { EmailSettings } from '../../../channels/email/settings.ts';
import type { ChannelError } from '../../../src/model/channel-error.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { testContext } from '../../contract/context.ts';
import { type Dovecot, startDovecot } from '../../fakes/email/dovecot.ts';
import { type MailFault, startMailWorld } from '../../fakes/email/mail-world.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot.stop());

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const customer = 'ayse@example.com';
const question: OutgoingMessage = {
  kind: 'question',
  language: 'en',
  text: 'How was it?',
  layout: 'scale',
  choices: [1, 2, 3].map((n) => ({ token: `t${n}`, label: String(n) })),
  typedHint: 'Answer with a number from 1 to 3.',
};

let accounts = 0;

/** A channel over a mail world of its own. */
async function begin(more: Record<string, string> = {}, patience: Patience = {}, keepsSent = true) {
  accounts += 1;
  const account = `sending-${process.pid}-${accounts}@acme.example`;
  const world = await startMailWorld(dovecot, { account, keepsSent });
  open.push(() => world.close());
  world.mailbox(customer);
  const given = {
    SMTP_URL: world.smtpUrl,
    IMAP_URL: world.imapUrl(account),
    EMAIL_FROM: `Acme <${account}>`,
    ...more,
  };
  const settings = EmailSettings.parse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
  );
  const context = testContext({ publicUrl: 'https://survey.acme.example', transcript: memoryTranscript() });
  const channel = createEmail(settings, context, { sendTimeoutMs: 20_000, ...patience });
  open.push(() => channel.stop());
  const send = (key = 'key-1', address = {}) => channel.send({ email: customer, ...address }, question, key);
  const refusal = () =>
    send().then(
      () => null,
      (error: ChannelError) => error,
    );
  return { account, world, channel, send, refusal };
}

describe('a mail', () => {
  it('stands in the thread, names its send, and asks machines not to answer', async () => {
    const { account, world, send } = await begin();
    const ref = await send('key-1', { message_id: '<last@example.com>', subject: 'Order 7' });
    const { parsed, raw } = await world.waitForMail(customer, () => true);
    expect(parsed.messageId).toBe(ref.message_id);
    expect(ref.message_id).toMatch(/^<aw-[a-z2-7]{26}@acme\.example>$/);
    expect([parsed.inReplyTo, parsed.references, parsed.subject]).toEqual([
      '<last@example.com>',
      '<last@example.com>',
      'Re: Order 7',
    ]);
    const [token = ''] = /[a-z2-7]{26}/.exec(String(ref.message_id)) ?? [];
    const [local, domain] = account.split('@');
    const replyTo = `${local}+aw-${token}@${domain}`;
    expect(parsed.replyTo?.value[0]?.address).toBe(replyTo);
    expect(raw).toContain(`Return-Path: <${replyTo}>`);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(raw).toMatch(/^X-Auto-Response-Suppress: OOF, AutoReply$/m);
  });

  it('refers to what was written there before; one by an agent is not marked as automatic', async () => {
    const { world, channel, send } = await begin();
    await send('a');
    const text = {
      kind: 'text',
      language: 'en',
      text: 'Sorry!',
      author: { role: 'agent', name: 'Deniz' },
    } as const;
    await channel.send({ email: customer }, text, 'b');
    const [first, second] = world.inbox(customer);
    expect(second?.parsed.references).toBe(first?.parsed.messageId);
    expect([first?.parsed.subject, second?.parsed.subject]).toEqual(['How did we do?', 'Re: How did we do?']);
    // An agent is no machine: nothing keeps an answer back, and there is nothing to unsubscribe from.
    expect(second?.raw).not.toMatch(/Auto-Submitted|List-Unsubscribe/);
  });

  it('can be unsubscribed from by one click, as RFC 8058 writes it', async () => {
    const { world, send } = await begin();
    await send();
    const { parsed } = await world.waitForMail(customer, () => true);
    const header = (name: string) =>
      parsed.headerLines.find(({ key }) => key === name)?.line.replace(/\r?\n\s+/g, ' ') ?? '';
    expect(header('list-unsubscribe')).toMatch(
      /^List-Unsubscribe: <https:\/\/survey\.acme\.example\/channels\/email\/unsubscribe\?t=u\.[\w.-]+>, <mailto:[^>]+\?subject=unsubscribe>$/,
    );
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  it('names its send in the subject where the mail server knows no plus addresses', async () => {
    const { account, world, send } = await begin({ EMAIL_REPLY_TOKEN: 'subject' });
    await send();
    const { parsed } = await world.waitForMail(customer, () => true);
    expect(parsed.subject).toMatch(/^How did we do\? \[#aw-[a-z2-7]{26}\]$/);
    expect(parsed.replyTo?.value[0]?.address).toBe(account);
  });

  it('is signed with DKIM as a receiving server wants it, both headers of unsubscribing included', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'der' },
    });
    const { world, send } = await begin({
      EMAIL_DKIM_DOMAIN: 'acme.example',
      EMAIL_DKIM_SELECTOR: 'aw',
      EMAIL_DKIM_KEY: privateKey.replaceAll('\n', '\\n'),
    });
    await send('key-1', {
      subject: 'Siparişim hakkında çok uzun bir konu satırı, katlanması gereken türden bir satır',
    });
    const { raw } = await world.waitForMail(customer, () => true);
    const resolver = async (name: string) => {
      expect(name).toBe('aw._domainkey.acme.example');
      return [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]];
    };
    const { results } = await dkimVerify(Buffer.from(raw), { resolver });
    expect(results).toMatchObject([{ signingDomain: 'acme.example', status: { result: 'pass' } }]);
    expect(raw.replace(/\r?\n\s+/g, '')).toMatch(/h=[^;]*List-Unsubscribe:List-Unsubscribe-Post/i);
  });

  it('goes over a connection that stays open', async () => {
    const { world, send } = await begin();
    for (const key of ['a', 'b', 'c']) await send(key);
    expect(world.inbox(customer)).toHaveLength(3);
    expect(world.smtpConnections()).toBe(1);
  });

  it('takes a new connection when the one that stayed open is gone, and goes out once', async () => {
    const { world, send } = await begin();
    await send('a');
    world.cutSmtp();
    await send('b');
    expect(world.inbox(customer)).toHaveLength(2);
  });
});

describe('what a refusal becomes', () => {
  it.each<[MailFault, Partial<ChannelError>]>([
    [
      { at: 'mail', answer: '421 4.3.0 closing' },
      { kind: 'temporary', code: '421 4.3.0' },
    ],
    [
      { at: 'rcpt', answer: '450 4.2.0 greylisted' },
      { kind: 'temporary', code: '450 4.2.0' },
    ],
    [
      { at: 'data', answer: '452 4.2.2 mailbox full' },
      { kind: 'temporary', code: '452 4.2.2' },
    ],
    [
      { at: 'mail', answer: '421 4.7.0 Try again later' },
      { kind: 'rate_limited', retryAfterSeconds: 60 },
    ],
    [
      { at: 'rcpt', answer: '450 4.7.1 too many messages' },
      { kind: 'rate_limited', retryAfterSeconds: 60 },
    ],
    [
      { at: 'rcpt', answer: '550 5.1.1 No such user' },
      { kind: 'unreachable', code: '550 5.1.1' },
    ],
    [
      { at: 'rcpt', answer: '550 sorry' },
      { kind: 'unreachable', code: '550' },
    ],
    [
      { at: 'rcpt', answer: '550 5.7.1 relaying denied' },
      { kind: 'rejected', code: '550 5.7.1' },
    ],
    [
      { at: 'data', answer: '554 5.7.1 spam' },
      { kind: 'rejected', code: '554 5.7.1' },
    ],
    [
      { at: 'mail', answer: '553 5.7.1 not your address' },
      { kind: 'rejected', code: '553 5.7.1' },
    ],
    [
      { at: 'mail', answer: '535 5.7.8 bad credentials' },
      { kind: 'rejected', code: '535 5.7.8' },
    ],
    [{ at: 'after-data' }, { kind: 'uncertain' }],
    [{ at: 'silent-after-data' }, { kind: 'uncertain' }],
    [{ at: 'during-data' }, { kind: 'uncertain' }],
  ])('%o', async (fault, expected) => {
    const patience = fault.at === 'silent-after-data' ? { sendTimeoutMs: 3_000 } : {};
    const { world, refusal } = await begin({}, patience);
    world.strikes(fault);
    expect(await refusal()).toMatchObject(expected);
    expect(world.transactions()).toBe(1);
  });

  it('a server that is not there, or does not greet, is temporary: nothing went out', async () => {
    const silent = createServer(() => {});
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    open.push(async () => void silent.close());
    const { port } = silent.address() as AddressInfo;
    for (const url of ['smtp://127.0.0.1:1', `smtp://127.0.0.1:${port}`]) {
      const { refusal } = await begin({ SMTP_URL: url }, { sendTimeoutMs: 500 });
      expect(await refusal()).toMatchObject({ kind: 'temporary' });
    }
  });
});

describe('a send of unknown end', () => {
  it('is found by its Message-ID in the Sent folder of a provider that keeps one', async () => {
    const { world, channel, refusal } = await begin();
    world.strikes({ at: 'after-data' });
    await refusal();
    const { parsed } = await world.waitForMail(customer, () => true);
    expect(await channel.reconcile?.({ email: customer }, 'key-1')).toEqual({ message_id: parsed.messageId });
  });

  it('stays unknown where nothing is kept: not finding it proves nothing', async () => {
    const { world, channel, refusal } = await begin({}, {}, false);
    world.strikes({ at: 'after-data' });
    await refusal();
    expect(await channel.reconcile?.({ email: customer }, 'key-1')).toBe('unknown');
    expect(await channel.reconcile?.({ email: customer }, 'never')).toBe('not_sent');
  });

  it('cannot be asked for without a mailbox, and the channel says so', async () => {
    const { channel } = await begin({ IMAP_URL: '' });
    expect(channel.reconcile).toBeUndefined();
    expect(channel.capabilities.reconcile).toBe(false);
  });
});

describe('what doctor is told', () => {
  it('is which way answers come, and what is wrong with which server', async () => {
    const good = await begin();
    expect(await good.channel.check?.()).toMatchObject({
      ok: true,
      detail: expect.stringContaining('buttons and replies'),
    });
    const smtp = await begin({ SMTP_URL: 'smtp://127.0.0.1:1' });
    expect(await smtp.channel.check?.()).toMatchObject({
      ok: false,
      next: expect.stringContaining('SMTP_URL'),
    });
    const imap = await begin({ IMAP_URL: `imap://x:wrong@127.0.0.1:${dovecot.port}` });
    const told = await imap.channel.check?.();
    expect(told).toMatchObject({ ok: false, next: expect.stringContaining('IMAP_URL') });
    expect(JSON.stringify(told)).not.toContain('wrong');
  });
});
