import { loadMappings } from '../app/hook-mappings.ts';
import type { Settings } from '../config.ts';
import { explainReason } from '../intake/reasons.ts';
import { intakeSources } from '../intake/registry.ts';
import type { IntakeSource } from '../intake/source.ts';
import { type HookSummary, summariseHooks } from '../store/hooks.ts';
import type { Db } from '../store/schema.ts';
import type { Finding } from './inspect.ts';

/** The last hook of every helpdesk, and why hooks were refused. @param db null while there are no tables */
export async function inspectHooks(settings: Settings, db: Db | null): Promise<Finding[]> {
  const faulty: Finding[] = [];
  const mapped = await loadMappings(settings.HOOKS_DIR, {
    error: (fields) => faulty.push(faultyMapping(fields)),
  });
  const summaries = db === null ? new Map<string, HookSummary>() : await summariseHooks(db);
  const sources: readonly IntakeSource[] = [...intakeSources, ...mapped];
  const isOn = ({ name }: IntakeSource) =>
    settings.hooks.has(name) ||
    (mapped.some((one) => one.name === name) && settings.HOOKS_SECRET !== undefined);
  const shown = sources.filter((source) => isOn(source) || summaries.has(source.name));
  const found = shown.flatMap((source) => [
    lastHook(
      source,
      isOn(source) ? (settings.PUBLIC_URL ?? '<PUBLIC_URL>') : null,
      summaries.get(source.name),
    ),
    ...refused(source, summaries.get(source.name)),
  ]);
  const rest = sources.filter((source) => !shown.includes(source)).map(({ name }) => name);
  const off: Finding = {
    mark: 'off',
    what: 'hooks',
    detail: `off: ${rest.join(', ')}`,
    next: 'Set the secret of your helpdesk; see docs/helpdesks/README.md.',
  };
  return [...faulty, ...found, ...(rest.length > 0 ? [off] : [])];
}

function faultyMapping(fields: object): Finding {
  const { file, faults } = fields as { file: string; faults: { path: string; message: string }[] };
  const detail = `${file}: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`;
  return { mark: 'bad', what: 'hooks', detail, next: 'Mend the mapping; its hooks are not taken.' };
}

/** @param publicUrl null where the hooks of this helpdesk are off */
function lastHook(
  { name, requires, apiRequires }: IntakeSource,
  publicUrl: string | null,
  summary: HookSummary | undefined,
): Finding {
  const what = `hooks ${name}`;
  if (publicUrl === null) return { mark: 'off', what, detail: 'off', next: `Set ${requires.join(' or ')}.` };
  const last = summary?.last;
  if (last == null) {
    const next = `Paste ${publicUrl}/hooks/${name} into the helpdesk; see docs/helpdesks/README.md.`;
    return { mark: 'off', what, detail: 'none has come yet', next };
  }
  const { next, what: why } = explainReason(last.reason ?? '');
  const became =
    last.outcome === null ? 'waits to be worked' : [last.outcome, why].filter(Boolean).join(': ');
  const waiting = summary !== undefined && summary.waiting > 1 ? `; ${summary.waiting} wait` : '';
  const about = last.conversation === null ? '' : ` about ${last.conversation}`;
  const detail = `the last at ${last.received_at.toISOString()}${about}: ${became}${waiting}`;
  const isBad = last.outcome === 'unaskable' || last.outcome === 'failed';
  const todo = last.reason === 'lookup_needs_settings' ? `Set ${apiRequires.join(' and ')}.` : next;
  return { mark: isBad ? 'warn' : 'ok', what, detail, ...(isBad && todo !== undefined && { next: todo }) };
}

/** A refusal that lies behind a later hook that was taken is over. */
function refused({ name }: IntakeSource, summary: HookSummary | undefined): Finding[] {
  const [latest] = summary?.tally.filter(({ kind }) => kind === 'refused') ?? [];
  if (latest === undefined) return [];
  const { what: why, next } = explainReason(latest.reason);
  const isOver = summary?.last != null && summary.last.received_at > latest.last_at;
  const detail = `${latest.count} refused, the last at ${latest.last_at.toISOString()}: ${why}`;
  return [
    {
      mark: isOver ? 'ok' : 'warn',
      what: `hooks ${name}`,
      detail,
      ...(!isOver && next !== undefined && { next }),
    },
  ];
}
