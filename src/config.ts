import { z } from 'zod';
import { intakeSources } from './intake/registry.ts';
import type { ChannelModule } from './model/channel.ts';
import { AfterwordError, type Fault } from './model/errors.ts';
import { areWebhookSecrets } from './secrets.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const secret = z.string().min(16, 'expected at least 16 characters');

/** The settings of the core; the channels add their own. An empty value counts as not set. */
export const CoreSettings = z.object({
  PORT: port.default(3000).describe('Port of the HTTP server.'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on. 127.0.0.1 is this machine only; 0.0.0.0 is every network.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Where the outside reaches this server (https://survey.example.com). Webhooks need it.'),
  API_TOKEN: secret
    .optional()
    .describe(
      'Bearer token of hooks and API, at least 16 characters. Without it one is made and kept in DATA_DIR/api-token.',
    ),
  SIGNING_SECRET: secret
    .optional()
    .describe(
      'Signs buttons and links, at least 16 characters. Without it one is made and kept in DATA_DIR/signing-secret. Processes that share a database share this one too.',
    ),
  DATA_DIR: z
    .string()
    .default('data')
    .describe('Where afterword keeps what it makes itself: its database and secrets.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      'PostgreSQL server (postgres://user:password@host:5432/name). Without it one of its own runs under DATA_DIR.',
    ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis or Valkey for the queue (redis://host:6379). Without it the queue runs on PostgreSQL.'),
  TEMPLATES_DIR: z
    .string()
    .default('templates')
    .describe('Folder of the survey templates (YAML). Without it the ones that come with afterword.'),
  WEBHOOK_SECRET: z
    .string()
    .refine(areWebhookSecrets, 'expected "whsec_" and 24 to 64 bytes in base64')
    .optional()
    .describe(
      'Signs webhooks (Standard Webhooks: whsec_ and base64). Without it one is made and kept in DATA_DIR/webhook-secret. To change it set the new one and the old one, separated by a comma: both sign until the old one is taken away.',
    ),
  SCORE_WEBHOOKS: z
    .string()
    .transform((text) => [...new Set(text.split(/[\s,]+/).filter((url) => url !== ''))])
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .optional()
    .describe(
      'Addresses that are told of every score as it is given (Standard Webhooks, signed with WEBHOOK_SECRET), separated by commas. They may lie in an inner network; WEBHOOK_HOSTS is not asked.',
    ),
  WEBHOOK_HOSTS: z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((host) => host !== ''),
    )
    .pipe(z.array(z.string().regex(/^[^/?#@]+$/, 'expected hosts, without "https://" and path')))
    .optional()
    .describe(
      'The only hosts that webhooks of templates may reach (hooks.example.com, *.example.com, 127.0.0.1:8080). Without it every host of the public internet and none of an inner network.',
    ),
  HOOK_MAX_AGE: z.coerce
    .number()
    .int()
    .min(10)
    .max(86_400)
    .default(300)
    .describe('Signed hooks of helpdesks that are older than this are refused, in seconds.'),
  DESK_FILE: z
    .string()
    .optional()
    .describe(
      "The file (YAML) that says which agents are told what, and where. With it and Slack the agents' desk is on.",
    ),
  HOOKS_DIR: z
    .string()
    .default('hooks')
    .describe(
      'Folder of mappings (YAML) for helpdesks that afterword does not know: docs/helpdesks/mapping.md.',
    ),
  HOOKS_SECRET: secret
    .optional()
    .describe(
      'The secret by which hooks of helpdesks with a mapping in HOOKS_DIR are known, at least 16 characters.',
    ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('How much is logged: debug, info, warn, error or silent.'),
});
export type CoreSettings = z.infer<typeof CoreSettings>;

/** Settings of the core and of every channel that is on, by the channel's name. */
export interface Settings extends CoreSettings {
  channels: Map<string, object>;
  /** Of every helpdesk whose hooks are taken, by its name. */
  hooks: Map<string, object>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const present = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));

const faultsOf = (issues: readonly z.core.$ZodIssue[]): Fault[] =>
  issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));

/**
 * Reads settings from an environment. Values are never repeated in a message: they may be secrets.
 * @throws AfterwordError AW_SETTINGS with every fault
 */
export function readSettings(env: Environment, modules: readonly ChannelModule[]): Settings {
  const values = present(env);
  const core = CoreSettings.safeParse(values);
  const faults: Fault[] = core.success ? [] : faultsOf(core.error.issues);
  const channels = new Map<string, object>();
  for (const module of modules) {
    if (!isOn(module, values)) continue;
    const parsed = module.settings.safeParse(values);
    if (parsed.success) channels.set(module.name, parsed.data);
    else faults.push(...faultsOf(parsed.error.issues));
  }
  const hooks = new Map<string, object>();
  for (const { name, requires, settings } of intakeSources) {
    if (!requires.some((wanted) => values[wanted] !== undefined)) continue;
    const parsed = settings.safeParse(values);
    if (parsed.success) hooks.set(name, parsed.data);
    else faults.push(...faultsOf(parsed.error.issues));
  }
  if (!core.success || faults.length > 0) {
    const names = [...new Set(faults.map((fault) => fault.path))].join(', ');
    throw new AfterwordError('AW_SETTINGS', `Settings with faults: ${names}.`, { faults });
  }
  return { ...core.data, channels, hooks };
}

const isOn = ({ requires, requiresOneOf }: ChannelModule, values: Environment): boolean => {
  const areSet = (names: readonly string[]) => names.every((name) => values[name] !== undefined);
  return areSet(requires) && (requiresOneOf?.some(areSet) ?? true);
};

/** When a channel is on, in words: "when A and B are set". */
const onWhen = ({ requires, requiresOneOf = [] }: ChannelModule): string => {
  const groups = requires.length > 0 ? [requires, ...requiresOneOf] : requiresOneOf;
  if (groups.length === 0) return 'always on';
  return `on when ${groups.map((names) => names.join(' and ')).join(', or ')} is set`;
};

/** `.env.example`: every setting with its meaning and default. Generated, so that it cannot lag behind. */
export function environmentExample(modules: readonly ChannelModule[]): string {
  const channels = modules
    .filter((module) => Object.keys(module.settings.shape).length > 0)
    .map((module) => section(`Channel ${module.name}: ${onWhen(module)}`, module.settings));
  const listed = new Set(modules.flatMap((module) => Object.keys(module.settings.shape)));
  const helpdesks = intakeSources.map(({ title, requires, settings }) =>
    section(`Hooks of ${title}: taken when ${requires.join(' or ')} is set`, settings, listed),
  );
  return [HEAD, section('afterword', CoreSettings), ...channels, ...helpdesks].join('\n');
}

const HEAD = `# Settings of afterword. Copy this file to .env and take away the "#" before the names that you set. What stands
# after "=" is the default. The process's environment goes before the file; an empty value counts as not set.
# Written by "npm run generate": edit the schemas in src/config.ts, src/intake/*.ts and
# channels/*/settings.ts instead.
`;

/** @param listed names that stand under another title already */
function section(title: string, schema: z.ZodObject, listed: ReadonlySet<string> = new Set()): string {
  const own = Object.entries(schema.shape).filter(([name]) => !listed.has(name));
  const entries = own.map(([name, field]) => {
    const type = field as z.ZodType;
    // As it is written: what it is read as may be no text any more.
    const { default: usual } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
    const value = usual === undefined ? '' : String(usual);
    return `${comment(type.description ?? '')}#${name}=${value}\n`;
  });
  return `\n# ── ${title} ──\n\n${entries.join('\n')}`;
}

/** Words in lines of a readable width, each behind a "#". */
const comment = (text: string): string => text.replace(/(\S.{0,106})(?:\s|$)/g, '# $1\n');
