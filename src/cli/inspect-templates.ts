import { type TemplateFileStatus, templateStatus } from '../app/template-status.ts';
import { clientFor } from '../app/webhook-target.ts';
import type { Settings } from '../config.ts';
import { meansChannel } from '../model/channel-names.ts';
import type { Template } from '../model/template.ts';
import type { Db } from '../store/schema.ts';
import { lastGoodContents } from '../store/template-history.ts';
import { describeFault, lookOnce } from '../templates/index.ts';
import type { Finding } from './inspect.ts';

/**
 * What serves of the templates, which file is faulty and since when, and whether what they need is there.
 * @param db null while there is none: then what serves is known from the folder alone
 */
export async function* inspectTemplates(
  settings: Settings,
  channels: readonly string[],
  db: Db | null,
): AsyncGenerator<Finding> {
  const kept = db === null ? [] : await lastGoodContents(db).catch(() => []);
  const { all, status } = await lookOnce(settings.TEMPLATES_DIR, kept);
  const files = db === null ? null : await templateStatus(db, status).catch(() => null);
  const next = 'Run "npx afterword templates check" to see every fault.';
  if (all.length === 0) {
    yield { mark: 'bad', what: 'templates', detail: `none in ${settings.TEMPLATES_DIR} is in force`, next };
  } else yield { mark: 'ok', what: 'templates', detail: all.map(({ template: { id } }) => id).join(', ') };
  for (const { file, name, faults } of status) {
    const [first] = faults;
    if (first === undefined) continue;
    const known = files?.find((one) => one.file === file);
    const serving = known === undefined ? inWords(name) : servingInWords(known);
    const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`;
    const detail = `${file}:${first.line} ${describeFault(first)}${more}; ${serving}`;
    yield { mark: 'bad', what: 'template file', detail, next };
  }
  const templates = all.map(({ template }) => template);
  yield* webhooks(templates, settings);
  yield* waitingForChannels(templates, channels);
}

const inWords = (name: string | null): string => (name === null ? 'nothing of it serves' : `${name} serves`);

function servingInWords({ template, version, faulty_since: since, state }: TemplateFileStatus): string {
  const from = since === null ? '' : `faulty since ${since}, `;
  if (state === 'not_in_force') return `${from}nothing of it serves`;
  const which = version === null ? '' : ` version ${version.number} of ${version.changed_at}`;
  return `${from}its last good version serves: ${template}${which}`;
}

/** Whether the addresses of templates would be called at all; they are not called for this. */
function* webhooks(templates: readonly Template[], settings: Settings): Generator<Finding> {
  const allowed = { hosts: settings.WEBHOOK_HOSTS ?? null, scores: settings.SCORE_WEBHOOKS ?? [] };
  const called = new Set(templates.flatMap(({ actions }) => actions.map(({ webhook }) => webhook)));
  for (const url of called) {
    if (url === undefined) continue;
    const { host } = new URL(url);
    const what = 'webhook';
    if (clientFor(url, allowed) !== 'host_not_allowed') yield { mark: 'ok', what, detail: host };
    else {
      const next = `Add ${host} to WEBHOOK_HOSTS, or take the webhook out of the template.`;
      yield { mark: 'bad', what, detail: `${host} is not a host that may be called`, next };
    }
  }
}

/** A template for channels that are all off asks nobody. */
function* waitingForChannels(templates: readonly Template[], on: readonly string[]): Generator<Finding> {
  for (const { id, when } of templates) {
    if (when.channels === undefined || on.some((name) => meansChannel(when.channels ?? [], name))) continue;
    const names = when.channels.join(', ');
    yield {
      mark: 'warn',
      what: 'template',
      detail: `${id} asks nobody: it is only for ${names}, which is off`,
      next: 'Switch the channel on by its settings, or name another under when.channels.',
    };
  }
}
