import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { channelModules } from '../channels/index.ts';
import { environmentExample } from '../src/config.ts';
import { askingSchema, defaultsSchema, templateSchema, wordsSchema } from '../src/templates/index.ts';
import { errorsReference } from './errors-reference.ts';
import { GUIDES, guideOf } from './guide.ts';
import { metricsReference } from './metrics-reference.ts';

/** `npm run generate`: writes every file that follows from the code. A test compares each with what is committed. */

export const root = fileURLToPath(new URL('..', import.meta.url));

/** By path from the root: how its text is made. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  '.env.example': () => environmentExample(channelModules),
  'docs/errors.md': () => formatted('docs/errors.md', errorsReference()),
  'docs/metrics.md': metricsReference,
  'docs/template.schema.json': () => schema('docs/template.schema.json', templateSchema),
  'docs/template-defaults.schema.json': () => schema('docs/template-defaults.schema.json', defaultsSchema),
  'docs/asking.schema.json': () => schema('docs/asking.schema.json', askingSchema),
  ...Object.fromEntries(GUIDES.map((guide) => [guide.file, () => guideOf(guide)])),
  'docs/words.schema.json': () => schema('docs/words.schema.json', wordsSchema),
};

const schema = (file: string, value: object): string => formatted(file, JSON.stringify(value));

/** As `npm run format` would leave it, so that the check of the format and the comparison agree. */
function formatted(file: string, text: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--stdin-file-path=${file}`],
    { cwd: root, input: text, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${file} could not be formatted: ${stderr}`);
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, make] of Object.entries(GENERATED)) {
    writeFileSync(join(root, file), make());
    console.log(`wrote ${file}`);
  }
}
