import { z } from 'zod';
import type { Identity } from '../model/contact.ts';
import type { Address } from '../model/conversation.ts';

/** By what a customer can be reached, as far as a helpdesk tells. */
export interface Handles {
  /** E.164, or near it: "+5511987654321". */
  phone?: string | undefined;
  email?: string | undefined;
  /** What the conversation is about, where it is one of mails: ours then stands in its thread. */
  subject?: string | undefined;
  /** A private Telegram chat, which has its person's id. */
  telegram?: string | undefined;
  /** Place within a helpdesk whose own thread can be written to. */
  thread?: HelpdeskThread | undefined;
}

export interface HelpdeskThread {
  helpdesk: string;
  conversation: string;
  /** The helpdesk's id of the customer, by which an answer is known as theirs. */
  customer?: string | undefined;
}

/** "+55 (11) 98765-4321" → "+5511987654321"; undefined for what is no number. */
export function phoneOf(written: string | undefined): string | undefined {
  const digits = written?.replace(/[\s().-]/g, '').replace(/^00/, '+');
  return digits !== undefined && /^\+?\d{6,15}$/.test(digits) ? `+${digits.replace('+', '')}` : undefined;
}

/** Something that could be an address of e-mail; whether it is one, its channel says. */
export const emailOf = (written: string | undefined): string | undefined =>
  written !== undefined && /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(written) ? written.toLowerCase() : undefined;

/** As a subject of a mail is written; long ones are left off, because half a subject opens another thread. */
function oneLine(subject: string | undefined): { subject?: string } {
  const line = subject?.replace(/\s+/g, ' ').trim() ?? '';
  return line === '' || line.length > 200 ? {} : { subject: line };
}

/** How each channel that a hook can lead to writes its addresses. */
const ADDRESSES: Readonly<Record<string, (handles: Handles) => Address | null>> = {
  telegram: ({ telegram }) => (telegram === undefined ? null : { chat_id: telegram }),
  'whatsapp-cloud': ({ phone }) => (phone === undefined ? null : { phone }),
  'whatsapp-web': ({ phone }) => (phone === undefined ? null : { phone }),
  email: ({ email, subject }) => (email === undefined ? null : { email, ...oneLine(subject) }),
  helpdesk: ({ thread }) =>
    thread === undefined ? null : { helpdesk: thread.helpdesk, conversation: thread.conversation },
};

export const REACHABLE_CHANNELS = Object.keys(ADDRESSES) as [string, ...string[]];

/** The helpdesk's names of its channels, and in which of ours each is asked: the first that is on and has an address. */
export interface ChannelMap {
  byName: ReadonlyMap<string, readonly string[]>;
  otherwise: readonly string[];
}

const PAIR = /^([^=]{1,60})=([a-z|-]{1,100})$/;

/** "whatsapp=whatsapp-cloud|helpdesk, *=helpdesk" as a setting. "none" asks nowhere. */
export const channelMapSetting = (helpdesk: string, usual: string) =>
  z
    .string()
    .default(usual)
    .transform((text, context): ChannelMap => {
      const byName = new Map<string, readonly string[]>();
      for (const part of text.split(',').map((one) => one.trim())) {
        const [, theirs = '', ours = ''] = PAIR.exec(part) ?? [];
        const wanted = ours.split('|').filter((one) => one !== 'none');
        if (theirs === '' || wanted.some((one) => !REACHABLE_CHANNELS.includes(one))) {
          const known = REACHABLE_CHANNELS.join(', ');
          context.addIssue({ code: 'custom', message: `expected theirs=ours, ours one of ${known} or none` });
          return z.NEVER;
        }
        byName.set(theirs.trim().toLowerCase(), wanted);
      }
      return { byName, otherwise: byName.get('*') ?? [] };
    })
    .describe(
      `In which channel customers of each channel of ${helpdesk} are asked: theirs=ours, parted by commas; of several ("|") the first that is on and for which the hook has an address. "*" is every other; "none" asks nobody.`,
    );

export interface ChosenPlace {
  channel: string;
  address: Address;
}

/** Where the question goes; null where no channel that is on has an address, with the channels that were wanted. */
export function choosePlace(
  theirs: string | undefined,
  handles: Handles,
  { map, on }: { map: ChannelMap; on: ReadonlySet<string> },
): ChosenPlace | { wanted: readonly string[] } {
  const wanted = map.byName.get(theirs?.toLowerCase() ?? '*') ?? map.otherwise;
  for (const channel of wanted) {
    const address = on.has(channel) ? ADDRESSES[channel]?.(handles) : null;
    if (address != null) return { channel, address };
  }
  return { wanted };
}

/** Every handle, as identities of one person. */
export function identitiesOf({ phone, email, telegram, thread }: Handles): Identity[] {
  const named = [
    ['phone', phone],
    ['email', email],
    ['telegram', telegram],
    ['helpdesk', thread?.customer === undefined ? undefined : `${thread.helpdesk}:${thread.customer}`],
  ] as const;
  return named.flatMap(([type, value]) => (value === undefined ? [] : [{ type, value }]));
}
