/**
 * `npm test`: everything that must hold, ending with a line `N passed, N failed, N skipped`. A check that fails counts
 * as one failure. `--static` leaves out the tests themselves; other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureSystemTools } from './system-tools.ts';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));

const CHECKS = [
  { name: 'format', program: '@biomejs/biome/bin/biome', args: ['format', '.'], mend: 'npm run format' },
  {
    name: 'lint',
    program: '@biomejs/biome/bin/biome',
    args: ['check', '--formatter-enabled=false', '--error-on-warnings', '.'],
    mend: 'npm run format -- --unsafe',
  },
  { name: 'types', program: 'typescript/bin/tsc', args: ['-p', '.'] },
  { name: 'unused code', program: 'knip/bin/knip.js', args: [] },
];

const runCheck = ({ name, program, args, mend }: (typeof CHECKS)[number]): boolean => {
  const begun = performance.now();
  const { status, stdout, stderr } = run(program, args, 'pipe');
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}${mend ? `\nPerhaps it mends itself: ${mend}\n` : ''}`);
  return status === 0;
};

const runTests = (args: readonly string[]): Count => {
  const directory = mkdtempSync(join(tmpdir(), 'afterword-results-'));
  const file = join(directory, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = run('vitest/vitest.mjs', ['run', ...reporters, ...args], 'inherit');
  const count = readCount(file);
  rmSync(directory, { recursive: true });
  // A file that cannot be loaded or an error outside of any test fails the run without failing a test.
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
};

const readCount = (file: string): Count => {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
    const of = (name: string): number => results[name] ?? 0;
    const skipped = of('numPendingTests') + of('numTodoTests');
    return { passed: of('numPassedTests'), failed: of('numFailedTests'), skipped };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
};

const run = (program: string, args: readonly string[], output: 'pipe' | 'inherit') =>
  spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', output, output],
    maxBuffer: 64 * 1024 * 1024,
  });

const withoutTests = process.argv.includes('--static');
const missing = withoutTests ? null : ensureSystemTools();
if (missing) {
  console.error(missing);
  process.exit(1);
}
const failedChecks = CHECKS.filter((check) => !runCheck(check)).length;
const tests = withoutTests ? { passed: 0, failed: 0, skipped: 0 } : runTests(process.argv.slice(2));
const passed = tests.passed + CHECKS.length - failedChecks;
const failed = tests.failed + failedChecks;
console.log(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
