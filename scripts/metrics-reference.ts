import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../src/metrics/', import.meta.url);

/** What every metric's docstring states, in the order in which the reference shows it. */
export const STATED = ['formula', 'denominator', 'unit', 'orientation', 'interval', 'source'] as const;

/** One metric as its docstring describes it. */
export interface DocumentedMetric {
  name: string;
  summary: string;
  /** Relative to `src/metrics/`. */
  file: string;
  tags: ReadonlyMap<string, string>;
}

/** The lines of a docstring joined again to its description and its tags. */
function parse(docstring: string): { summary: string; tags: Map<string, string> } {
  const lines = docstring.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const [summary = '', ...parts] = lines.join('\n').split(/\n@/);
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const tags = parts.map((part) => {
    const name = /^\w+/.exec(part)?.[0] ?? '';
    return [name, flat(part.slice(name.length))] as const;
  });
  return { summary: flat(summary), tags: new Map(tags) };
}

/** Every docstring below `src/metrics/` that names a metric, by name. */
export function documentedMetrics(): DocumentedMetric[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const found = files.flatMap((file) =>
    readFileSync(new URL(file, ROOT), 'utf8')
      .split('/**')
      .slice(1)
      .map((rest) => parse(rest.split('*/')[0] ?? ''))
      .filter(({ tags }) => tags.has('metric'))
      .map(({ summary, tags }) => ({ name: tags.get('metric') ?? '', summary, file, tags })),
  );
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function section({ name, summary, file, tags }: DocumentedMetric): string {
  const rows = STATED.map((tag) => `| ${tag} | ${(tags.get(tag) ?? '').replaceAll('|', '\\|')} |`);
  return [
    `## ${name}`,
    '',
    summary,
    '',
    '| | |',
    '|---|---|',
    ...rows,
    '',
    `[source](../src/metrics/${file})`,
  ].join('\n');
}

/** `docs/metrics.md`, whole. */
export function metricsReference(): string {
  const head = [
    '# Metrics',
    '',
    'What every figure is: formula, denominator, unit, which end is good, interval and source. Generated from the',
    'docstrings below `src/metrics/` by `scripts/metrics-reference.ts`; change them there.',
  ];
  return `${[head.join('\n'), ...documentedMetrics().map(section)].join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/metrics.md', import.meta.url), metricsReference());
}
