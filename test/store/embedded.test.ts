import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Embedded, startEmbedded } from '../../src/store/embedded/index.ts';
import { isAlive } from '../../src/store/embedded/process.ts';
import { keptLog } from '../support/log.ts';
import { runFile, withProcess } from '../support/processes.ts';

const OTHER_PROCESS = fileURLToPath(new URL('./embedded-process.ts', import.meta.url));
const asRoot = process.getuid?.() === 0;

/** As root, a directory that the unprivileged user may enter and one that he may not take different ways. */
const directories = [...(asRoot ? [{ name: '755', mode: 0o755 }] : []), { name: '700', mode: 0o700 }];

describe.each(directories)('the embedded PostgreSQL in a directory of mode $name', ({ mode }) => {
  let dataDir: string;
  const running = new Set<Embedded>();

  beforeEach(async () => {
    dataDir = await realpath(await mkdtemp(join(tmpdir(), 'afterword-embedded-')));
    await chmod(dataDir, mode);
  });

  afterEach(async () => {
    for (const embedded of running) await embedded.stop();
    running.clear();
    await killServer();
    if (asRoot && mode === 0o700) await rm(await home(), { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (log = keptLog()): Promise<Embedded> => {
    const embedded = await startEmbedded({ dataDir, log, durable: false });
    running.add(embedded);
    return embedded;
  };

  const startElsewhere = () => runFile(OTHER_PROCESS, [dataDir]);

  const home = async (): Promise<string> => {
    const inside = join(dataDir, 'postgres');
    const note = await readFile(join(inside, 'location.txt'), 'utf8').catch(() => '');
    return note.split('\n').find((line) => line.startsWith('/')) ?? inside;
  };

  const serverPid = async (): Promise<number> =>
    Number.parseInt(await readFile(join(await home(), 'server/cluster/postmaster.pid'), 'utf8'), 10);

  const killServer = async (): Promise<void> => {
    const pid = await serverPid().catch(() => 0);
    if (pid > 0 && isAlive(pid)) await killAndWait(pid, 'SIGQUIT');
  };

  test('is created, holds data in UTF-8, and keeps it over a restart', async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await query(first.url, 'create table kept (word text)');
    await query(first.url, "insert into kept values ('memnuniyet ⭐')");
    await first.stop();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'memnuniyet ⭐' }]);
    expect(await query(second.url, "select lower('ŞİKÂYET') like 'şi%' as folds")).toEqual([{ folds: true }]);
  });

  test('listens on loopback only, asks for the password, and runs under no privileged user', async () => {
    const { url } = await start();
    const settings = await query(url, "select current_setting('listen_addresses') as at");
    expect(settings).toEqual([{ at: '127.0.0.1' }]);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
    const server = join(await home(), 'server');
    expect((await stat(join(server, 'password'))).mode & 0o777).toBe(0o600);
    const cluster = await stat(join(server, 'cluster'));
    expect(cluster.mode & 0o777).toBe(0o700);
    expect(cluster.uid === 0).toBe(false);
  });

  test('is found and used again after kill -9 of the process that started it', async () => {
    await withProcess(startElsewhere(), async (other) => {
      const { url } = JSON.parse(await other.line(/"url"/)) as { url: string };
      const pid = await serverPid();
      await other.end('SIGKILL');
      const embedded = await start();
      expect(embedded).toMatchObject({ url, adopted: true });
      expect(await serverPid()).toBe(pid);
      const dead = `select from pg_stat_activity where application_name = 'afterword-hold-${other.child.pid}'`;
      await vi.waitFor(async () => expect(await query(url, dead)).toEqual([]));
      await embedded.stop();
      await expect(query(embedded.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    });
  });

  test('runs on when one of two processes stops, and ends with the last', async () => {
    await withProcess(startElsewhere(), async (other) => {
      await other.line(/"url"/);
      const embedded = await start();
      expect(await other.end('SIGTERM')).toBe(0);
      expect(await query(embedded.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await embedded.stop();
      await expect(query(embedded.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    });
  });

  test('is created once when two processes start at once', async () => {
    await withProcess(startElsewhere(), (one) =>
      withProcess(startElsewhere(), async (two) => {
        const told = await Promise.all([one.line(/"url"/), two.line(/"url"/)]);
        const [first, second] = told.map((line) => JSON.parse(line) as Embedded);
        expect(first?.url).toBe(second?.url);
        expect([first?.adopted, second?.adopted].sort()).toEqual([false, true]);
        await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')]);
        expect((await readdir(await home())).filter((entry) => entry.startsWith('creating-'))).toEqual([]);
      }),
    );
  });

  test('starts after a power cut, also when its process id belongs to another program by now', async () => {
    const first = await start();
    await first.stop();
    const cluster = join(await home(), 'server/cluster');
    const { uid, gid } = await stat(cluster);
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', cwd: '/', uid, gid });
    const stale = `${stranger.pid}\n${cluster}\n1700000000\n5432\n\n127.0.0.1\n  1 2\nready   \n`;
    await writeFile(join(cluster, 'postmaster.pid'), stale);
    try {
      const second = await start();
      expect(second.adopted).toBe(false);
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      stranger.kill('SIGKILL');
      await once(stranger, 'exit');
    }
  });

  test('creates the cluster anew when its making was killed', async () => {
    await (await start()).stop();
    const leftOver = join(await home(), 'creating-999999999-killed');
    await rm(join(await home(), 'server'), { recursive: true });
    await mkdir(join(leftOver, 'cluster'), { recursive: true });
    await writeFile(join(leftOver, 'cluster', 'PG_VERSION'), '18\n');
    const { url } = await start();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(await home())).not.toContainEqual(expect.stringMatching('creating-'));
  });

  test('is started again on the same port when the server dies under us', async () => {
    const log = keptLog();
    const { url } = await start(log);
    const pid = await serverPid();
    await killAndWait(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]), {
      timeout: 20_000,
      interval: 50,
    });
    expect(await serverPid()).not.toBe(pid);
    expect(log.lines.map(({ message }) => message)).toContain(
      'embedded PostgreSQL went away; starting it again',
    );
  });

  test('begins anew when the data directory was deleted, and leaves no server behind', async () => {
    await withProcess(startElsewhere(), async (other) => {
      const { url } = JSON.parse(await other.line(/"url"/)) as Embedded;
      const [before, pid] = [await home(), await serverPid()];
      await other.end('SIGKILL');
      await rm(join(dataDir, 'postgres'), { recursive: true });
      const second = await start();
      expect(second.adopted).toBe(false);
      // Inside the data directory the server sees by itself that its files are gone, within a minute.
      if (before.startsWith(dataDir)) return killAndWait(pid, 'SIGQUIT');
      await expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
      await rm(before, { recursive: true });
    });
  });

  test('a start that fails names the log and shows its last lines', async () => {
    await (await start()).stop();
    await writeFile(join(await home(), 'server/cluster/postgresql.conf'), 'no_such_setting = 1\n');
    const failure = await start().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'AW_EMBEDDED_POSTGRES' });
    expect(String(failure)).toContain(join(await home(), 'server.log'));
    expect(String(failure)).toContain('no_such_setting');
  });
});

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

const killAndWait = async (pid: number, signal: NodeJS.Signals): Promise<void> => {
  process.kill(pid, signal);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 10 });
};
