/** What a channel shows of a text, in characters; the rest is cut. */
interface Limits {
  name: string;
  question: number;
  button: number;
  label: number;
}

const WHATSAPP: Limits = { name: 'WhatsApp', question: 1024, button: 24, label: 72 };

/**
 * The channels that cut texts: the body, buttons and list rows of WhatsApp's interactive messages, Slack's section and
 * buttons, Telegram's message and what a phone shows of a button, the bubbles of the web chat. Mail cuts nothing.
 */
export const CHANNEL_LIMITS: Readonly<Record<string, Limits>> = {
  whatsapp: WHATSAPP,
  'whatsapp-cloud': WHATSAPP,
  'whatsapp-web': { ...WHATSAPP, button: 100 },
  slack: { name: 'Slack', question: 3000, button: 75, label: 200 },
  'web-chat': { name: 'the web chat', question: 3760, button: 60, label: 80 },
  telegram: { name: 'Telegram', question: 3800, button: 64, label: 200 },
};
