import fc from 'fast-check';
import { createEmail } from '../../channels/email/channel.ts';
import { email } from '../../channels/email/index.ts';
import { FOOTER_RULE } from '../../channels/email/render.ts';
import { EmailSettings } from '../../channels/email/settings.ts';
import type { Channel } from '../../src/model/channel.ts';
import { openForm, rateLinks, submits, writes } from '../fakes/email/customer.ts';
import type { Dovecot } from '../fakes/email/dovecot.ts';
import { parseFixture } from '../fakes/email/fixture.ts';
import { type MailWorld, type Received, startMailWorld } from '../fakes/email/mail-world.ts';
import { memoryTranscript } from '../support/memory-transcript.ts';
import { testContext } from './context.ts';
import type { ContractHarness, Faults, Shown, Stage } from './harness.ts';
import { serveRoutes } from './serve-routes.ts';

/** E-mail under the contract: a real SMTP server, a real IMAP server, and a browser's requests to our pages. */
export function emailHarness(dovecot: () => Promise<Dovecot>): ContractHarness {
  return {
    module: email,
    sharedPlaces: false,
    ownPlatform: false,
    addresses: fc.record(
      {
        email: fc
          .tuple(fc.stringMatching(/^[A-Za-z0-9._+-]{1,40}$/), fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/))
          .map(([local, domain]) => `${local}@${domain}.example`),
        message_id: fc.stringMatching(/^[!-;=?-~]{1,60}$/).map((id) => `<${id}>`),
        subject: fc.stringMatching(/^[^\s\r\n][^\r\n]{0,80}[^\s\r\n]$/),
      },
      { requiredKeys: ['email'] },
    ),
    fixtures: {
      folder: new URL('../../channels/email/fixtures/', import.meta.url),
      parse: parseFixture,
    },
    open: async () => openStage(await dovecot()),
  };
}

let stages = 0;

async function openStage(dovecot: Dovecot): Promise<Stage> {
  stages += 1;
  const account = `survey-${process.pid}-${stages}@acme.example`;
  const customer = `ayse-${process.pid}-${stages}@example.com`;
  const world = await startMailWorld(dovecot, { account });
  world.mailbox(customer);
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const context = testContext({ publicUrl: routes.url, transcript: memoryTranscript() });
  const settings = EmailSettings.parse({
    SMTP_URL: world.smtpUrl,
    IMAP_URL: world.imapUrl(account),
    EMAIL_FROM: `Acme Support <${account}>`,
  });
  const browser = openBrowser(() => running !== null);
  let last: () => Promise<unknown> = () => Promise.reject(new Error('nothing was said yet'));
  const sees = async (wanted: (message: Shown) => boolean) =>
    asShown(await world.waitForMail(customer, (mail) => wanted(asShown(mail))));
  return {
    create() {
      const channel = createEmail(settings, context, { sendTimeoutMs: 20_000, pageWaitMs: 0, pollMs: 500 });
      return {
        ...channel,
        async start(sink) {
          await channel.start(sink);
          running = channel;
        },
        async stop() {
          if (running === channel) running = null;
          await channel.stop();
        },
      };
    },
    customer: { address: { email: customer }, identity: { type: 'email', value: customer } },
    async says(text) {
      const raw = await writes(world.smtpUrl, { from: customer, to: account, text });
      last = () => world.drop(account, raw);
    },
    async taps({ ref }, choice) {
      const mail = world.inbox(customer).find(({ parsed }) => parsed.messageId === ref.message_id);
      const link = mail && rateLinks(mail)[choice];
      if (link === undefined) throw new Error('there is no such choice to tap');
      last = browser.taps(link, choice);
    },
    repeats: async () => void (await last()),
    async echoes() {
      const own = world.inbox(customer).at(-1);
      if (own !== undefined) await world.drop(account, own.raw);
    },
    shown: async () => world.inbox(customer).map(asShown),
    sees,
    idle: () => world.idle(),
    faults: faultsOf(world, customer),
    async close() {
      await browser.close();
      await routes.close();
      await world.close();
    },
  };
}

/** A person with a browser, who presses the button again as long as the page says that it did not work. */
function openBrowser(reachable: () => boolean) {
  let closed = false;
  const pressing = new Set<Promise<unknown>>();
  async function press(link: string, choice: number, nonce: string): Promise<void> {
    while (!closed) {
      if (!reachable()) {
        await new Promise((next) => setTimeout(next, 20));
        continue;
      }
      const { status } = await submits(link, { n: nonce, choice: String(choice) }).catch(() => ({
        status: 503,
      }));
      if (status < 500) return;
    }
  }
  return {
    taps(link: string, choice: number): () => Promise<unknown> {
      let nonce: string | null = null;
      const tap = async () => {
        nonce ??= (await openForm(link)).nonce;
        await press(link, choice, nonce);
      };
      const first = tap().finally(() => pressing.delete(first));
      pressing.add(first);
      return async () => {
        await first;
        await tap();
      };
    },
    async close() {
      closed = true;
      await Promise.allSettled(pressing);
    },
  };
}

/** The mail as a person reads it, without the small print below it. */
function asShown(mail: Received): Shown {
  const { text = '', messageId = '', html } = mail.parsed;
  const labels = typeof html === 'string' ? [...html.matchAll(/<a [^>]*\/rate\?t=[^>]*>([^<]*)<\/a>/g)] : [];
  return {
    ref: { message_id: messageId },
    text: text.slice(0, text.lastIndexOf(FOOTER_RULE)),
    choices: labels.map(([, label = '']) => unescaped(label)),
  };
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => SIGNS[name] ?? '');

const faultsOf = (world: MailWorld, customer: string): Faults => ({
  losesAnswer: () => world.strikes({ at: 'after-data' }),
  hasTrouble: () =>
    world.strikes({ at: 'data', answer: '451 4.3.0 Mail server temporarily rejected message' }),
  blocks: () => world.gone(customer),
  sendRequests: () => world.transactions(),
});
