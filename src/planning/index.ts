export {
  type AskingFacts,
  type CloseFacts,
  NOBODY_KNOWN,
  type PastAsk,
  type PersonFacts,
  type PlaceFacts,
  type PlanningFacts,
} from './facts.ts';
export { type Ground, groundOf } from './ground.ts';
export { explain, type Plan, plan } from './plan.ts';
export { type Recipient, recipientOf } from './recipient.ts';
export { reminderThoughts, type SecondThought, secondThoughts, speaksAgainst } from './second-thoughts.ts';
export { openFrom } from './timing.ts';
export { withTold } from './told.ts';
export { variantFor } from './variant.ts';
