import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** The text with one letter of one key changed, for every key and for the first, a middle and the last letter. */
export function* misspelt(text: string): Generator<{ key: string; text: string }> {
  const document = parseDocument(text);
  const open: unknown[] = [document.contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq(node)) open.push(...node.items);
    if (!isMap(node)) continue;
    for (const { key, value } of node.items) {
      if (value !== null) open.push(value);
      if (!isScalar(key) || !key.range) continue;
      const [start, end] = key.range;
      for (const at of new Set([start, Math.floor((start + end - 1) / 2), end - 1])) {
        const letter = text[at] === 'x' ? 'y' : 'x';
        yield { key: text.slice(start, end), text: text.slice(0, at) + letter + text.slice(at + 1) };
      }
    }
  }
}
