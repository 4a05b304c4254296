// What the npm scripts call: installs what is missing, then runs the real thing on the pinned Node.
import { become, ensureInstalled } from './bootstrap.mjs';

const COMMANDS = {
  demo: { file: 'src/cli.ts', args: ['demo'], forDevelopment: false },
  test: { file: 'scripts/test.ts', args: [], forDevelopment: true },
  check: { file: 'scripts/test.ts', args: ['--static'], forDevelopment: true },
  bench: { file: 'bench/run.ts', args: [], forDevelopment: true },
  generate: { file: 'scripts/generate.ts', args: [], forDevelopment: true },
  accuracy: { file: 'scripts/accuracy.ts', args: [], forDevelopment: true },
};

const [name, ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`);
  process.exit(2);
}
ensureInstalled(command);
become(command.file, [...command.args, ...args]);
