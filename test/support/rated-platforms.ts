import { APP_TOKEN, BOT_TOKEN, startSlackFake } from '../fakes/slack/fake.ts';
import { startTelegramFake } from '../fakes/telegram/fake.ts';
import { startWhatsappFake } from '../fakes/whatsapp-cloud/fake.ts';

/** A platform that holds its senders to its true limits, and people on it who answer. */
export interface RatedPlatform {
  /** Settings that switch the channel on. */
  env: Record<string, string>;
  /** What the platform lets through over the whole account, in any window of this length. */
  allowed: { count: number; windowMs: number };
  /** What a hook says of the n-th person. */
  hook(person: number): object;
  /** Messages that were let through, in order; times in milliseconds. */
  taken(): readonly { at: number; person: number }[];
  /** How many messages were refused for their rate. */
  refused(): number;
  /** Resolves when so many messages were let through. */
  untilTaken(count: number): Promise<void>;
  /** The person taps an answer to the question that they were sent. */
  answers(person: number): void;
  /** Where the platform tells of answers, if it has to be told. */
  listensAt?(url: string): void;
  close(): Promise<void>;
}

/** By channel; `bench/rates.ts` and `test/journeys/rates.test.ts` run over all of them. */
export const RATED_PLATFORMS: Readonly<Record<string, () => Promise<RatedPlatform>>> = {
  telegram,
  'whatsapp-cloud': whatsappCloud,
  slack,
};

/** Keeps what a platform let through and what it refused. */
function record() {
  const taken: { at: number; person: number }[] = [];
  const waiting = new Set<() => void>();
  let refused = 0;
  return {
    tookFor(person: number): void {
      taken.push({ at: performance.now(), person });
      for (const look of [...waiting]) look();
    },
    refusedOne(): void {
      refused += 1;
    },
    taken: () => taken,
    refused: () => refused,
    untilTaken: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = () => {
          if (taken.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

function known<T>(question: T | undefined, person: number): T {
  if (question === undefined) throw new Error(`person ${person} was sent nothing`);
  return question;
}

const FIRST_CHAT = 10_000;

async function telegram(): Promise<RatedPlatform> {
  const fake = await startTelegramFake();
  fake.enforceLimits();
  const { tookFor, refusedOne, ...kept } = record();
  fake.onCall(({ method, answer }) => {
    if (method !== 'sendMessage') return;
    const { error_code, result } = answer as { error_code?: number; result?: { chat: { id: number } } };
    if (error_code === 429) refusedOne();
    if (result) tookFor(result.chat.id - FIRST_CHAT);
  });
  return {
    ...kept,
    env: { TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url },
    allowed: { count: 30, windowMs: 1_000 },
    hook: (person) => ({ channel: 'telegram', address: { chat_id: String(FIRST_CHAT + person) } }),
    answers: (person) =>
      void fake.taps(
        known(
          fake.sent.findLast(({ chat }) => chat.id === FIRST_CHAT + person),
          person,
        ),
        '5',
      ),
    close: () => fake.close(),
  };
}

const FIRST_NUMBER = 905_550_000_000;
const WHATSAPP_REFUSALS = new Set([4, 80007, 130429, 131056]);

async function whatsappCloud(): Promise<RatedPlatform> {
  const fake = await startWhatsappFake({ webhook: { atOnce: 16 } });
  fake.enforceLimits();
  const { tookFor, refusedOne, ...kept } = record();
  fake.onCall(({ method, answer, payload }) => {
    if (method !== 'messages') return;
    const { error, messages } = answer as { error?: { code: number }; messages?: unknown[] };
    if (error && WHATSAPP_REFUSALS.has(error.code)) refusedOne();
    if (messages) tookFor(Number(payload.to) - FIRST_NUMBER);
  });
  return {
    ...kept,
    env: fake.settings,
    allowed: { count: 80, windowMs: 1_000 },
    hook(person) {
      const phone = String(FIRST_NUMBER + person);
      fake.world.person({ phone });
      return { channel: 'whatsapp-cloud', address: { phone: `+${phone}` } };
    },
    answers(person) {
      const phone = String(FIRST_NUMBER + person);
      fake.taps(
        known(
          fake.sent.findLast(({ to }) => to.phone === phone),
          person,
        ),
        0,
      );
    },
    listensAt(url) {
      fake.webhook.options.url = `${url}/channels/whatsapp-cloud/webhook`;
    },
    close: () => fake.close(),
  };
}

const CUSTOMERS_TEAM = 'T0CUSTOMER';

async function slack(): Promise<RatedPlatform> {
  const fake = await startSlackFake();
  fake.enforceLimits();
  const { tookFor, refusedOne, ...kept } = record();
  fake.onCall(({ method, payload, answer }) => {
    if (method !== 'chat.postMessage') return;
    const { ok, error } = answer as { ok: boolean; error?: string };
    if (error === 'ratelimited') refusedOne();
    if (ok) tookFor(Number(String(payload.channel).slice(2)));
  });
  return {
    ...kept,
    env: { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: fake.url },
    /** One a second into a channel is exact; over the workspace Slack says "several hundred a minute": this is what we take. */
    allowed: { count: 240, windowMs: 60_000 },
    hook(person) {
      const [channel, user] = [`C0${person}`, `U0${person}`];
      fake.world.channel(channel, { is_ext_shared: true });
      fake.world.person(user, { team_id: CUSTOMERS_TEAM });
      const identities = [{ type: 'slack', value: `${CUSTOMERS_TEAM}/${user}` }];
      return { channel: 'slack', address: { channel }, contact: { id: user, identities } };
    },
    answers(person) {
      const question = known(
        fake.sent.findLast(({ channel }) => channel === `C0${person}`),
        person,
      );
      fake.clicks(question, 0, { as: `U0${person}` });
    },
    close: () => fake.close(),
  };
}
