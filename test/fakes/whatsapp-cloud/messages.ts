import type { RateLimiter } from './limits.ts';
import { type Refusal, refusals } from './refusals.ts';
import type { FakeChoice, FakePerson, SentMessage, World } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

/** What became of a message that was taken: it is out, or it fails after the answer, as most refusals do. */
export interface Taken {
  message: SentMessage;
  failure: Refusal | null;
}

const DAY_MS = 24 * 3600 * 1000;

/** `POST /<number>/messages`, held to WhatsApp's limits. @throws Refusal */
export function takeMessage(world: World, limiter: RateLimiter, payload: Json, now: number): Taken {
  if (payload.messaging_product !== 'whatsapp') throw refusals.missing('messaging_product');
  const input = String(payload.to ?? payload.recipient ?? '');
  if (input === '') throw refusals.missing('to');
  const { biz_opaque_callback_data: data } = payload;
  if (data !== undefined && (typeof data !== 'string' || data.length > 512)) {
    throw refusals.invalid('biz_opaque_callback_data must be at most 512 characters long');
  }
  const content = contentOf(world, payload);
  const to = world.find(input);
  limiter.take(to?.phone ?? to?.userId ?? input, now);
  if (to?.gone === 'at once') throw refusals.undeliverable();
  const message: SentMessage = {
    id: world.newId(),
    to: to ?? nobody(input),
    input,
    template: null,
    ...content,
    callbackData: data ?? null,
    payload,
    quotes: quoted(payload),
    failed: false,
  };
  const failure = failureOf(to, message, now);
  message.failed = failure !== null;
  return { message, failure };
}

function failureOf(to: FakePerson | undefined, { widget }: SentMessage, now: number): Refusal | null {
  if (to === undefined || to.gone !== null) return refusals.undeliverable();
  const open = to.lastHeard !== null && now - to.lastHeard < DAY_MS;
  return open || widget === 'template' ? null : refusals.windowClosed();
}

const nobody = (input: string): FakePerson => ({
  phone: /^\d+$/.test(input) ? input : null,
  userId: /^\d+$/.test(input) ? null : input,
  name: '',
  alsoDialled: [],
  lastHeard: null,
  gone: 'afterwards',
});

function quoted({ context }: Json): string | null {
  const id = (context as { message_id?: unknown } | undefined)?.message_id;
  return typeof id === 'string' ? id : null;
}

type Content = Pick<SentMessage, 'widget' | 'text' | 'choices'> & { template?: string };

function contentOf(world: World, payload: Json): Content {
  const { type } = payload;
  if (type === 'text') return textOf(payload.text as { body?: unknown });
  if (type === 'interactive') return interactiveOf(payload.interactive as Interactive);
  if (type === 'template') return templateOf(world, payload.template as Template);
  throw refusals.invalid(`unknown type ${String(type)}`);
}

function textOf({ body }: { body?: unknown }): Content {
  if (typeof body !== 'string' || body === '') throw refusals.missing("text['body']");
  if (body.length > 4096) throw refusals.tooLongText();
  return { widget: 'text', text: body, choices: [] };
}

interface Interactive {
  type: string;
  body?: { text?: string };
  action?: {
    buttons?: { type: string; reply: { id: string; title: string } }[];
    button?: string;
    sections?: { title?: string; rows: FakeChoice[] }[];
    parameters?: {
      flow_id?: string;
      flow_cta?: string;
      flow_token?: string;
      flow_action_payload?: { data?: { answers?: FakeChoice[] } };
    };
  };
}

function interactiveOf({ type, body, action = {} }: Interactive): Content {
  const text = body?.text ?? '';
  length(text, 1024, 'Body text');
  if (type === 'button') return { widget: 'button', text, choices: buttonsOf(action.buttons ?? []) };
  if (type === 'list')
    return { widget: 'list', text, choices: rowsOf(action.button ?? '', action.sections ?? []) };
  if (type !== 'flow') throw refusals.invalid(`unknown interactive type ${type}`);
  const { flow_cta = '', flow_id, flow_token, flow_action_payload } = action.parameters ?? {};
  length(flow_cta, 30, 'flow_cta');
  if (!flow_id || !flow_token) throw refusals.missing('flow_id');
  const choices = flow_action_payload?.data?.answers ?? [];
  for (const { title } of choices) length(title, 30, 'Option title');
  return { widget: 'flow', text, choices };
}

function buttonsOf(buttons: { type: string; reply: { id: string; title: string } }[]): FakeChoice[] {
  if (buttons.length < 1 || buttons.length > 3) {
    throw refusals.invalid('Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
  }
  for (const { reply } of buttons) {
    length(reply.title, 20, 'Button title');
    length(reply.id, 256, 'Button id');
  }
  unique(
    buttons.map(({ reply }) => reply.title),
    'Duplicate button title',
  );
  unique(
    buttons.map(({ reply }) => reply.id),
    'Duplicate button id',
  );
  return buttons.map(({ reply }) => reply);
}

function rowsOf(button: string, sections: { title?: string; rows: FakeChoice[] }[]): FakeChoice[] {
  length(button, 20, 'Button label');
  if (sections.length > 1 && sections.some(({ title }) => !title)) throw refusals.missing('section title');
  const rows = sections.flatMap((section) => section.rows);
  if (rows.length > 10) throw refusals.invalid('Total row count exceed max allowed count: 10');
  if (rows.length === 0) throw refusals.invalid('Total row count must be at least 1');
  for (const { id, title, description } of rows) {
    length(title, 24, 'Row title');
    length(id, 200, 'Row id');
    if (description !== undefined) length(description, 72, 'Row description');
  }
  unique(
    rows.map(({ id }) => id),
    'Duplicated row id',
  );
  return rows;
}

interface Template {
  name: string;
  language: { code: string };
  components?: {
    type: string;
    sub_type?: string;
    index?: string;
    parameters: { type: string; text?: string; payload?: string; parameter_name?: string }[];
  }[];
}

function templateOf(world: World, { name, language, components = [] }: Template): Content {
  const template = world.templates.find((one) => one.name === name && one.language === language.code);
  if (template === undefined || template.status !== 'APPROVED')
    throw refusals.noTemplate(name, language.code);
  const given = components.find(({ type }) => type === 'body')?.parameters ?? [];
  const holes = [...new Set(template.body.match(/\{\{\w+\}\}/g) ?? [])];
  if (holes.length !== given.length) throw refusals.templateParameters(holes.length, given.length);
  const filled = given.reduce((body, { text = '', parameter_name }, i) => {
    if (/[\n\t]| {5}/.test(text) || text === '') throw refusals.templateParameterText();
    return body.replace(template.named === true ? `{{${parameter_name}}}` : `{{${i + 1}}}`, text);
  }, template.body);
  const payloads = new Map(
    components.flatMap(({ type, index, parameters }) =>
      type === 'button' ? [[Number(index), parameters[0]?.payload ?? '']] : [],
    ),
  );
  if ([...payloads.keys()].some((index) => template.buttons[index] === undefined)) {
    throw refusals.templateParameters(template.buttons.length, payloads.size);
  }
  const choices = template.buttons.map((title, i) => ({ id: payloads.get(i) ?? title, title }));
  return { widget: 'template', text: filled, choices, template: `${name} ${language.code}` };
}

function length(text: string, max: number, what: string): void {
  if (text.trim() === '' || text.length > max) {
    throw refusals.invalid(`${what} length invalid. Min length: 1, Max length: ${max}`);
  }
}

function unique(values: readonly string[], what: string): void {
  if (new Set(values).size !== values.length) throw refusals.invalid(what);
}
