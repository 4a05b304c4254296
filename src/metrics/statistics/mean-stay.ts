import { survivalCurve } from './kaplan-meier.ts';
import type { Subject } from './life-table.ts';

/**
 * How long customers stay on average, as far as was watched: the area under the Kaplan–Meier curve up to the last time
 * (the restricted mean). A mean of those who left alone would be too short, because the faithful are still there. Null
 * without subjects.
 *
 * @source Irwin (1949); Royston and Parmar, "Restricted mean survival time", BMC Medical Research Methodology 13 (2013)
 */
export function meanStay(subjects: readonly Subject[]): number | null {
  if (subjects.length === 0) return null;
  let area = 0;
  let time = 0;
  let share = 1;
  for (const row of survivalCurve(subjects)) {
    area += share * (row.time - time);
    time = row.time;
    share = row.survival;
  }
  return area;
}
