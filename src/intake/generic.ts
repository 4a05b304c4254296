import { z } from 'zod';
import { ConversationClosed, ConversationReopened } from '../model/conversation.ts';
import { AfterwordError, type Fault } from '../model/errors.ts';

const Hook = z.discriminatedUnion('event', [ConversationClosed, ConversationReopened]);
export type GenericHook = z.infer<typeof Hook>;

/** "address.chat_id", "contact.identities[0].type". */
export function faultPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** Faults of a body by their paths; a field that is not known is one. */
export function hookFaults(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [{ path: faultPath(issue.path) || '(body)', message: issue.message }];
    return issue.keys.map((key) => ({ path: faultPath([...issue.path, key]), message: 'unknown field' }));
  });
}

/** An event that is not known hides what else is wrong: the rest is looked at as if it were a close. */
function behindTheEvent(body: unknown, issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const onlyEvent = issues.length === 1 && issues[0]?.path.join('.') === 'event';
  if (!onlyEvent || typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  return ConversationClosed.safeParse({ ...body, event: 'conversation.closed' }).error?.issues ?? [];
}

const DAY_MS = 86_400_000;

/** The clock of a helpdesk may be a little ahead; a close of next week would keep out every close until then. */
const inTheFuture = (hook: GenericHook, now: Date): boolean =>
  hook.event === 'conversation.closed' &&
  hook.closed_at !== undefined &&
  hook.closed_at.getTime() > now.getTime() + DAY_MS;

/**
 * The form that every helpdesk preset maps to (`POST /hooks/generic`).
 * @param body the parsed JSON
 * @param now a close may not lie more than a day after it
 * @throws AfterwordError AW_HOOK_FIELDS with every fault and its path
 */
export function parseGenericHook(body: unknown, now: Date): GenericHook {
  const parsed = Hook.safeParse(body);
  if (!parsed.success) {
    throw faulty(hookFaults([...parsed.error.issues, ...behindTheEvent(body, parsed.error.issues)]));
  }
  if (!inTheFuture(parsed.data, now)) return parsed.data;
  const message = `expected a time that has come: here it is ${now.toISOString()}`;
  throw faulty([{ path: 'closed_at', message }]);
}

function faulty(found: readonly Fault[]): AfterwordError {
  const count = found.length === 1 ? 'one fault' : `${found.length} faults`;
  return new AfterwordError(
    'AW_HOOK_FIELDS',
    `The hook has ${count}: ${found.map((f) => f.path).join(', ')}.`,
    {
      faults: found,
    },
  );
}
