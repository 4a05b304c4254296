import type { Path } from './fault.ts';
import { type JsonSchema, schemaAt } from './schema.ts';

/** Where an unknown key stands, and what is known of the file. */
interface Place {
  path: Path;
  here: JsonSchema | undefined;
  schema: JsonSchema;
  data: unknown;
}

const has = (schema: JsonSchema | undefined, key: string): boolean =>
  Object.hasOwn(schema?.properties ?? {}, key);

/**
 * Where a key is at home that stands at a wrong place: in a group of this place, in another kind of question, or at the
 * top of the file. Null when none of them knows it.
 */
export function homeOf(key: string, { path, here, schema, data }: Place): string | null {
  const group = Object.entries(here?.properties ?? {}).find(([, one]) => has(one, key))?.[0];
  if (group !== undefined) return `it belongs under "${group}"`;
  const kinds = schemaAt(schema, data, path.slice(0, -1))?.items?.oneOf ?? [];
  const types = kinds.filter((kind) => has(kind, key)).map(({ properties }) => properties?.type?.const);
  if (types.length > 0) return `only questions of the type ${types.join(' or ')} have it`;
  if (here === schema || !has(schema, key)) return null;
  return 'it belongs at the top level of the file, without indentation';
}

/** Where in the file a key is known at all: "questions.scale". */
export function anyHome(key: string, schema: JsonSchema, path: readonly string[] = []): string | null {
  if (path.length > 3) return null;
  if (path.length > 0 && has(schema, key)) return path.join('.');
  const deeper = Object.entries(schema.properties ?? {}).map(([name, one]) =>
    anyHome(key, one, [...path, name]),
  );
  const kinds = [...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [...deeper, ...kinds.map((one) => anyHome(key, one, path))].find((home) => home !== null) ?? null;
}
