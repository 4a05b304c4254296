import { stringify } from 'yaml';
import { type JsonSchema, templateSchema } from '../src/templates/schema.ts';

/** One key of a template as the admins' guide lists it. */
export interface GuideKey {
  /** `questions.scale.min`: as it is reached from the top, without the places of lists. */
  key: string;
  default: string;
  example: string;
  meaning: string;
}

const needed = (schema: JsonSchema, key: string): boolean => schema.required?.includes(key) === true;

/** Every key that the schema knows, in its order; a key that several kinds of questions have stands once. */
export function guideKeys(schema: JsonSchema = templateSchema, path = ''): GuideKey[] {
  const { items, additionalProperties: others, oneOf = [] } = schema;
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = path === '' ? name : `${path}.${name}`;
    return [entry(key, value, needed(schema, name)), ...guideKeys(value, key)];
  });
  const within = [...oneOf, ...(items ? [items] : []), ...(typeof others === 'object' ? [others] : [])];
  const all = [...own, ...within.flatMap((part) => guideKeys(part, path))];
  return [...new Map(all.map((one) => [one.key, one])).values()];
}

function entry(key: string, schema: JsonSchema, isNeeded: boolean): GuideKey {
  const { description = '', examples: [example] = [] } = schema;
  const [, text = '', said] = /^(.*?)(?: ?Default: (.*?)\.)?$/s.exec(description) ?? [];
  const given = schema.default === undefined || isGroup(schema.default) ? undefined : inCode(schema.default);
  return {
    key,
    default: isNeeded ? 'needed' : (given ?? said ?? ''),
    example: example === undefined ? kinds(schema) : inCode(example),
    meaning: text,
  };
}

/** A group without keys, which stands for the defaults of the keys in it. */
const isGroup = (value: unknown): boolean => typeof value === 'object' && value !== null;

const kinds = ({ enum: words, const: word }: JsonSchema): string =>
  word === undefined ? (words === undefined ? '' : inCode(words[0])) : inCode(word);

/** A value as an admin would write it on one line. */
const inCode = (value: unknown): string =>
  `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0, defaultStringType: 'PLAIN' })
    .trim()
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]])/g, '$1')
    .replaceAll('|', '\\|')}\``;
