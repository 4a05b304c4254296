import type { InputBlock, ModalView } from '@slack/types';
import type { DeskWords } from './words.ts';

/** Callback ids of the modals; which case is in `private_metadata`. */
export const MODALS = {
  reply: 'desk_reply_modal',
  resolve: 'desk_resolve_modal',
  notOurs: 'desk_not_ours_modal',
} as const;

/** Block ids of what is filled in; the elements have the action id "in". */
export const FIELDS = { text: 'text', cause: 'cause', note: 'note', recheck: 'recheck' } as const;
const IN = 'in';
const LONGEST = 3_000;

const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: true });

const modal = (
  callback_id: string,
  caseId: number,
  { title, send, cancel, blocks }: { title: string; send: string; cancel: string; blocks: InputBlock[] },
): ModalView => ({
  type: 'modal',
  callback_id,
  private_metadata: String(caseId),
  title: plain(title),
  submit: plain(send),
  close: plain(cancel),
  blocks,
});

const words = (
  block_id: string,
  label: string,
  more: { hint?: string; optional?: boolean } = {},
): InputBlock => ({
  type: 'input',
  block_id,
  label: plain(label),
  optional: more.optional ?? false,
  ...(more.hint !== undefined && { hint: plain(more.hint) }),
  element: { type: 'plain_text_input', action_id: IN, multiline: true, max_length: LONGEST },
});

export const replyModal = ({ replyModal: say }: DeskWords, caseId: number): ModalView =>
  modal(MODALS.reply, caseId, { ...say, blocks: [words(FIELDS.text, say.label, { hint: say.hint })] });

export function resolveModal(
  { resolveModal: say, replyModal }: DeskWords,
  causes: DeskWords['causes'],
  caseId: number,
): ModalView {
  const options = causes.map(({ value, label }) => ({ text: plain(label), value }));
  const ask = { text: plain(say.recheckYes), value: 'yes' };
  const cause: InputBlock = {
    type: 'input',
    block_id: FIELDS.cause,
    label: plain(say.cause),
    element: { type: 'static_select', action_id: IN, options },
  };
  const recheck: InputBlock = {
    type: 'input',
    block_id: FIELDS.recheck,
    label: plain(say.recheck),
    optional: true,
    element: { type: 'checkboxes', action_id: IN, options: [ask], initial_options: [ask] },
  };
  const blocks = [cause, words(FIELDS.note, say.note, { optional: true }), recheck];
  return modal(MODALS.resolve, caseId, {
    title: say.title,
    send: say.send,
    cancel: replyModal.cancel,
    blocks,
  });
}

export const notOursModal = ({ notOursModal: say, replyModal }: DeskWords, caseId: number): ModalView =>
  modal(MODALS.notOurs, caseId, {
    title: say.title,
    send: say.send,
    cancel: replyModal.cancel,
    blocks: [words(FIELDS.note, say.reason)],
  });

/** What somebody filled in, by block. */
export interface Filled {
  [block: string]: Record<
    string,
    {
      value?: string | null;
      selected_option?: { value: string } | null;
      selected_options?: readonly { value: string }[];
    }
  >;
}

export const textIn = (filled: Filled, block: string): string => filled[block]?.[IN]?.value?.trim() ?? '';
export const optionIn = (filled: Filled, block: string): string | null =>
  filled[block]?.[IN]?.selected_option?.value ?? null;
export const isTicked = (filled: Filled, block: string): boolean =>
  (filled[block]?.[IN]?.selected_options ?? []).length > 0;
