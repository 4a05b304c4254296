import { z } from 'zod';
import type { Graph } from './graph.ts';
import type { WhatsappCloudSettings } from './settings.ts';

const Button = z.object({ type: z.string(), text: z.string().optional() });

const Component = z.object({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z.array(Button).optional(),
});

/** A message template as the account has it now; category and approval are Meta's and change. */
export const AccountTemplate = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  parameter_format: z.string().optional(),
  components: z.array(Component).default([]),
});
export type AccountTemplate = z.infer<typeof AccountTemplate>;

const Page = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({ next: z.string().optional(), cursors: z.object({ after: z.string() }).optional() })
    .optional(),
});

/** What the account says of itself, asked rarely: templates are kept for a while and read again when a webhook says so. */
export interface Account {
  /** Every language of the template with exactly this name. @throws GraphRefusal, GraphSilence */
  templates(name: string): Promise<AccountTemplate[]>;
  /** All whose name begins so. @throws GraphRefusal, GraphSilence */
  templatesLike(prefix: string): Promise<AccountTemplate[]>;
  /** Id of the WhatsApp Business account. @throws GraphRefusal, GraphSilence */
  id(): Promise<string>;
  forget(): void;
}

const KEPT_MS = 10 * 60_000;
const FIELDS = 'name,language,status,category,parameter_format,components';
const MOST_PAGES = 20;

export function openAccount(graph: Graph, settings: WhatsappCloudSettings, now: () => Date): Account {
  const kept = new Map<string, { until: number; templates: Promise<AccountTemplate[]> }>();
  let ownId: Promise<string> | null = null;

  const id = (): Promise<string> => {
    const told = settings.WHATSAPP_BUSINESS_ACCOUNT_ID;
    if (told !== undefined) return Promise.resolve(told);
    ownId ??= accountOf(graph, settings.WHATSAPP_PHONE_NUMBER_ID).catch((error: unknown) => {
      ownId = null;
      throw error;
    });
    return ownId;
  };

  const read = async (name: string) => readTemplates(graph, await id(), name);

  return {
    id,
    async templates(name) {
      const known = kept.get(name);
      if (known !== undefined && known.until > now().getTime()) return known.templates;
      const templates = read(name).then((all) => all.filter((one) => one.name === name));
      kept.set(name, { until: now().getTime() + KEPT_MS, templates });
      templates.catch(() => kept.delete(name));
      return templates;
    },
    templatesLike: async (prefix) => (await read(prefix)).filter(({ name }) => name.startsWith(prefix)),
    forget: () => kept.clear(),
  };
}

async function readTemplates(graph: Graph, account: string, name: string): Promise<AccountTemplate[]> {
  const found: AccountTemplate[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = { fields: FIELDS, limit: '100', name, ...(after !== undefined && { after }) };
    const answer = Page.parse(await graph.get(`${account}/message_templates`, asked));
    found.push(...answer.data.flatMap((one) => AccountTemplate.safeParse(one).data ?? []));
    after = answer.paging?.next === undefined ? undefined : answer.paging.cursors?.after;
    if (after === undefined) break;
  }
  return found;
}

const Number_ = z.object({
  health_status: z.object({
    entities: z.array(z.object({ entity_type: z.string(), id: z.coerce.string() })),
  }),
});

/** The number's health names all that it hangs on, the account among them. */
async function accountOf(graph: Graph, phoneNumberId: string): Promise<string> {
  const health = Number_.parse(await graph.get(phoneNumberId, { fields: 'health_status' }));
  const account = health.health_status.entities.find(({ entity_type }) => entity_type === 'WABA');
  if (account === undefined) throw new Error('the number names no WhatsApp Business account');
  return account.id;
}
