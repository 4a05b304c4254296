import type { ImapFlow } from 'imapflow';
import { type MailboxPlace, openMailbox } from './mailbox.ts';

const TIMES = { connectMs: 4_000, silenceMs: 5_000 };

/**
 * Whether a mail with this Message-ID lies among the sent ones: many providers keep what goes out over their SMTP
 * there by themselves. Not finding it proves nothing.
 */
export async function isInSentFolder(place: MailboxPlace, messageId: string): Promise<boolean> {
  const client = await openMailbox(place, TIMES);
  try {
    for (const folder of await sentFolders(client)) {
      await client.mailboxOpen(folder, { readOnly: true });
      const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
      if (found && found.length > 0) return true;
    }
    return false;
  } finally {
    client.close();
  }
}

async function sentFolders(client: ImapFlow): Promise<string[]> {
  const all = await client.list();
  return all.filter(({ specialUse }) => specialUse === '\\Sent').map(({ path }) => path);
}
