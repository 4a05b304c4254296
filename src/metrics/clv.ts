/** A customer's value: the time unit of transactions and of retention is one and the same. */
export interface ClvFigure {
  /** In the currency of the average sale. */
  value: number;
  /** A product of averages rests on no count of its own. */
  n: null;
}

/**
 * Customer lifetime value.
 *
 * @metric clv
 * @formula average sale × transactions per unit of time × retention in the same unit × profit margin
 * @denominator none: a product of averages. Transactions per year go with retention in years, per month with months;
 *   a mix is an error, not a number
 * @unit the currency of the average sale; the margin is a share from 0 to 1
 * @orientation high is good
 * @interval none
 * @source Gupta and Lehmann, "Managing Customers as Investments" (2005), in its simplest form, without discounting
 */
export const clv = (
  averageSale: number,
  transactions: number,
  retention: number,
  margin: number,
): ClvFigure => ({
  value: averageSale * transactions * retention * margin,
  n: null,
});
