import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { freeProfile, profileIn } from '../../../channels/whatsapp-web/profile.ts';
import { ChannelError } from '../../../src/model/channel-error.ts';
import { chromiumPath } from '../../support/browser.ts';
import { until } from '../../support/running.ts';
import { type Bed, byPhone, onBed, scale, sharedBed, text, whenConnected } from './bed.ts';

const LONG = 60_000;

/** The lines in which an end of the browser was told. */
const ends = ({ log }: Pick<Bed, 'log'>): string[] =>
  log.lines.flatMap(({ message, fields }) =>
    message.includes('has ended') ? [String((fields as { reason: unknown }).reason)] : [],
  );

const ended = (bed: Pick<Bed, 'log'>, reason: RegExp): Promise<string[]> =>
  until(
    async () => ends(bed),
    (all) => all.some((one) => reason.test(one)),
    LONG,
  );

/** The process of the browser on a profile, by the lock in it. */
const browserOf = async ({ dataDir }: Pick<Bed, 'dataDir'>): Promise<number> =>
  Number((await readlink(path.join(profileIn(dataDir), 'SingletonLock'))).split('-').at(-1));

/** The processes that draw pages, anywhere below a browser. */
async function pagesOf(browser: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  const all = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []);
  const below = (parent: number): number[] =>
    all.flatMap(([, pid, ppid]) => (Number(ppid) === parent ? [Number(pid), ...below(Number(pid))] : []));
  const own = new Set(below(browser));
  return all.flatMap(([, pid, , args = '']) =>
    own.has(Number(pid)) && args.includes('--type=renderer') ? [Number(pid)] : [],
  );
}

const failed = async (work: Promise<unknown>): Promise<ChannelError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ChannelError)) throw new Error('not a ChannelError', { cause: error });
  return error;
};

describe('the traps of WhatsApp Web', { timeout: 120_000 }, () => {
  test('1: a restored session that is synced before anybody listens becomes ready all the same', () =>
    onBed(async ({ fake, channel, inbox }) => {
      fake.state.syncedEarly = true;
      await channel.start(inbox.sink);
      await whenConnected(channel, text('hazır'));
      expect(fake.sent).toMatchObject([{ text: 'hazır' }]);
    }));

  test('2: logged in and never ready, because a module is missing: said, and started anew', () =>
    onBed(
      async ({ fake, channel, inbox, log }) => {
        fake.state.missing = ['WAWebCollections'];
        await channel.start(inbox.sink);
        await ended({ log }, /does not become ready/);
        fake.state.missing = [];
        await whenConnected(channel, text('yine'));
      },
      { ready: 8_000 },
    ));

  test('3: a browser that is killed is started anew, and what was said meanwhile arrives', () =>
    onBed(async (bed) => {
      const { fake, person, channel, inbox } = bed;
      await channel.start(inbox.sink);
      await whenConnected(channel, text('bir'));
      process.kill(await browserOf(bed), 'SIGKILL');
      await ended(bed, /browser is gone/);
      fake.says(person, 'orada mısınız?');
      await inbox.text('orada mısınız?');
      await whenConnected(channel, text('iki'));
    }));

  test('3: a crashed page is started anew, though the browser lives on', () =>
    onBed(async (bed) => {
      const { channel, inbox } = bed;
      await channel.start(inbox.sink);
      await whenConnected(channel, text('bir'));
      for (const pid of await pagesOf(await browserOf(bed))) process.kill(pid, 'SIGKILL');
      await ended(bed, /page has crashed/);
      await whenConnected(channel, text('iki'));
    }));

  test('3: a send into a page that hangs ends in its own time and counts as uncertain', () =>
    onBed(
      async ({ fake, channel, inbox }) => {
        await channel.start(inbox.sink);
        await whenConnected(channel, text('bir'));
        fake.strikes('hangs');
        expect(await failed(channel.send(byPhone, text('iki'), 'k'))).toMatchObject({
          kind: 'uncertain',
          code: 'timeout',
        });
      },
      { call: 3_000 },
    ));

  test('4: a server that never answers is given up, and tried again', () =>
    onBed(
      async ({ fake, channel, inbox, log }) => {
        fake.silent = true;
        await channel.start(inbox.sink);
        await ended({ log }, /not there in time/);
        fake.silent = false;
        await whenConnected(channel, text('sonunda'));
      },
      { start: 12_000 },
    ));

  test('5: a changed page is said, its browser closed, and tried again', () =>
    onBed(
      async ({ fake, channel, inbox, log }) => {
        fake.state.changed = true;
        await channel.start(inbox.sink);
        await ended({ log }, /auth timeout/);
        fake.state.changed = false;
        await whenConnected(channel, text('eskisi gibi'));
      },
      { start: 16_000 },
    ));

  test('5: a page that changes over a reload ends the session and not the process', () =>
    onBed(
      async ({ fake, channel, inbox, log }) => {
        await channel.start(inbox.sink);
        await whenConnected(channel, text('önce'));
        fake.state.changed = true;
        fake.command('reload');
        await ended({ log }, /page has changed: auth timeout/);
        fake.state.changed = false;
        await whenConnected(channel, text('sonra'));
      },
      { start: 16_000 },
    ));

  test('7: a logout takes the profile away only after the browser is gone, and a new code is shown', () =>
    onBed(async (bed) => {
      const { fake, channel, inbox, dataDir, shown } = bed;
      await channel.start(inbox.sink);
      await whenConnected(channel, text('bir'));
      const mark = path.join(profileIn(dataDir), 'of-the-old-link');
      await writeFile(mark, '');
      fake.command('logout');
      await ended(bed, /LOGOUT/);
      await until(
        async () => shown,
        (all) => all.length > 0,
        LONG,
      );
      await expect(stat(mark)).rejects.toThrow('ENOENT');
      fake.links();
      await whenConnected(channel, text('yeniden'));
    }));

  test('8: a connection that is away holds sends back, and one that is lost starts the browser anew', () =>
    onBed(async (bed) => {
      const { fake, channel, inbox } = bed;
      await channel.start(inbox.sink);
      await whenConnected(channel, text('bir'));
      fake.command('state', { state: 'TIMEOUT' });
      await until(
        async () => channel.check?.(),
        (check) => check?.ok === false,
        LONG,
      );
      expect(await failed(channel.send(byPhone, text('iki'), 'k'))).toMatchObject({ kind: 'temporary' });
      fake.command('state', { state: 'CONNECTED' });
      await whenConnected(channel, text('iki'));
      expect(ends(bed)).toEqual([]);
      fake.command('state', { state: 'CONFLICT' });
      await ended(bed, /CONFLICT/);
      await whenConnected(channel, text('üç'));
    }));

  test('9: an expired QR code is replaced by a new one', () =>
    onBed(async ({ fake, channel, inbox, shown }) => {
      fake.state.linked = false;
      await channel.start(inbox.sink);
      const codes = (count: number) =>
        until(
          async () => new Set(shown).size,
          (known) => known >= count,
          LONG,
        );
      await codes(1);
      fake.command('state', { state: 'UNPAIRED_IDLE' });
      await codes(2);
      fake.links();
      await whenConnected(channel, text('bağlandı'));
    }));

  test('10: ready again after a reload doubles nothing', () =>
    onBed(async ({ fake, person, channel, inbox, log }) => {
      await channel.start(inbox.sink);
      await whenConnected(channel, text('bir'));
      const readies = () => log.lines.filter(({ message }) => message === 'whatsapp-web: ready').length;
      fake.command('reload');
      await until(
        async () => readies(),
        (count) => count === 2,
        LONG,
      );
      fake.says(person, 'bir kez');
      await inbox.text('bir kez');
      fake.says(person, 'son');
      await inbox.text('son');
      const heard = inbox.events.filter((event) => event.kind === 'text' && event.text === 'bir kez');
      // The look for what was missed may tell it as well, as the same event: that changes nothing.
      expect(new Set(heard.map(({ eventId }) => eventId)).size).toBe(1);
    }));

  test('11: a browser left over by a killed process is ended before the next starts', () =>
    onBed(async (bed) => {
      const { channel, inbox, dataDir } = bed;
      const left = spawn(
        chromiumPath(),
        ['--headless=new', '--no-sandbox', `--user-data-dir=${profileIn(dataDir)}`, 'about:blank'],
        { stdio: 'ignore' },
      );
      const over = once(left, 'exit');
      await until(
        () => browserOf(bed).catch(() => 0),
        (pid) => pid === left.pid,
        LONG,
      );
      await channel.start(inbox.sink);
      await over;
      await whenConnected(channel, text('bir'));
      expect(await browserOf(bed)).not.toBe(left.pid);
      await channel.stop();
      expect(await freeProfile(profileIn(dataDir))).toBe(false);
    }));

  test('12: a vote on a poll that the page has forgotten is known by us, also after a restart', () =>
    onBed(async ({ fake, person, channel, inbox, create }) => {
      await channel.start(inbox.sink);
      await whenConnected(channel, scale());
      const [poll] = fake.sent;
      if (poll === undefined) throw new Error('no poll');
      fake.command('forget');
      fake.votes(person, poll, [3]);
      await inbox.choice('t.4');
      await channel.stop();
      const next = create();
      await next.start(inbox.sink);
      fake.votes(person, poll, [0]);
      await inbox.choice('t.1');
    }));
});

describe('the traps of WhatsApp Web that its browser outlives', { timeout: 120_000 }, () => {
  const bed = sharedBed();
  let people = 0;
  /** Everyone here is another person, so that one browser serves all. */
  function somebody() {
    people += 1;
    const phone = `90555200000${people}`;
    return {
      person: bed().fake.person(phone, { lid: `7770000${people}@lid` }),
      address: { phone: `+${phone}` },
    };
  }

  test('6: a message that never entered the store counts as perhaps sent', async () => {
    const { fake, channel } = bed();
    const { address } = somebody();
    fake.strikes('forgotten');
    expect(await failed(channel.send(address, text('iki'), 'k-6a'))).toMatchObject({
      kind: 'uncertain',
      code: 'no_message',
    });
  });

  test('6: a refused message resolves, and its receipt says that it failed', async () => {
    const { fake, channel, inbox } = bed();
    const { address } = somebody();
    fake.strikes('refused');
    const ref = await channel.send(address, text('iki'), 'k-6b');
    const status = await inbox.event((event) => event.kind === 'status' && event.status === 'failed');
    expect(status).toMatchObject({ message: ref, address });
  });

  test('12: what is quoted is known by its id, though the original is gone', async () => {
    const { fake, inbox } = bed();
    const { person } = somebody();
    fake.says(person, 'buna', { quotedStanzaID: '3EB0AAAA' });
    expect(await inbox.text('buna')).toMatchObject({ replyTo: { id: '3EB0AAAA' } });
  });

  test('13: ids and voters in either of their shapes are the same', async () => {
    const { fake, channel, inbox } = bed();
    const { person, address } = somebody();
    const ref = await channel.send(address, scale(1, 5, 'shape'), 'k-13');
    const poll = lastOf(fake.sent);
    fake.votes(person, poll, [0], { shape: 'string' });
    fake.votes(person, poll, [1], { shape: 'object' });
    for (const token of ['shape.1', 'shape.2']) {
      expect(await inbox.choice(token)).toMatchObject({ message: ref, address });
    }
    fake.ack(poll, 2);
    const status = await inbox.event((event) => event.kind === 'status' && event.status === 'delivered');
    expect(status).toMatchObject({ message: ref });
  });

  test('a reply from @lid to a question sent to a number is that person’s, and a stranger’s is a stranger’s', async () => {
    const { fake, channel, inbox } = bed();
    const { person, address } = somebody();
    await channel.send(address, scale(1, 5, 'lid'), 'k-lid');
    person.shows = 'lid';
    fake.votes(person, lastOf(fake.sent), [4]);
    expect(await inbox.choice('lid.5')).toMatchObject({ address, sender: { type: 'phone' } });
    fake.says({ phone: '1@c.us', lid: '88888888@lid', shows: 'lid' }, 'kim bu?');
    expect(await inbox.text('kim bu?')).toMatchObject({ address: { lid: '88888888@lid' } });
  });
});

function lastOf<T>(all: readonly T[]): T {
  const last = all.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return last;
}
