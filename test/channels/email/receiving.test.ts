import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEmail } from '../../../channels/email/channel.ts';
import { EmailSettings } from '../../../channels/email/settings.ts';
import { leaseRunner } from '../../../src/store/under-lease.ts';
import { keptLog, testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import { type Dovecot, startDovecot } from '../../fakes/email/dovecot.ts';
import { startMailWorld } from '../../fakes/email/mail-world.ts';
import { type FreshDatabase, freshDatabase } from '../../support/databases.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

let dovecot: Dovecot;
let withoutIdle: Dovecot;
let database: FreshDatabase;
beforeAll(async () => {
  [dovecot, withoutIdle, database] = await Promise.all([
    startDovecot(),
    startDovecot({ idle: false }),
    freshDatabase(),
  ]);
});
afterAll(() => Promise.all([dovecot.stop(), withoutIdle.stop(), database.drop()]));

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let accounts = 0;

/** A mail account; `process` is one program that reads it, all of them over one database. */
async function begin(server: Dovecot = dovecot) {
  accounts += 1;
  const account = `receiving-${process.pid}-${accounts}@acme.example`;
  const world = await startMailWorld(server, { account });
  open.push(() => world.close());
  const transcript = memoryTranscript();
  let numbers = 0;
  return {
    account,
    world,
    arrives: (text: string, more = '') => {
      numbers += 1;
      const id = `<${account}-${numbers}@client.example>`;
      return world.drop(
        account,
        `From: a@example.com\r\nTo: ${account}\r\nMessage-ID: ${id}\r\n${more}\r\n${text}\r\n`,
      );
    },
    async program(pollMs = 60_000, more: Record<string, string> = {}) {
      const settings = EmailSettings.parse({
        SMTP_URL: world.smtpUrl,
        IMAP_URL: world.imapUrl(account),
        EMAIL_FROM: account,
        ...more,
      });
      const inbox = new Inbox();
      numbers += 1;
      const underLease = leaseRunner(database.db, `holder-${account}-${numbers}`, keptLog());
      const log = keptLog();
      const channel = createEmail(settings, testContext({ log, transcript, underLease }), { pollMs });
      open.push(() => channel.stop());
      await channel.start(inbox.sink);
      return { channel, inbox, log };
    },
  };
}

describe('the mailbox', () => {
  it('is heard at once where the server tells of new mail, with a poll of a minute', async () => {
    const { arrives, program } = await begin();
    const { inbox } = await program(60_000);
    await arrives('one');
    await inbox.text('one');
    await arrives('two');
    await inbox.text('two');
    expect(inbox.offered).toHaveLength(2);
  });

  it('is looked at where the server knows no IDLE', async () => {
    const { arrives, program } = await begin(withoutIdle);
    const { inbox } = await program(200);
    for (const text of ['one', 'two']) {
      await arrives(text);
      await inbox.text(text);
    }
    expect(inbox.offered).toHaveLength(2);
  });

  it('that is not there at the start, greets with a web page or refuses us is waited for, and the log keeps our secret', async () => {
    const { world, arrives, program } = await begin();
    world.wire.down(true);
    const { inbox, log } = await program();
    await arrives('patience');
    await vi.waitFor(() => expect(log.lines).not.toEqual([]), { timeout: 20_000 });
    world.wire.down(false);
    await inbox.text('patience');
    const page = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n<html>'));
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    open.push(async () => void page.close());
    const { port } = page.address() as AddressInfo;
    for (const url of [
      `imap://u:hush-hush@127.0.0.1:${port}`,
      `imap://u:hush-hush@127.0.0.1:${dovecot.port}`,
    ]) {
      const other = await program(60_000, { IMAP_URL: url });
      await vi.waitFor(() => expect(other.log.lines).not.toEqual([]), { timeout: 20_000 });
      expect(JSON.stringify(other.log.lines)).toMatch(/the mailbox cannot be read; trying again/);
      expect(JSON.stringify(other.log.lines)).not.toContain('hush');
      await other.channel.stop();
    }
  });

  it('holds a mail of megabytes: its words are read, the rest is not fetched', async () => {
    const { arrives, program } = await begin();
    const { inbox } = await program();
    const attachment = `${'QUJD'.repeat(19)}\r\n`.repeat(40_000);
    const parts = [
      '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nbeş\r\n',
      `--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${attachment}`,
    ];
    await arrives(
      `${parts.join('')}--b--`,
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    );
    await inbox.text('beş');
  });

  it('is read on after its connection was cut, and nothing is lost or handed in twice', async () => {
    const { world, arrives, program } = await begin();
    const { inbox } = await program();
    await arrives('before');
    await inbox.text('before');
    world.wire.down(true);
    world.wire.cut();
    await arrives('meanwhile');
    world.wire.down(false);
    await inbox.text('meanwhile');
    expect(inbox.offered).toHaveLength(2);
  });

  it('is numbered anew and still read on: what was taken has the same id, what was not is taken', async () => {
    const { account, arrives, program } = await begin();
    const first = await program();
    await arrives('before');
    await first.inbox.text('before');
    await first.channel.stop();
    await dovecot.renumber(account);
    await arrives('meanwhile');
    const second = await program();
    await second.inbox.text('meanwhile');
    const [before] = first.inbox.events;
    const known = second.inbox.events.filter(({ eventId }) => eventId !== before?.eventId);
    expect(known).toMatchObject([{ kind: 'text', text: 'meanwhile' }]);
    await arrives('after');
    await second.inbox.text('after');
  });

  it('begins with the mails from now on: what lay there before is not ours', async () => {
    const { account, arrives, program } = await begin();
    // An old mail of the mailbox, by the time at which it was filed.
    await dovecot.deliver(
      account,
      'From: a@example.com\r\n\r\nold\r\n',
      'INBOX',
      new Date(Date.now() - 86_400_000),
    );
    const { inbox } = await program();
    await arrives('new');
    await inbox.text('new');
    expect(inbox.offered).toHaveLength(1);
  });

  it('is read by one program alone, and by another once that ends', async () => {
    const { arrives, program } = await begin();
    const one = await program();
    await arrives('first');
    await one.inbox.text('first');
    const other = await program();
    await arrives('second');
    await one.inbox.text('second');
    await one.channel.stop();
    await arrives('third');
    await other.inbox.text('third');
    expect(other.inbox.offered).toHaveLength(1);
  });

  it('of others too is left as it is: nothing is marked as seen', async () => {
    const { account, world, arrives, program } = await begin();
    world.mailbox('a@example.com');
    const { channel, inbox } = await program(60_000, { EMAIL_SHARED_MAILBOX: '1' });
    const thanks = { kind: 'text', language: 'en', text: 'Thanks!' } as const;
    const { message_id } = await channel.send({ email: 'a@example.com' }, thanks, 'key-1');
    await arrives('a customer to the helpdesk');
    await arrives('an answer', `In-Reply-To: ${message_id}\r\n`);
    await inbox.text('an answer');
    expect(inbox.offered).toHaveLength(1);
    expect(await dovecot.flags(account)).toEqual([[], []]);
  });

  it('a mail that could not be stored holds the next one back, and both come in order', async () => {
    const { arrives, program } = await begin();
    const { inbox } = await program();
    inbox.refuseNext(2);
    await arrives('one');
    await arrives('two');
    await inbox.text('two');
    expect(inbox.events.map((event) => (event.kind === 'text' ? event.text : ''))).toEqual(['one', 'two']);
  });
});
