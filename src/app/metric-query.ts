import type { FirstContactSetting } from '../metrics/index.ts';
import type { MetricName } from '../model/measurement.ts';
import type { GroupName } from '../store/cells.ts';
import type { AskedGroup } from './stages.ts';

/** One metric under one set of conditions, as the API and the command line ask for it. */
export interface MetricQuery {
  metric: MetricName;
  from: Date | null;
  to: Date | null;
  groupBy: readonly AskedGroup[];
  filter: Partial<Record<GroupName, string | null>>;
  /** Where the question says otherwise than the setting. */
  firstContact?: Partial<Pick<FirstContactSetting, 'rule' | 'windowDays'>>;
  margin?: number | undefined;
  /** Of `survival`: days at which the share of customers that stay is told. */
  at?: readonly number[] | undefined;
}
