import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { readSettings } from '../../src/config.ts';
import { openAfterword } from '../../src/lifecycle.ts';
import { freshDatabase, freshRedis } from '../support/databases.ts';
import { measureRates, ratePerSecond } from '../support/measure-rates.ts';
import { RATED_PLATFORMS } from '../support/rated-platforms.ts';
import { askAtWill, BACKENDS, client, TOKEN } from '../support/running.ts';
import { temporaryDirectory } from '../support/servers.ts';

/** Some seconds' worth of the fastest limit that a platform sets; a window of it at least. */
const SECONDS = 3;
const MOST_PEOPLE = 120;
const FOLLOW_UPS = 6;

const TEMPLATE = `
id: rated
metric: csat
languages: [en]
ask: { delay: 0s, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
  - { id: comment, type: text, optional: true, text: { en: "Anything to add?" } }
thanks: { en: "Thanks!" }
`;

/** The same in full size, with its figures: `npm run bench -- rates`. */
describe('many questions at once, through two processes that know of each other by the database alone', () => {
  for (const channel of Object.keys(RATED_PLATFORMS)) {
    for (const backend of BACKENDS) {
      it(`are never too many for ${channel}, and follow-ups come through, with the queue on ${backend}`, async () => {
        await using opened = new AsyncDisposableStack();
        const platform = await RATED_PLATFORMS[channel]?.();
        if (platform === undefined) throw new Error(`no platform of ${channel}`);
        opened.defer(() => platform.close());
        const database = await freshDatabase({ migrated: false });
        opened.defer(() => database.drop());
        const redis = backend === 'redis' ? await freshRedis() : null;
        if (redis !== null) opened.defer(() => redis.drop());
        const dir = await temporaryDirectory();
        opened.defer(() => rm(dir, { recursive: true, force: true }));
        await writeFile(path.join(dir, 'rated.yaml'), TEMPLATE);
        await askAtWill(dir);
        const env = {
          ...platform.env,
          ...(redis && { REDIS_URL: redis.url }),
          ...{ HOST: '127.0.0.1', PORT: '0', API_TOKEN: TOKEN, SIGNING_SECRET: 'a-signing-secret-for-tests' },
          ...{ DATA_DIR: dir, TEMPLATES_DIR: dir, DATABASE_URL: database.url, LOG_LEVEL: 'silent' },
        };
        const start = async (http: boolean) => {
          const running = await openAfterword({
            settings: readSettings(env, channelModules),
            log: pino({ level: 'silent' }),
            roles: { http, work: true },
            modules: channelModules,
            holder: randomUUID(),
          });
          opened.defer(() => running.stop());
          return running;
        };
        const [first] = [await start(true), await start(false)];
        const close = (id: string, hook: object) => client(first.url ?? '').close(id, hook);
        platform.listensAt?.(first.url ?? '');
        const people = Math.min(MOST_PEOPLE, ratePerSecond(platform) * SECONDS);
        const figures = await measureRates(platform, close, { people, answering: people / FOLLOW_UPS });
        expect(figures.refused).toBe(0);
        expect(figures.peak).toBeLessThanOrEqual(platform.allowed.count);
        expect(figures.followUps).toHaveLength(FOLLOW_UPS);
        expect(new Set(platform.taken().map(({ person }) => person)).size).toBe(people);
      });
    }
  }
});
