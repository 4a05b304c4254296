import { ChannelError } from '../../src/model/channel-error.ts';
import type { Rung } from '../../src/model/ladder.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { Account } from './account.ts';
import { toChannelError } from './errors.ts';
import { renderFlow, renderMessage, type WhatsappMessage } from './render.ts';
import type { WhatsappCloudSettings } from './settings.ts';
import { refuse, renderTemplate, type TemplateMessage, templateNames, usable } from './template.ts';

/** With what a message is composed. */
export interface Composing {
  rung: Rung;
  key: string;
  settings: WhatsappCloudSettings;
  account: Account;
}

/** Options of a Flow's radio buttons. */
const MOST_FLOW_ANSWERS = 20;

/**
 * A message as the messages endpoint takes it.
 * @throws ChannelError; nothing has been sent then
 */
export async function compose(
  message: OutgoingMessage,
  { rung, key, settings, account }: Composing,
): Promise<WhatsappMessage | TemplateMessage> {
  if (rung === 'template') return inTemplate(message, settings, account);
  const flow = settings.WHATSAPP_FLOW_ID;
  const fits =
    message.kind === 'question' && message.choices.length > 0 && message.choices.length <= MOST_FLOW_ANSWERS;
  if (rung === 'numbered' && flow !== undefined && fits) return renderFlow(message, { id: flow, token: key });
  return renderMessage(message, rung);
}

async function inTemplate(
  message: OutgoingMessage,
  { WHATSAPP_TEMPLATES: told }: WhatsappCloudSettings,
  account: Account,
): Promise<TemplateMessage> {
  if (message.kind !== 'question' || message.survey === undefined) {
    throw refuse('template_missing', 'only questions have templates');
  }
  const names = templateNames(message.survey, told);
  for (const name of names) {
    const templates = await account.templates(name).catch(unread);
    if (templates.length > 0) return renderTemplate(usable(templates, name, message.language), message);
  }
  throw refuse('template_missing', `the account has no template ${names.join(' or ')}`);
}

/** Nothing went out yet, so nothing is uncertain: silence is as good as a server that is away. */
function unread(cause: unknown): never {
  const error = toChannelError(cause);
  if (error.kind !== 'uncertain') throw error;
  throw new ChannelError('temporary', error.code, `WhatsApp's templates could not be read (${error.code})`, {
    cause,
  });
}
