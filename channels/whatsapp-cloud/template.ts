import { ChannelError } from '../../src/model/channel-error.ts';
import { baseLanguage, type Language } from '../../src/model/language.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import type { AccountTemplate } from './account.ts';
import { MAX_INTERACTIVE_TEXT } from './capabilities.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

/** Longest text of a quick reply in a template. */
const MAX_QUICK_REPLY = 25;

/** What the messages endpoint is given besides the receiver. */
export interface TemplateMessage {
  type: 'template';
  template: { name: string; language: { code: string }; components: object[] };
}

/** Which names a question's template can have, best first: as the operator says, then by convention. */
export function templateNames(
  survey: NonNullable<Question['survey']>,
  told: ReadonlyMap<string, string>,
): string[] {
  const { template, metric, question } = survey;
  const set = told.get(`${template}/${question}`) ?? told.get(template) ?? told.get(metric);
  if (set !== undefined) return [set];
  return [`afterword_${plain(template)}_${plain(question)}`, `afterword_${plain(metric)}`];
}

/** Names of templates know small letters, digits and "_" only. */
const plain = (id: string): string => id.toLowerCase().replace(/[^a-z0-9]+/g, '_');

/**
 * The one of these that may be sent to a speaker of the language.
 * @throws ChannelError rejected: there is none in it, or Meta has not approved it
 */
export function usable(
  templates: readonly AccountTemplate[],
  name: string,
  language: Language,
): AccountTemplate {
  const wanted = language.replaceAll('-', '_').toLowerCase();
  const spoken = templates.filter((one) => baseOf(one.language) === baseLanguage(language));
  const exact = spoken.filter((one) => one.language.toLowerCase() === wanted);
  const ranked = [...exact, ...spoken];
  const found = ranked.find(({ status }) => status === 'APPROVED') ?? ranked[0];
  if (found === undefined) {
    const known = templates.map((one) => one.language).join(', ');
    throw refuse('template_language', `template "${name}" has no text in "${language}" (it has: ${known})`);
  }
  if (found.status !== 'APPROVED') {
    const why = `template "${name}" (${found.language}) is ${found.status} and not APPROVED`;
    throw refuse('template_not_approved', why);
  }
  return found;
}

const baseOf = (code: string): string => (code.split('_')[0] ?? code).toLowerCase();

/**
 * The question in an approved template: its quick replies carry our choices, its one hole, if it has one, our text.
 * @throws ChannelError rejected: it has holes or a header that we cannot fill
 */
export function renderTemplate(template: AccountTemplate, message: Question): TemplateMessage {
  const components = [...bodyOf(template, message), ...buttonsOf(template, message.choices)];
  const { name, language } = template;
  return { type: 'template', template: { name, language: { code: language }, components } };
}

function bodyOf({ name, components, parameter_format }: AccountTemplate, { text }: Question): object[] {
  const holesIn = (type: string) => holes(components.find((one) => one.type === type)?.text ?? '');
  const header = components.find((one) => one.type === 'HEADER');
  const body = holesIn('BODY');
  if (holesIn('HEADER').length > 0 || (header !== undefined && header.format !== 'TEXT') || body.length > 1) {
    const why = `template "${name}" has more to fill than one text in its body`;
    throw refuse('template_parameters', why);
  }
  const [hole] = body;
  if (hole === undefined) return [];
  const named = parameter_format === 'NAMED' ? { parameter_name: hole } : {};
  return [{ type: 'body', parameters: [{ type: 'text', ...named, text: oneLine(text) }] }];
}

/** "{{1}}" and "{{question}}", each once. */
const holes = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s{0,3}(\w{1,40})\s{0,3}\}\}/g)].map(([, name = '']) => name)),
];

/** Meta takes no line breaks, tabs or wide gaps in what fills a hole. */
const oneLine = (text: string): string => shorten(text.replace(/\s+/g, ' ').trim(), MAX_INTERACTIVE_TEXT / 2);

/** A button that is none of our answers ("Stop messages") keeps its own words, and so arrives as if typed. */
function buttonsOf({ components }: AccountTemplate, choices: readonly Choice[]): object[] {
  const buttons = components.find((one) => one.type === 'BUTTONS')?.buttons ?? [];
  const replies = buttons.flatMap(({ type, text = '' }, index) =>
    type === 'QUICK_REPLY' ? [{ text, index }] : [],
  );
  const tokens = assign(
    replies.map(({ text }) => text),
    choices,
  );
  return replies.flatMap(({ index }, i): object[] => {
    const payload = tokens[i];
    if (payload == null) return [];
    return [
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: String(index),
        parameters: [{ type: 'payload', payload }],
      },
    ];
  });
}

/** By their words; where none of these is ours and there are as many buttons as answers, in order. */
function assign(labels: readonly string[], choices: readonly Choice[]): (string | null)[] {
  const byWords = labels.map((label) => choices.find((choice) => says(label, choice))?.token ?? null);
  if (byWords.some((token) => token !== null) || labels.length !== choices.length) return byWords;
  return choices.map(({ token }) => token);
}

function says(button: string, { label, meaning }: Choice): boolean {
  const wordings = [
    label,
    ...(meaning === undefined ? [] : [meaning, `${label} – ${meaning}`, `${label} ${meaning}`]),
  ];
  return wordings.some((words) => same(button, words) || same(button, shorten(words, MAX_QUICK_REPLY)));
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Said where a question cannot go out because of what the account has. */
export const refuse = (code: string, why: string): ChannelError =>
  new ChannelError(
    'rejected',
    code,
    `WhatsApp: the 24 hours are over, and ${why}. See WhatsApp Manager, Message templates.`,
  );
