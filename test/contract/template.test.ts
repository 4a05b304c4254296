import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFile, withProcess } from '../support/processes.ts';
import { temporaryDirectory } from '../support/servers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** "parrot" in every form in which the folder to copy has it. */
const renamed = (text: string): string =>
  text
    .replaceAll('channels/_template', 'channels/acme')
    .replaceAll('PARROT', 'ACME')
    .replaceAll('Parrot', 'Acme')
    .replaceAll('parrot', 'acme');

async function renameAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    await writeFile(file, renamed(await readFile(file, 'utf8')));
  }
}

let project: string;
beforeAll(async () => {
  project = await temporaryDirectory();
  for (const name of ['src', 'templates', 'node_modules']) {
    await symlink(path.join(root, name), path.join(project, name));
  }
  await cp(path.join(root, 'package.json'), path.join(project, 'package.json'));
  await mkdir(path.join(project, 'test'), { recursive: true });
  await cp(path.join(root, 'test/contract'), path.join(project, 'test/contract'), {
    recursive: true,
    filter: (file) =>
      !/[\\/][a-z-]+(\.test)?\.ts$/.test(file) || KEPT.test(file) || /checks|_template/.test(file),
  });
  // Steps one and two of the guide: the folder and the platform to test against, under the name of the channel.
  await cp(path.join(root, 'channels/_template'), path.join(project, 'channels/acme'), { recursive: true });
  await renameAll(path.join(project, 'channels/acme'));
  await renameAll(path.join(project, 'test/contract/_template'));
});
afterAll(() => rm(project, { recursive: true, force: true }));

const KEPT = /(context|harness|inbox|registered\.test|serve-routes|suite)\.ts$/;

/** Runs the suites of the copy in a process of its own; what they printed, and how it ended. */
async function runSuites(): Promise<{ code: number | null; output: string }> {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--root', project, '--reporter', 'verbose', 'test/contract'];
  return withProcess(runFile(vitest, args, { cwd: project, env: { NO_COLOR: '1' } }), async (running) => {
    await running.line(/Duration/, 90_000);
    const code = await new Promise<number | null>((resolve) => {
      if (running.child.exitCode !== null) resolve(running.child.exitCode);
      else running.child.once('exit', resolve);
    });
    return { code, output: running.output() };
  });
}

const register = (line: string) =>
  writeFile(
    path.join(project, 'channels/index.ts'),
    `import type { ChannelModule } from '../src/model/channel.ts';
${line === '' ? '' : "import { acme } from './acme/index.ts';"}
export const channelModules: readonly ChannelModule[] = [${line}];
`,
  );

describe('the folder to copy', () => {
  test('is no whole channel as long as it is neither registered nor under the contract', async () => {
    await register('');
    const { code, output } = await runSuites();
    expect(output).toMatch(/× .*is registered in channels\/index\.ts/);
    expect(output).toMatch(/× .*acme runs the contract suite/);
    expect(code).toBe(1);
  }, 120_000);

  test('copied, renamed, registered and given its harness, it keeps the contract as written', async () => {
    await register('acme');
    const contract = path.join(project, 'test/contract');
    const harness = await readFile(path.join(contract, '_template/parrot.test.ts'), 'utf8');
    await writeFile(
      path.join(contract, 'acme.test.ts'),
      harness.replaceAll("'../", "'./").replaceAll("'./../", "'../"),
    );
    await cp(path.join(contract, '_template/parrot-fake.ts'), path.join(contract, 'acme-fake.ts'));
    const fake = await readFile(path.join(contract, 'acme-fake.ts'), 'utf8');
    await writeFile(path.join(contract, 'acme-fake.ts'), fake.replaceAll("'../../../", "'../../"));
    await rm(path.join(contract, '_template'), { recursive: true });
    const { code, output } = await runSuites();
    expect(output).not.toMatch(/×/);
    expect(output).toMatch(/✓ .*the acme channel keeps the contract/);
    expect(code).toBe(0);
  }, 120_000);
});
