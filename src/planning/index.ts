export { type Plan, plan } from './plan.ts';
export type { PlanningFacts } from './rules.ts';
export { variantFor } from './variant.ts';
