import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const OPTIONS =
  '--ignoreConfig --noEmit --allowJs --checkJs --strict --module nodenext --target es2024'.split(' ');

/** What the compiler says of browser code; it is written as JavaScript, with its types in comments. */
async function faultsIn(...files: string[]): Promise<string> {
  const lib = ['--lib', 'es2024,dom,dom.iterable', '--types', ''];
  const run = promisify(execFile);
  return run(process.execPath, [
    at('node_modules/typescript/bin/tsc'),
    ...OPTIONS,
    ...lib,
    ...files.map(at),
  ]).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

test('the page and the widget keep the types that their comments state', async () => {
  const faults = await faultsIn('src/console/demo/demo.js', 'channels/web-chat/widget/widget.js');
  expect(faults).toBe('');
});
