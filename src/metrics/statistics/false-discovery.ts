/**
 * p values adjusted for many tests at once (Benjamini–Hochberg), in the order given: a test whose adjusted p is at
 * most q is a discovery, and among discoveries a share of at most q is expected to be false. As R's p.adjust "BH".
 *
 * @source Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995)
 */
export function adjustForMany(pValues: readonly number[]): number[] {
  const descending = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 1;
  descending.forEach(({ p, index }, i) => {
    least = Math.min(least, (p * pValues.length) / (pValues.length - i));
    adjusted[index] = least;
  });
  return adjusted;
}
