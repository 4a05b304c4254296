import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { templateSchema } from '../src/templates/index.ts';

/** `npx node scripts/template-schema.ts` writes the schema that editors check and complete templates by. */
const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/template.schema.json');
writeFileSync(file, JSON.stringify(templateSchema));
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', file]);
