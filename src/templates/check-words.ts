import { Words } from '../model/words.ts';
import { inOrder } from './check.ts';
import { readYaml } from './document.ts';
import type { Finding, TemplateFault } from './fault.ts';
import { nearest } from './nearest.ts';
import { member, wordsSchema } from './schema.ts';
import { schemaFindings } from './schema-findings.ts';

/** What is filled into which word; all of them are needed where they are listed. */
const HOLES: Readonly<Partial<Record<keyof Words, readonly string[]>>> = {
  ask_again: ['min', 'max'],
  type_a_number: ['min', 'max'],
  your_answer: ['answer'],
  unsubscribe_ask: ['address'],
};

/** Checks the text of one file of the program's own words; `words` is null where there is a fault. */
export function checkWords(file: string, text: string): { words: Words | null; faults: TemplateFault[] } {
  const yaml = readYaml(file, text);
  if (yaml.data === undefined) return { words: null, faults: inOrder(yaml.faults) };
  const parsed = Words.safeParse(yaml.data ?? {});
  const findings = parsed.success ? [] : schemaFindings(parsed.error, wordsSchema, yaml.data ?? {});
  const faults = inOrder([...yaml.faults, ...[...findings, ...holeFindings(yaml.data)].map(yaml.place)]);
  return { words: parsed.success && faults.length === 0 ? parsed.data : null, faults };
}

function holeFindings(data: unknown): Finding[] {
  return (Object.keys(Words.shape) as (keyof Words)[]).flatMap((key): Finding[] => {
    const text = member(data, key);
    if (typeof text !== 'string') return [];
    const known = HOLES[key] ?? [];
    const written = [...text.matchAll(/\{([^{}]{0,60})\}/g)].map((match) => match[1] ?? '');
    const unknown = written.find((hole) => !known.includes(hole));
    if (unknown !== undefined) {
      const message = `nothing fills {${unknown}} here`;
      const expected =
        known.length === 0 ? 'a text without { }' : known.map((hole) => `{${hole}}`).join(', ');
      return [{ path: [key], message, expected, nearest: nearest(unknown, known) }];
    }
    const absent = known.find((hole) => !written.includes(hole));
    return absent === undefined ? [] : [{ path: [key], message: `{${absent}} is missing in this text` }];
  });
}
