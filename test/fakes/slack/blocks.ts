import { z } from 'zod';
import { invalid, refuse } from './refusals.ts';

/** Block Kit as Slack checks it: unknown properties, lengths and counts are refused. */

const text = (max: number) => z.string().min(1).max(max);
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: z.boolean().optional() });
const any = (max: number) => z.union([plain(max), mrkdwn(max)]);
const id = z.string().min(1).max(255);
const option = z.strictObject({ text: any(75), value: z.string().max(150), description: any(75).optional() });
const confirm = z.strictObject({
  title: plain(100),
  text: any(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const select = z
  .strictObject({
    type: z.literal('static_select'),
    action_id: id.optional(),
    placeholder: plain(150).optional(),
    options: z.array(option).min(1).max(100),
    initial_option: option.optional(),
    confirm: confirm.optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(
    ({ options, initial_option: initial }) =>
      initial === undefined || options.some(({ value }) => value === initial.value),
    'initial_option must be one of the options',
  );
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  action_id: id.optional(),
  placeholder: plain(150).optional(),
  initial_user: z.string().optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});
const choices = (type: 'radio_buttons' | 'checkboxes') =>
  z.strictObject({
    type: z.literal(type),
    action_id: id.optional(),
    options: z.array(option).min(1).max(10),
    initial_option: option.optional(),
    initial_options: z.array(option).optional(),
  });
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id.optional(),
  placeholder: plain(150).optional(),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  focus_on_load: z.boolean().optional(),
});
const picture = {
  alt_text: text(2000),
  image_url: text(3000).optional(),
  slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
};
const image = z.strictObject({ type: z.literal('image'), ...picture });
const interactive = z.union([
  button,
  select,
  usersSelect,
  overflow,
  choices('radio_buttons'),
  choices('checkboxes'),
]);

const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial();
const inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: text(3000), style: style.optional() }),
  z.strictObject({
    type: z.literal('link'),
    url: text(3000),
    text: z.string().optional(),
    style: style.optional(),
  }),
  z.strictObject({ type: z.literal('emoji'), name: text(100), unicode: z.string().optional() }),
  z.strictObject({ type: z.literal('user'), user_id: text(30), style: style.optional() }),
  z.strictObject({ type: z.literal('channel'), channel_id: text(30) }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: text(200),
    fallback: z.string().optional(),
  }),
]);
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline) });
const richText = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({
    type: z.literal('rich_text_quote'),
    elements: z.array(inline),
    border: z.int().optional(),
  }),
  z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(inline) }),
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection),
    indent: z.int().optional(),
  }),
]);

const block_id = id.optional();
const Block = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('section'),
      block_id,
      text: any(3000).optional(),
      fields: z.array(any(2000)).min(1).max(10).optional(),
      accessory: z.union([interactive, image]).optional(),
      expand: z.boolean().optional(),
    })
    .refine((section) => section.text !== undefined || section.fields !== undefined, 'no text and no fields'),
  z.strictObject({ type: z.literal('header'), block_id, text: plain(150) }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z
      .array(z.union([any(2000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id, elements: z.array(interactive).min(1).max(25) }),
  z.strictObject({
    type: z.literal('image'),
    block_id,
    title: plain(2000).optional(),
    ...picture,
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id,
    label: plain(2000),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: z.union([textInput, select, usersSelect, choices('radio_buttons'), choices('checkboxes')]),
  }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({ type: z.literal('rich_text'), block_id, elements: z.array(richText) }),
]);
export type Block = z.infer<typeof Block>;

const View = z.strictObject({
  type: z.enum(['modal', 'home']),
  title: plain(24).optional(),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z.array(z.unknown()).max(100),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
});
export type View = Omit<z.infer<typeof View>, 'blocks'> & { blocks: Block[] };

/** The ceiling that Slack puts on the blocks of a message as a whole; undocumented, seen near this. */
const TOTAL = 13_200;

/** The blocks of a message, or Slack's refusal of them. */
export function checkMessageBlocks(given: unknown): Block[] {
  const blocks = checkBlocks(given, 50);
  if (blocks.some(({ type }) => type === 'input')) {
    throw invalid('invalid_blocks', ['unsupported type: input [json-pointer:/blocks]']);
  }
  if (JSON.stringify(blocks).length > TOTAL) throw refuse('msg_blocks_too_long');
  return blocks;
}

/** A modal or a Home tab, or Slack's refusal of it. */
export function checkView(given: unknown): View {
  const view = View.safeParse(given);
  if (!view.success) throw invalid('invalid_arguments', faultsOf(view.error, 'view'));
  const blocks = checkBlocks(view.data.blocks, 100, 'invalid_arguments');
  const { type, title, submit } = view.data;
  if (type === 'modal' && title === undefined) throw invalid('invalid_arguments', ['missing field: title']);
  if (type === 'modal' && submit === undefined && blocks.some((block) => block.type === 'input')) {
    throw invalid('invalid_arguments', ['missing field: submit (a modal with inputs needs one)']);
  }
  return { ...view.data, blocks };
}

function checkBlocks(
  given: unknown,
  most: number,
  error: 'invalid_blocks' | 'invalid_arguments' = 'invalid_blocks',
): Block[] {
  const parsed = z.array(Block).max(most).safeParse(given);
  if (!parsed.success) throw invalid(error, faultsOf(parsed.error, 'blocks'));
  const ids = parsed.data.flatMap((block) => block.block_id ?? []);
  if (new Set(ids).size < ids.length) throw invalid(error, ['`block_id` is duplicated']);
  for (const block of parsed.data) {
    const actions = interactiveOf(block).flatMap(({ action_id }) => action_id ?? []);
    if (new Set(actions).size < actions.length) throw invalid(error, ['`action_id` is duplicated']);
  }
  return parsed.data;
}

const faultsOf = (error: z.ZodError, root: string): string[] =>
  error.issues.map(
    (issue) => `${issue.message} [json-pointer:/${[root, ...issue.path.map(String)].join('/')}]`,
  );

/** Whatever of a block can be clicked. */
export function interactiveOf(block: Block): z.infer<typeof interactive>[] {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image') {
    return [block.accessory];
  }
  return [];
}
