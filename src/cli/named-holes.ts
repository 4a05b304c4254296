import type { OutgoingMessage } from '../model/outgoing.ts';
import { fillVariables, VARIABLES, type Variables } from '../model/variables.ts';

/** Nobody is asked, so nobody has a name: each hole shows its own. */
const NAMES: Variables = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, `‹${name}›`]));

/** A message with `‹contact.name›` where a survey would say who it is. */
export const withNamedHoles = <M extends OutgoingMessage>(message: M): M => ({
  ...message,
  text: fillVariables(message.text, NAMES),
});
