import { createEmail, type Patience } from '../../../channels/email/channel.ts';
import { EmailSettings } from '../../../channels/email/settings.ts';
import type { Channel } from '../../../src/model/channel.ts';
import type { ChannelContext } from '../../../src/model/channel-context.ts';
import type { Choice, OutgoingMessage } from '../../../src/model/outgoing.ts';
import { keptLog, testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import { serveRoutes } from '../../contract/serve-routes.ts';
import { rateLinks } from '../../fakes/email/customer.ts';
import { startMailWorld } from '../../fakes/email/mail-world.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

export type Question = Extract<OutgoingMessage, { kind: 'question' }>;

const numbers = (min: number, max: number, meanings: Record<number, string>): Choice[] =>
  Array.from({ length: max - min + 1 }, (_, i) => {
    const meaning = meanings[min + i];
    return { token: `t${min + i}`, label: String(min + i), ...(meaning !== undefined && { meaning }) };
  });

export const csat: Question = {
  kind: 'question',
  language: 'tr',
  text: 'Size sağlanan destekten memnuniyetinizi nasıl değerlendirirsiniz?',
  layout: 'scale',
  typedHint: 'Lütfen 1 ile 5 arasında bir sayı yazın.',
  choices: numbers(1, 5, { 1: 'Hiç memnun değilim', 5: 'Çok memnunum' }),
};

export const nps: Question = {
  kind: 'question',
  language: 'ar',
  text: 'ما مدى احتمال أن توصي بنا لصديق أو زميل؟',
  layout: 'scale',
  typedHint: 'يُرجى الإجابة برقم من 0 إلى 10.',
  choices: numbers(0, 10, { 0: 'غير محتمل إطلاقًا', 10: 'محتمل جدًا' }),
};

export const reason: Question = {
  kind: 'question',
  language: 'en',
  text: 'Sorry to hear that. What was the main reason?',
  layout: 'choice',
  typedHint: 'Please write one of the choices or its number.',
  choices: ['My problem remains', 'It took too long', 'Something else'].map((label, i) => ({
    token: `c${i}`,
    label,
  })),
};

export const inWords: Question = {
  kind: 'question',
  language: 'en',
  text: 'Is there anything you would like to add?',
  layout: 'text',
  typedHint: '',
  choices: [{ token: 'skip', label: 'Skip' }],
};

/** No mailboxes are read here: mails are looked at where the SMTP server took them. */
const noMailboxes = {
  port: 9,
  deliver: async () => {},
  flags: async () => [],
  renumber: async () => {},
  stop: async () => {},
};

/** The channel with its pages on a real HTTP server, and a customer who gets its mails. */
export async function openStage(patience: Patience = {}, settings: Record<string, string> = {}) {
  const customer = 'ayse@example.com';
  const world = await startMailWorld(noMailboxes, { account: 'survey@acme.example' });
  world.mailbox(customer);
  let channel: Channel | null = null;
  const routes = await serveRoutes(() => channel);
  const log = keptLog();
  let time = new Date('2026-11-22T10:00:00Z');
  const context: ChannelContext = testContext({
    log,
    publicUrl: routes.url,
    transcript: memoryTranscript(),
    now: () => time,
  });
  const inbox = new Inbox();
  const given = { SMTP_URL: world.smtpUrl, EMAIL_FROM: 'Acme <survey@acme.example>', ...settings };
  const created = createEmail(EmailSettings.parse(given), context, { pageWaitMs: 0, ...patience });
  channel = created;
  await created.start(inbox.sink);
  let sends = 0;
  return {
    channel: created,
    context,
    customer,
    inbox,
    log,
    url: `${routes.url}/channels/email`,
    world,
    passes: (days: number) => {
      time = new Date(time.getTime() + days * 86_400_000);
    },
    /** Sends a message; answers the mail and its links. */
    async asks(message: OutgoingMessage) {
      sends += 1;
      const ref = await created.send({ email: customer }, message, `key-${sends}`);
      const mail = await world.waitForMail(customer, ({ parsed }) => parsed.messageId === ref.message_id);
      const html = typeof mail.parsed.html === 'string' ? mail.parsed.html : '';
      const [, unsubscribe = ''] = /href="([^"]*\/unsubscribe\?t=[^"]*)"/.exec(html) ?? [];
      return { ref, mail, html, links: rateLinks(mail), unsubscribe };
    },
    async close() {
      await created.stop();
      await routes.close();
      await world.close();
    },
  };
}
