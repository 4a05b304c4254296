export { type Plan, plan } from './plan.ts';
export { type AskingFacts, type PlanningFacts, secondThoughts } from './rules.ts';
export { variantFor } from './variant.ts';
