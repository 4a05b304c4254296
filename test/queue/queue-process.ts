/** A worker in a process of its own, to be killed: prints each job it starts and never finishes the slow ones. */
import { openQueue } from '../../src/queue/index.ts';
import { keptLog } from '../support/log.ts';
import { KINDS } from './kinds.ts';

const [redisUrl, databaseUrl = ''] = process.argv.slice(2);
const queue = openQueue({ jobs: KINDS, redisUrl: redisUrl || null, databaseUrl, log: keptLog() });
const started = async ({ n }: { n: number }): Promise<void> => {
  console.log(`started ${n}`);
  await new Promise(() => setInterval(() => undefined, 60_000));
};
queue.work({ answer: started, question: started }, { concurrency: 4 });
