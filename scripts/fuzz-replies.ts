import type { ReadingContext } from '../src/model/reading.ts';
import { loadLexicons, readReply } from '../src/replies/index.ts';
import { adversarialText, randomFrom } from '../test/replies/adversarial.ts';

/**
 * Reads that many adversarial texts (`node scripts/fuzz-replies.ts 1000000 [seed]`, default 100,000 and seed 1) and reports
 * exceptions, the slowest text and texts over 5 ms. A text over the limit is read again, up to five times: only one that
 * is slow every time counts, a pause of the machine does not. Exit 1 for an exception or a slow text.
 */
const LIMIT_MS = 5;
const count = Number(process.argv[2] ?? 100_000);
const random = randomFrom(Number(process.argv[3] ?? 1));
const lexicons = loadLexicons();
const LANGUAGES = ['tr', 'en', 'de', 'es', 'fr', 'pt', 'it', 'ru', 'ar', 'und', undefined] as const;
const CHANNELS = ['email', 'sms', undefined] as const;
const SCALES = [
  { min: 1, max: 5 },
  { min: 0, max: 10 },
  { min: 1, max: 7 },
] as const;

function contextFor(at: number): ReadingContext {
  return {
    kind: 'csat',
    scale: SCALES[at % SCALES.length] ?? SCALES[0],
    language: LANGUAGES[at % LANGUAGES.length],
    channel: CHANNELS[at % CHANNELS.length],
    labels: [
      { value: 1, texts: ['Very unsatisfied', 'Hiç memnun değilim'] },
      { value: 5, texts: ['Very satisfied', 'Çok memnunum'] },
    ],
  };
}

function millisecondsFor(text: string, context: ReadingContext): number {
  const start = performance.now();
  readReply(text, context, lexicons);
  return performance.now() - start;
}

let [exceptions, slow, slowest] = [0, 0, 0];
for (let at = 0; at < count; at++) {
  const text = adversarialText(random);
  const context = contextFor(at);
  try {
    let took = millisecondsFor(text, context);
    for (let again = 0; took > LIMIT_MS && again < 5; again++) {
      took = Math.min(took, millisecondsFor(text, context));
    }
    slowest = Math.max(slowest, took);
    if (took <= LIMIT_MS) continue;
    slow++;
    console.log(`${took.toFixed(1)} ms for ${text.length} characters: ${JSON.stringify(text.slice(0, 120))}`);
  } catch (error) {
    exceptions++;
    console.log(`${String(error)} for ${JSON.stringify(text.slice(0, 200))}`);
  }
}
console.log(
  `${count} texts: ${exceptions} exceptions, ${slow} over ${LIMIT_MS} ms, slowest ${slowest.toFixed(2)} ms`,
);
if (exceptions + slow > 0) process.exitCode = 1;
