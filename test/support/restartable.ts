import { rm } from 'node:fs/promises';
import { type Binaries, findBinaries } from '../../src/store/embedded/binaries.ts';
import { ensureCluster, OWNER, readPassword } from '../../src/store/embedded/cluster.ts';
import { locate, type Place } from '../../src/store/embedded/place.ts';
import { launch, stopServer } from '../../src/store/embedded/server.ts';
import { freePort, startRedis, type TestServer, temporaryDirectory } from './servers.ts';

/** A server of the test's own that can go away and come back under the same address. */
export interface RestartableServer {
  url: string;
  up(): Promise<void>;
  down(): Promise<void>;
  /** Takes it down and removes what it left. */
  remove(): Promise<void>;
}

/** Not running yet. It keeps nothing over a restart. */
export const restartableRedis = async (): Promise<RestartableServer> => {
  const port = await freePort();
  let server: TestServer | null = null;
  const down = async (): Promise<void> => {
    await server?.stop();
    server = null;
  };
  const up = async (): Promise<void> => {
    server = await startRedis(port);
  };
  return { url: `redis://127.0.0.1:${port}`, up, down, remove: down };
};

/** Not running yet. The bare server, without the supervision that would start it again by itself. */
export const restartablePostgres = async (): Promise<RestartableServer> => {
  const [dataDir, port] = await Promise.all([temporaryDirectory(), freePort()]);
  const place: Place = await locate(dataDir);
  const binaries: Binaries = await findBinaries(place.user);
  await ensureCluster(place, binaries, false);
  const url = `postgres://${OWNER}:${await readPassword(place)}@127.0.0.1:${port}/postgres`;
  const up = async (): Promise<void> => {
    await launch(place, binaries, { durable: false, port });
  };
  const down = (): Promise<void> => stopServer(place, binaries);
  const remove = async (): Promise<void> => {
    await down();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url, up, down, remove };
};
