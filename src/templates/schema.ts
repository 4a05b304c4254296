import { z } from 'zod';
import { AskingPolicy } from '../model/asking-policy.ts';
import { Template, TemplateDefaults } from '../model/template.ts';
import { Words } from '../model/words.ts';

/** As much of JSON Schema as the two schemas here use. */
export interface JsonSchema {
  title?: string;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** The schema of template files for editors: `docs/template.schema.json` is this, written down. */
export const templateSchema = givenByDefaults({
  ...jsonSchema(Template),
  title: 'An afterword survey template',
});

/** The schema of `templates/defaults.yaml`: `docs/template-defaults.schema.json`. */
export const defaultsSchema = {
  ...jsonSchema(TemplateDefaults),
  title: 'Defaults of afterword survey templates',
};

/** The schema of `templates/rules/asking.yaml`: `docs/asking.schema.json`. */
export const askingSchema = { ...jsonSchema(AskingPolicy), title: 'Whom afterword may ask, and when' };

/** The schema of `templates/words/<language>.yaml`: `docs/words.schema.json`. */
export const wordsSchema = { ...jsonSchema(Words), title: 'What afterword itself says to customers' };

/** An editor sees one file: what `defaults.yaml` may give is not missing there. */
function givenByDefaults(schema: JsonSchema): JsonSchema {
  const given = Object.keys(TemplateDefaults.shape);
  return { ...schema, required: (schema.required ?? []).filter((key) => !given.includes(key)) };
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    // zod leaves examples out where a value is transformed; ours are written as admins write them.
    override: ({ zodSchema, jsonSchema: written }) => {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) written.examples = examples;
    },
  }) as JsonSchema;
}

/** The schema of the value at a path; `data` decides between kinds of questions. Undefined where nothing may stand. */
export function schemaAt(
  schema: JsonSchema,
  data: unknown,
  path: readonly PropertyKey[],
): JsonSchema | undefined {
  let here: JsonSchema | undefined = chosen(schema, data);
  let value = data;
  for (const part of path) {
    value = member(value, part);
    const { properties = {}, items, additionalProperties } = here;
    const named = typeof part === 'string' && Object.hasOwn(properties, part) ? properties[part] : undefined;
    const other = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    const next: JsonSchema | undefined = typeof part === 'number' ? items : (named ?? other);
    if (next === undefined) return undefined;
    here = chosen(next, value);
  }
  return here;
}

/** A member of plain data, or undefined. */
export const member = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;

function chosen(schema: JsonSchema, data: unknown): JsonSchema {
  const kinds = schema.oneOf ?? schema.anyOf;
  if (kinds === undefined) return schema;
  const kind = kinds.find(({ properties }) => properties?.type?.const === member(data, 'type')) ?? kinds[0];
  return { ...kind, ...(schema.description === undefined ? {} : schema) };
}

/** "one of csat, ces, nps", "a whole number, 0 to 1000", "a text such as "45s"". */
export function expectation(schema: JsonSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  const example = schema.examples?.[0];
  const such = example === undefined ? '' : ` such as ${JSON.stringify(example)}`;
  switch (schema.type) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${such}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${such}`;
    case 'object':
      if (example === undefined && schema.properties) return keysOf(schema);
      return isText(schema) ? `a text for each language${such}` : `keys with values${such}`;
    default:
      return `a text${such}`;
  }
}

/** Keyed by language tag. */
const isText = ({ additionalProperties }: JsonSchema): boolean =>
  typeof additionalProperties === 'object' && additionalProperties.type === 'string';

const keysOf = (schema: JsonSchema): string => `the keys ${Object.keys(schema.properties ?? {}).join(', ')}`;

function range({ minimum, maximum }: JsonSchema): string {
  const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (bounded) return ` from ${minimum ?? 0} to ${maximum}`;
  return minimum === undefined || minimum < 0 ? '' : `, at least ${minimum}`;
}
