import { spawn } from 'node:child_process';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Embedded, startEmbedded } from '../../src/store/embedded/index.ts';
import { keptLog } from './log.ts';
import { type Watched, watch } from './processes.ts';

/** A server for tests, with everything of it in a directory of its own that goes when it stops. */
export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** A port of the loopback interface that is free now. */
export const freePort = (): Promise<number> =>
  new Promise((picked, failed) => {
    const probe = createServer();
    probe.once('error', failed).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => picked(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** The embedded PostgreSQL, not durable. */
export const startPostgres = async (): Promise<TestServer> => {
  const dataDir = await temporaryDirectory();
  const embedded: Embedded = await startEmbedded({ dataDir, log: keptLog(), durable: false });
  const stop = async (): Promise<void> => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: embedded.url, stop };
};

/** A real redis-server that keeps nothing, on the port given or a free one. */
export const startRedis = async (port?: number): Promise<TestServer & { port: number }> => {
  const at = port ?? (await freePort());
  const directory = await temporaryDirectory();
  const server = await spawnRedis(at, directory);
  const stop = async (): Promise<void> => {
    await server.end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${at}`, port: at, stop };
};

const spawnRedis = async (port: number, directory: string): Promise<Watched> => {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const many = ['--databases', '1024', '--dir', directory, '--daemonize', 'no'];
  const server = watch(spawn('redis-server', [...args, ...many], { stdio: ['ignore', 'pipe', 'pipe'] }));
  await server.line(/Ready to accept connections/i);
  return server;
};

/** Open to the unprivileged user under whom PostgreSQL runs when the tests run as root. */
export const temporaryDirectory = async (): Promise<string> => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'afterword-test-')));
  await chmod(directory, 0o755);
  return directory;
};
