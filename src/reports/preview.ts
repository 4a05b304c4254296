import type { Language } from '../model/language.ts';
import type { PreviewBlock } from '../model/preview.ts';

/** One message of a survey as one channel draws it. */
export interface PreviewScreen {
  /** Which message it is: "score · scale", "thanks". */
  title: string;
  blocks: readonly PreviewBlock[];
}

/** The survey in one channel; null where the channel cannot say how it draws. */
export interface ChannelPreview {
  channel: string;
  screens: readonly PreviewScreen[] | null;
}

/** A whole survey in one language, channel by channel. */
export interface TemplatePreview {
  template: string;
  language: Language;
  /** Which of several wordings; null where there is one. */
  variant: string | null;
  channels: readonly ChannelPreview[];
}

export { previewPage } from './preview-page.ts';
export { drawPreview } from './preview-terminal.ts';
