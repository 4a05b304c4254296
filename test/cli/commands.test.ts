import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.ts';
import { client, openWorld, startIn, type World } from '../support/running.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function world(): Promise<World> {
  const made = await openWorld('redis');
  open.push(() => made.dispose());
  return made;
}

async function cli(args: string[], env: Record<string, string> = {}) {
  const running = runCli(args, { env });
  const code = await new Promise<number | null>((resolve) => running.child.once('close', resolve));
  return { code, output: running.output() };
}

describe('a database that cannot be used', () => {
  it.each([
    [
      'has another name',
      (url: URL) => Object.assign(url, { pathname: '/nowhere' }),
      /"nowhere" does not exist/,
    ],
    ['knows no such user', (url: URL) => Object.assign(url, { username: 'nobody' }), /"nobody"/],
  ])('and %s is said at the start, without a stack', async (_what, change, reason) => {
    const { env } = await world();
    const DATABASE_URL = change(new URL(env.DATABASE_URL ?? '')).href;
    const { code, output } = await cli(['serve'], { ...env, DATABASE_URL, PORT: '0' });
    expect(output).toMatch(/AW_DATABASE: PostgreSQL refused the connection: /);
    expect(output).toMatch(reason);
    expect(output).not.toMatch(/AW_INTERNAL|\n +at /);
    expect(code).toBe(1);
  });

  it.each([
    ['why', 'c-1'],
    ['templates', 'history'],
  ])('and is away is not waited for without end by "%s %s"', async (...args) => {
    const { env } = await world();
    const { code, output } = await cli(args, { ...env, DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' });
    expect(output).toMatch(/AW_DATABASE: PostgreSQL did not answer within 5 s/);
    expect(code).toBe(1);
  });
});

describe('doctor', () => {
  it('says what is set and reachable, and nothing needs mending', async () => {
    const { env } = await world();
    const { code, output } = await cli(['doctor'], env);
    expect(output).toMatch(/✓ database +PostgreSQL 18/);
    expect(output).toMatch(/✓ queue +on Redis/);
    expect(output).toMatch(/✓ channel telegram/);
    expect(output).toContain('Nothing needs mending.');
    expect(code).toBe(0);
  });

  it('names what is missing and how to mend it, and never a secret', async () => {
    const { env, fake } = await world();
    await fake.close();
    const broken = {
      ...env,
      REDIS_URL: 'redis://:hidden@127.0.0.1:1',
      DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/x',
    };
    const { code, output } = await cli(['doctor'], broken);
    expect(output).toMatch(/✗ database .*ECONNREFUSED/);
    expect(output).toContain('Check DATABASE_URL');
    expect(output).toMatch(/✗ channel telegram/);
    expect(output).not.toContain('hidden');
    expect(output).not.toContain(env.TELEGRAM_BOT_TOKEN);
    expect(code).toBe(1);
  });

  it('names every setting with a fault, and repeats no value', async () => {
    const { env } = await world();
    const { code, output } = await cli(['doctor'], {
      ...env,
      PORT: 'http',
      API_TOKEN: 'short',
      PUBLIC_URL: 'ftp://x',
    });
    expect(output).toContain('AW_SETTINGS');
    for (const name of ['PORT', 'API_TOKEN', 'PUBLIC_URL']) expect(output).toContain(name);
    expect(output).not.toContain('short');
    expect(code).toBe(1);
  });
});

describe('why', () => {
  it('tells each rule, what became of it and what came back, in words and as JSON', async () => {
    const on = await world();
    const running = await startIn(on);
    open.push(() => running.stop());
    await client(running.url ?? '').close('c-9');
    await on.fake.waitForMessage((message) => message.buttons.length > 0);
    const words = await cli(['why', 'c-9'], on.env);
    expect(words.code).toBe(0);
    expect(words.output).toContain('asked with csat-after-support');
    expect(words.output).toMatch(/yes +sample/);
    const json = await cli(['why', 'test-desk:c-9', '--json'], on.env);
    expect(JSON.parse(json.output).closes[0]).toMatchObject({ asked: true, template: 'csat-after-support' });
  });

  it('says so when the conversation is not known', async () => {
    const { code, output } = await cli(['why', 'c-404'], (await world()).env);
    expect(output).toContain('AW_NOT_FOUND');
    expect(code).toBe(1);
  });
});

describe('wrong usage', () => {
  it.each([[['why']], [['frobnicate']], [['serve', '--fast']], [[]]])(
    '%j exits with 2 and says where help is',
    async (args) => {
      const { code, output } = await cli(args);
      expect(output.toLowerCase()).toContain('help');
      expect(code).toBe(2);
    },
  );

  it('a port in use is said so', async () => {
    const on = await world();
    const running = await startIn(on);
    open.push(() => running.stop());
    const port = new URL(running.url ?? '').port;
    const { code, output } = await cli(['serve'], { ...on.env, PORT: port });
    expect(output).toContain('AW_PORT');
    expect(code).toBe(1);
  });
});
