import { z } from 'zod';
import type { ChannelCheck } from '../../src/model/channel.ts';
import type { Account, AccountTemplate } from './account.ts';
import { whatNext } from './errors.ts';
import { type Graph, GraphRefusal } from './graph.ts';
import type { WhatsappCloudSettings } from './settings.ts';

const Number_ = z.object({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
});

/** Asks Meta who we are, and which templates could carry a question outside the 24 hours. */
export async function checkWhatsapp(
  graph: Graph,
  account: Account,
  settings: WhatsappCloudSettings,
): Promise<ChannelCheck> {
  try {
    const fields = 'display_phone_number,verified_name,quality_rating';
    const number = Number_.parse(await graph.get(settings.WHATSAPP_PHONE_NUMBER_ID, { fields }));
    const { verified_name: name = 'no name', quality_rating: quality = 'unknown' } = number;
    const who = `${name} (${number.display_phone_number}), quality ${quality}`;
    return { ok: true, detail: `${who}; ${await templatesIn(account, settings)}` };
  } catch (error) {
    return { ok: false, detail: reasonOf(error), next: whatNext(error) };
  }
}

async function templatesIn(account: Account, settings: WhatsappCloudSettings): Promise<string> {
  try {
    const told = [...new Set(settings.WHATSAPP_TEMPLATES.values())].map((name) => account.templates(name));
    const found = (await Promise.all([...told, account.templatesLike('afterword_')])).flat();
    const lines = [...new Set(found.map(inWords))];
    if (lines.length > 0) return `templates: ${lines.join(', ')}`;
    return 'no template: outside the 24 hours after a customer’s last message nobody is asked';
  } catch (error) {
    return `the templates could not be read: ${reasonOf(error)}`;
  }
}

const inWords = ({ name, language, status, category }: AccountTemplate): string =>
  `${name} (${language}, ${status}, ${category})`;

const reasonOf = (error: unknown): string => {
  if (error instanceof GraphRefusal) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : 'unknown';
};
