/** Solves A·x = b by elimination with row exchange; null where A is singular. Meant for a handful of rows. */
export function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] | null {
  const rows = a.map((row, i) => [...row, b[i] ?? 0]);
  const size = rows.length;
  const scale = Math.max(...rows.flat().map(Math.abs));
  for (let column = 0; column < size; column += 1) {
    const rest = rows.slice(column);
    const pivot = rest.reduce((best, row) =>
      Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best,
    );
    if (Math.abs(pivot[column] ?? 0) <= 1e-12 * scale) return null;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    rows.forEach((row, i) => {
      if (i === column) return;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      row.forEach((value, j) => {
        row[j] = value - factor * (pivot[j] ?? 0);
      });
    });
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
