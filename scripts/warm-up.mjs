// Loads what a server loads, once, so that the compile cache is filled: the first start is then as quick and as small
// as every later one. Opens nothing and does nothing.
import { readdir } from 'node:fs/promises';

await import('../src/cli/serve.ts');
await import('../src/cli/demo.ts');
await import('../src/reports/metric-report.ts');
const migrations = new URL('../src/store/migrations/', import.meta.url);
for (const file of await readdir(migrations)) await import(new URL(file, migrations));
