import { startTelegramFake } from '../fakes/telegram/fake.ts';

/** A platform that holds its senders to its true limits, and people on it who answer. */
export interface RatedPlatform {
  /** Settings that switch the channel on. */
  env: Record<string, string>;
  /** Messages a second that the platform lets through over the whole account. */
  allowedPerSecond: number;
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
  close(): Promise<void>;
}

/** By channel; `bench/rates.ts` and `test/journeys/rates.test.ts` run over all of them. */
export const RATED_PLATFORMS: Readonly<Record<string, () => Promise<RatedPlatform>>> = { telegram };

const FIRST_CHAT = 10_000;

async function telegram(): Promise<RatedPlatform> {
  const fake = await startTelegramFake();
  fake.enforceLimits();
  const taken: { at: number; person: number }[] = [];
  let refused = 0;
  const waiting = new Set<() => void>();
  fake.onCall(({ method, answer }) => {
    if (method !== 'sendMessage') return;
    const { ok, error_code, result } = answer as {
      ok: boolean;
      error_code?: number;
      result?: { chat: { id: number } };
    };
    if (error_code === 429) refused += 1;
    if (ok && result) taken.push({ at: performance.now(), person: result.chat.id - FIRST_CHAT });
    for (const look of [...waiting]) look();
  });
  return {
    env: { TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url },
    allowedPerSecond: 30,
    hook: (person) => ({ channel: 'telegram', address: { chat_id: String(FIRST_CHAT + person) } }),
    taken: () => taken,
    refused: () => refused,
    untilTaken: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (taken.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    answers(person) {
      const question = fake.sent.findLast(({ chat }) => chat.id === FIRST_CHAT + person);
      if (question === undefined) throw new Error(`person ${person} was sent nothing`);
      fake.taps(question, '5');
    },
    close: () => fake.close(),
  };
}
