import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { METRIC_HELP } from './cli/metric-help.ts';
import { AfterwordError } from './model/errors.ts';

/**
 * `npx afterword <command>`. Commands are loaded when they are called: `read` needs no database and `serve` no lexicon
 * tools. Exit codes: 0 done, 1 a fault of the input, 2 wrong usage.
 */
const HISTORY_COLUMNS = `
Columns of a CSV: id, channel, closed_at (these are required), and as wanted contact_id, phone, email, telegram, slack,
whatsapp, web-chat, language, first_seen_at, contact.<attribute>, agent_id, team, tags (with ";" between them),
customer_messages, closed_by, journey_step, last_customer_message_at, reopened_at, spam, merged_into, source.
Times are ISO 8601 with their offset.`;

const program = new Command('afterword')
  .description(
    'Asks one CSAT, CES or NPS question in the thread where a conversation ended, and measures the answers.',
  )
  .version('0.1.0')
  .showHelpAfterError('(see --help)')
  .exitOverride();

program
  .command('serve')
  .description('run everything: HTTP, channels, jobs')
  .addOption(new Option('--no-work', 'answer HTTP only and leave jobs to "afterword worker"'))
  .action(async ({ work }: { work: boolean }) =>
    (await import('./cli/serve.ts')).serve({ http: true, work }),
  );

program
  .command('worker')
  .description('work jobs only, beside "afterword serve"; any number of times')
  .action(async () => (await import('./cli/serve.ts')).serve({ http: false, work: true }));

program
  .command('demo')
  .description('a customer and an agent on one page, with nothing to set up')
  .action(async () => (await import('./cli/demo.ts')).demo());

program
  .command('doctor')
  .description('what is set, reachable, missing, and how to mend it')
  .option('--verify-cells', 'compare the cells that figures are read from with the rows they were made from')
  .option('--repair', 'make cells that differ anew')
  .action(async ({ verifyCells, repair }: { verifyCells?: boolean; repair?: boolean }) =>
    verifyCells === true
      ? (await import('./cli/verify-cells.ts')).verifyCellsCommand(
          { repair: repair === true },
          process.stdout,
        )
      : (await import('./cli/doctor.ts')).doctor(process.stdout),
  );

program
  .command('import')
  .argument('<file>', 'facts or answers from elsewhere: CSV, or JSON Lines in the form of POST /v1/facts')
  .option('--mapping <yaml>', 'which column is what; see docs/import.md')
  .option('--rejected <csv>', 'where rejected rows go with their reasons; default: beside the file')
  .option('--restart', 'begin anew where an earlier import was broken off')
  .description('take customers, purchases, subscriptions, trials, mentions and answers in from a file')
  .action(async (file: string, options: { mapping?: string; rejected?: string; restart?: boolean }) =>
    (await import('./cli/import.ts')).importCommand(file, options, process.stdout),
  );

program
  .command('export')
  .addArgument(
    new Argument('<what>', 'one row a conversation, or one a figure').choices(['responses', 'figures']),
  )
  .addOption(new Option('--format <format>').choices(['csv', 'jsonl', 'parquet']).default('csv'))
  .option('--from <time>', 'a day or an instant; inclusive')
  .option('--to <time>', 'a day or an instant; exclusive')
  .option('--metrics <names>', 'of figures; default: all')
  .option('--group-by <dimensions>', 'of figures: channel, team, agent, segment.plan, stage, …')
  .option('--output <file>', 'a file; default: standard output')
  .description('responses or figures as CSV, JSON Lines or Parquet')
  .action(async (what: 'responses' | 'figures', options: { format: 'csv' | 'jsonl' | 'parquet' }) =>
    (await import('./cli/export.ts')).exportCommand(what, options),
  );

program
  .command('segments')
  .option('--by <dimensions>', 'segment.plan, team, stage, …; default: the first attribute of the setting')
  .option('--metrics <names>', 'survey and business metrics; default: csat,ces,nps,fcr,churn')
  .option('--from <time>', 'a day or an instant; inclusive')
  .option('--to <time>', 'a day or an instant; exclusive')
  .option('--json', 'as JSON, for programs')
  .description('survey and business metrics side by side for each segment')
  .action(async (options: { json?: boolean }) =>
    (await import('./cli/segments.ts')).segments(options, process.stdout),
  );

program
  .command('erase')
  .argument('<contact>', '"type:value" of a handle (email:a@example.com), or an id of a contact or customer')
  .option('--dry-run', 'say what would go, and change nothing')
  .option('--json', 'as JSON, for programs')
  .description('forget a person, and correct the figures')
  .action(async (name: string, { dryRun, json }: { dryRun?: boolean; json?: boolean }) =>
    (await import('./cli/erase.ts')).erase(
      name,
      { dryRun: dryRun === true, json: json === true },
      process.stdout,
    ),
  );

program
  .command('why')
  .argument('<conversation>', 'id of the helpdesk, "source:id", or afterword\'s own id')
  .option('--json', 'as JSON, for programs')
  .description('why a customer was asked, or was not')
  .action(async (name: string, { json }: { json?: boolean }) =>
    (await import('./cli/why.ts')).why(name, { json: json === true }, process.stdout),
  );

program
  .command('plan')
  .option('--history <file>', 'past conversations: JSON Lines in the form of the hook, or CSV with a heading')
  .option('--simulate', 'customers of our making instead, the same ones at every run')
  .option('--customers <n>', 'how many of them', wholeNumber, 10_000)
  .option('--days <n>', 'for how many days', wholeNumber, 365)
  .option('--seed <n>', 'another number, another year', wholeNumber, 1)
  .option('--templates <folder>', 'the rules to try; default: TEMPLATES_DIR')
  .option('--compare <path>', 'other rules beside them: a folder, a template, or another rules/asking.yaml')
  .option('--json', 'as JSON, for programs')
  .description('a dry run: who would be asked, when and by which template, and who not and why; asks nobody')
  .addHelpText('after', HISTORY_COLUMNS)
  .action(async ({ json, ...options }: { json?: boolean; customers: number; days: number; seed: number }) =>
    (await import('./cli/plan.ts')).plan({ ...options, json: json === true }, process.stdout, process.stderr),
  );

const suppress = program.command('suppress').description('people who are never to be asked');

suppress
  .command('import')
  .argument('<file>', 'one address or number a line; or CSV or JSON Lines: type, value, channel, source, at')
  .description('take over a list of refusals; what is known already stays as it is')
  .action(async (file: string) => (await import('./cli/suppress.ts')).suppressImport(file, process.stdout));

program
  .command('read')
  .description('read replies: JSON Lines on standard input, JSON Lines out')
  .action(async () => (await import('./cli/text-commands.ts')).readCommand());

program
  .command('metric')
  .description('compute metrics: JSON Lines on standard input, JSON Lines out')
  .addHelpText('after', METRIC_HELP)
  .action(async () => (await import('./cli/text-commands.ts')).metricCommand());

const hooks = program.command('hooks').description('hooks of helpdesks');

hooks
  .command('test')
  .argument('<source>', 'a mapping (YAML), or the name of a helpdesk')
  .requiredOption('--payload <file>', 'what the helpdesk sends, as JSON')
  .description('what would become of a hook; asks nobody')
  .action(async (source: string, { payload }: { payload: string }) =>
    (await import('./cli/hooks.ts')).hooksTest(source, payload, process.stdout),
  );

const templates = program.command('templates').description('survey templates');

templates
  .command('check')
  .argument('[files...]', 'files or folders; default: TEMPLATES_DIR')
  .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
  .option('--strict', 'fail for warnings as well')
  .description('all faults at once, with file, line and what was expected')
  .action(async (files: string[], options: { format: 'text' | 'json'; strict?: boolean }) =>
    (await import('./cli/text-commands.ts')).templatesCheck(files, options),
  );

templates
  .command('preview')
  .argument('<file>', 'one template')
  .option('--channel <name>', 'one channel, or all', 'all')
  .option('--lang <language>', 'a language of the template; default: its first one')
  .option('--variant <id>', 'one of the wordings that are compared; default: the first')
  .option('--html [page]', 'a page instead, written to this file or to standard output')
  .description('how every question looks in each channel')
  .action(async (file: string, options: { channel: string }) =>
    (await import('./cli/text-commands.ts')).templatesPreview(file, options),
  );

templates
  .command('simulate')
  .argument('<file>', 'one template')
  .option('--lang <language>', 'a language of the template; default: its first one')
  .option('--variant <id>', 'one of the wordings that are compared; default: the first')
  .description('answer it here as the customer: branches, score and actions; asks nobody')
  .action(async (file: string, options: { lang?: string; variant?: string }) =>
    (await import('./cli/text-commands.ts')).templatesSimulate(file, options),
  );

templates
  .command('history')
  .argument('[id]', 'a template: all its versions and what changed; default: the newest of each')
  .option('--json', 'as JSON, for programs')
  .description('which versions were in force, since when and by whom')
  .action(async (id: string | undefined, { json }: { json?: boolean }) =>
    (await import('./cli/templates-history.ts')).templatesHistory(id, json === true),
  );

templates
  .command('restore')
  .argument('<id>', 'a template')
  .argument('<version>', 'the number that "templates history" shows')
  .description('write an earlier version back; what the file holds now is kept')
  .action(async (id: string, version: string) =>
    (await import('./cli/templates-history.ts')).templatesRestore(id, version),
  );

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}

// Whoever reads the other end of a pipe may have seen enough (`… | head`): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const code = await program.parseAsync().then(() => process.exitCode);
  process.exitCode = code ?? 0;
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error with its code and what to do. @returns the exit code */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof AfterwordError) {
    const faults = error.faults.map((fault) => `  ${fault.path}: ${fault.message}\n`).join('');
    process.stderr.write(`${error.code}: ${error.message}\n${faults}${error.next}\n`);
    return error.code === 'AW_USAGE' ? 2 : 1;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`AW_INTERNAL: ${what}\n`);
  return 1;
}
