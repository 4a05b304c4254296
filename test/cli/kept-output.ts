import { Writable } from 'node:stream';

/** An output whose text can be looked at. */
export function keptOutput(): { output: Writable; text(): string } {
  let kept = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      kept += String(chunk);
      done();
    },
  });
  return { output, text: () => kept };
}
