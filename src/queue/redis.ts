import { createRedisBackend, withBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { Backend } from './backend.ts';

type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

const retryStrategy = (times: number): number => Math.min(times * 100, 1_000);

/** Whoever adds a job wants to know at once that Redis is away. */
const FAILS_FAST: ClientOptions = { maxRetriesPerRequest: 1, commandTimeout: 3_000, retryStrategy };
/** A worker has nothing to do but wait for it. */
const WAITS: ClientOptions = { maxRetriesPerRequest: null, retryStrategy };

/** BullMQ on Redis or Valkey. `hear` is told of every lost connection and failed attempt to connect. */
export const redisBackend = (url: string, name: string, hear: (error: unknown) => void): Backend => {
  const { Queue, Worker } = withBackend(createRedisBackend);
  const clients = new Set<Redis>();
  const open = (options: ClientOptions): Redis => {
    const client = new Redis(url, options);
    client.on('error', hear);
    clients.add(client);
    return client;
  };
  const producing = open(FAILS_FAST);
  const ping = async (): Promise<void> => {
    await producing.ping();
  };
  return {
    kind: 'redis',
    ping,
    prepare: ping,
    producer: () => new Queue(name, { connection: producing }),
    consumer: (process, options) => new Worker(name, process, { ...options, connection: open(WAITS) }),
    close: async () => {
      for (const client of clients) client.disconnect();
    },
  };
};
