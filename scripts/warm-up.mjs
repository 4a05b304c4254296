// Loads what a server loads, once, so that the compile cache is filled: the first start is then as quick and as small
// as every later one. One TypeScript file that is missed would bring the whole type stripper into memory.
import { readdir } from 'node:fs/promises';
import Fastify from 'fastify';

await import('../src/cli/serve.ts');
await import('../src/cli/demo.ts');
await import('../src/reports/metric-report.ts');
const migrations = new URL('../src/store/migrations/', import.meta.url);
for (const file of await readdir(migrations)) await import(new URL(file, migrations));
// Fastify loads its compilers when it gets ready.
await Fastify().ready();
// Last, because it runs: the command line itself, which prints its version and ends.
process.argv.push('--version');
await import('../src/cli.ts');
