import { VARIABLES, type Variables } from '../model/variables.ts';

/** Nobody is asked, so nobody has a name: each hole of a text shows its own, `‹contact.name›`. */
export const NAMED_HOLES: Variables = Object.fromEntries(
  Object.keys(VARIABLES).map((name) => [name, `‹${name}›`]),
);
