import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** For every key, wherever it stands: the text with its first letter changed, with one in the middle and with the last. */
export function* misspelt(text: string): Generator<{ key: string; texts: string[] }> {
  const document = parseDocument(text);
  const open: unknown[] = [document.contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq(node)) open.push(...node.items);
    if (!isMap(node)) continue;
    for (const { key, value } of node.items) {
      if (value !== null) open.push(value);
      if (!isScalar(key) || !key.range) continue;
      const [start, end] = key.range;
      const places = [...new Set([start, Math.floor((start + end - 1) / 2), end - 1])];
      const texts = places.map(
        (at) => text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1),
      );
      yield { key: text.slice(start, end), texts };
    }
  }
}
