import fc from 'fast-check';

/** True payloads with one place cut out or put to something else, as from a platform on a bad day. */
export function damaged(originals: readonly unknown[]): fc.Arbitrary<unknown> {
  const places = originals.flatMap((original) => pathsIn(original).map((path) => ({ original, path })));
  const replacement = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom(null, '', 0, -1, 1e21, Number.NaN, [], {}, true),
    fc.jsonValue({ maxDepth: 2 }),
  );
  return fc
    .tuple(fc.constantFrom(...places), replacement)
    .map(([{ original, path }, value]) => replaced(original, path, value));
}

type Path = readonly (string | number)[];

function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries = Array.isArray(value)
    ? value.map((item, i): [string | number, unknown] => [i, item])
    : Object.entries(value);
  return [at, ...entries.flatMap(([key, item]) => pathsIn(item, [...at, key]))];
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key], rest, by) };
}
