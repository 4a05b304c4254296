import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { type Benchmark, collectingReport, table } from './report.ts';

/** `npm run bench -- NAME`: a table on standard output, JSON under bench/results. */
const here = import.meta.dirname;
const HELPERS = new Set(['run.ts', 'report.ts']);

async function benchmarks(): Promise<string[]> {
  const files = await readdir(here);
  return files
    .filter((file) => file.endsWith('.ts') && !HELPERS.has(file))
    .map((file) => file.replace(/\.ts$/, ''));
}

const [name] = process.argv.slice(2);
const known = await benchmarks();
if (name === undefined || !known.includes(name)) {
  process.stderr.write(`AW_USAGE: which benchmark? npm run bench -- ${known.join(' | ')}\n`);
  process.exit(2);
}
const benchmark = (await import(path.join(here, `${name}.ts`))) as Benchmark;
const report = collectingReport(process.stderr);
process.stdout.write(`${benchmark.name}: ${benchmark.about}\n\n`);
await benchmark.run(report);
process.stdout.write(`${table(report.rows)}\n`);
const results = path.join(here, 'results');
await mkdir(results, { recursive: true });
const file = path.join(results, `${name}.json`);
const machine = { node: process.version, cpus: cpus().length };
await writeFile(file, `${JSON.stringify({ name, machine, rows: report.rows }, null, 2)}\n`);
process.stdout.write(`\nwritten to bench/results/${name}.json\n`);
