/** What a channel shows of a text, in characters; the rest is cut. */
interface Limits {
  name: string;
  question: number;
  button: number;
  label: number;
  said: number;
}

const WHATSAPP: Limits = { name: 'WhatsApp', question: 1024, button: 24, label: 72, said: 4096 };

/**
 * The body, buttons and list rows of WhatsApp's interactive messages, Slack's section and buttons, Telegram's message and
 * what a phone shows of a button, the bubbles of the web chat, the buttons of mails. By channel.
 */
export const CHANNEL_LIMITS: Readonly<Record<string, Limits>> = {
  'whatsapp-cloud': WHATSAPP,
  'whatsapp-web': { ...WHATSAPP, button: 100 },
  slack: { name: 'Slack', question: 3000, button: 75, label: 150, said: 3000 },
  'web-chat': { name: 'the web chat', question: 3760, button: 60, label: 80, said: 3760 },
  telegram: { name: 'Telegram', question: 3800, button: 64, label: 200, said: 4096 },
  helpdesk: { name: 'the helpdesk', question: 4000, button: 24, label: 200, said: 4000 },
  email: { name: 'mail', question: 8000, button: 100, label: 200, said: 8000 },
};
