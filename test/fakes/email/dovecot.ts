import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import { watch } from '../../support/processes.ts';
import { freePort, temporaryDirectory } from '../../support/servers.ts';

/** A real IMAP server with its mailboxes in a directory of its own. */
export interface Dovecot {
  port: number;
  /** Puts a raw message into a folder of a user, as a delivery agent does. */
  deliver(user: string, message: string | Uint8Array, folder?: Folder, at?: Date): Promise<void>;
  /** The flags of each mail in a user's mailbox, as another mail program sees them; "recent" is not one. */
  flags(user: string): Promise<string[][]>;
  /** Numbers a mailbox anew, as a restored or moved one is: the same mails under another UIDVALIDITY. */
  renumber(user: string): Promise<void>;
  stop(): Promise<void>;
}

type Folder = 'INBOX' | 'Sent';

/** Debian puts it where only root looks. */
const DOVECOT = existsSync('/usr/sbin/dovecot') ? '/usr/sbin/dovecot' : 'dovecot';

export const PASSWORD = 'secret-of-the-mailbox';

/** As root the server runs as nobody, which Dovecot wants for mailboxes; else as whoever runs the tests. */
const asRoot = process.getuid?.() === 0;
const owner = asRoot ? { name: 'nobody', group: 'nogroup' } : ownIds();

function ownIds() {
  const { username } = userInfo();
  const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
  return { name: username, group };
}

/**
 * Dovecot 2.3 without any right of root, on a free port of loopback. Any user is let in with the password above and
 * has a mailbox once something was delivered.
 * @param idle whether the server offers IDLE; without it a client has to ask
 */
export async function startDovecot({ idle = true } = {}): Promise<Dovecot> {
  const { stdout: version } = spawnSync(DOVECOT, ['--version'], { encoding: 'utf8' });
  if (!/^2\.3\./.test(version ?? '')) {
    throw new Error(
      `The tests of e-mail need Dovecot 2.3 (Debian: dovecot-imapd); found: ${version || 'none'}`,
    );
  }
  const home = await temporaryDirectory();
  const port = await freePort();
  const file = path.join(home, 'dovecot.conf');
  await mkdir(path.join(home, 'run'));
  await writeFile(file, configuration(home, port, idle));
  await mkdir(path.join(home, 'mail'));
  for (const each of [home, path.join(home, 'run'), path.join(home, 'mail'), file]) await own(each);
  const [command, ...args] = [...(asRoot ? ['setpriv', ...PRIVILEGES] : []), DOVECOT, '-F', '-c', file];
  const child = spawn(command ?? DOVECOT, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const server = watch(child);
  // Asked kindly it waits half a minute for whoever is still being refused; its sessions are in its group.
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  await server.line(/starting up for imap/);
  let delivered = 0;
  let renumbered = 0;

  async function folderOf(user: string, folder: Folder): Promise<string> {
    const box = path.join(home, 'mail', user, folder === 'INBOX' ? '' : `.${folder}`);
    const made = ['tmp', 'new', 'cur'].map((part) => path.join(box, part));
    for (const each of made) await mkdir(each, { recursive: true });
    for (const each of [path.join(home, 'mail', user), box, ...made]) await own(each);
    return box;
  }

  return {
    port,
    async deliver(user, message, folder = 'INBOX', at = new Date()) {
      const box = await folderOf(user, folder);
      delivered += 1;
      const name = `${Math.floor(at.getTime() / 1000)}.M${String(delivered).padStart(6, '0')}.afterword`;
      const written = path.join(box, 'tmp', name);
      await writeFile(written, message);
      await utimes(written, at, at);
      await own(written);
      await rename(written, path.join(box, 'new', name));
    },
    async flags(user) {
      const auth = { user, pass: PASSWORD };
      const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
      await client.connect();
      try {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const all = await client.fetchAll('1:*', { flags: true });
        return all.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent'));
      } finally {
        await client.logout();
      }
    },
    async renumber(user) {
      const box = await folderOf(user, 'INBOX');
      const index = (await readdir(box)).filter((name) => name.startsWith('dovecot'));
      await Promise.all(index.map((name) => rm(path.join(box, name), { recursive: true })));
      renumbered += 1;
      const list = path.join(box, 'dovecot-uidlist');
      await writeFile(list, `3 V${1_000_000 + renumbered} N1\n`);
      await own(list);
    },
    async stop() {
      process.off('exit', kill);
      kill();
      await server.end('SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}

const PRIVILEGES = [`--reuid=${owner.name}`, `--regid=${owner.group}`, '--clear-groups'];
/** What root made is given to the server's user. */
const ids = asRoot
  ? ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, owner.name], { encoding: 'utf8' }).stdout))
  : null;

async function own(file: string): Promise<void> {
  if (ids !== null) await chown(file, ids[0] ?? 0, ids[1] ?? 0);
}

function configuration(home: string, port: number, idle: boolean): string {
  const { name, group } = owner;
  return `
base_dir = ${home}/run
state_dir = ${home}/run
log_path = /dev/stderr
info_log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${name}
default_internal_group = ${group}
default_login_user = ${name}
first_valid_uid = 0
mail_location = maildir:${home}/mail/%u
mail_fsync = never
mailbox_idle_check_interval = 1s
${idle ? '' : 'imap_capability = IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE LITERAL+ AUTH=PLAIN SPECIAL-USE LIST-EXTENDED'}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${name} gid=${group} home=${home}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}
