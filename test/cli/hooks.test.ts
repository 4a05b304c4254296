import { describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.ts';

const run = async (...args: string[]) => {
  const process = runCli(['hooks', 'test', ...args]);
  const code = await new Promise((resolve) => process.child.once('close', resolve));
  return { code, output: process.output() };
};

describe('afterword hooks test', () => {
  it('shows what becomes of a payload, and exits 1 where nothing does or a file is wrong', async () => {
    const mapping = 'docs/helpdesks/infoset/infoset.yaml';
    const [useful, useless, unknown] = await Promise.all([
      run(mapping, '--payload', 'docs/helpdesks/infoset/closed.json'),
      run('intercom', '--payload', 'package.json'),
      run('helpscout', '--payload', 'package.json'),
    ]);
    expect(useful.code).toBe(0);
    expect(useful.output).toContain('"channel": "whatsapp-cloud"');
    expect(useless.code).toBe(1);
    expect(useless.output).toContain('come to nothing');
    expect(unknown.code).toBe(2);
    expect(unknown.output).toContain('zendesk');
  });
});
