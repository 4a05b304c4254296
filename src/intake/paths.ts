/** "data.contact.phones[0].number" → its parts; null for what is no path. */
export function parsePath(path: string): readonly string[] | null {
  if (path.length > 300 || !/^[^.[\]]+(\[\d{1,6}\])?(\.[^.[\]]+|\[\d{1,6}\])*$/.test(path)) return null;
  return path.split(/[.[\]]+/).filter((part) => part !== '');
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: string): unknown {
  return (parsePath(path) ?? []).reduce<unknown>((at, part) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    return (at as Record<string, unknown>)[part];
  }, value);
}
