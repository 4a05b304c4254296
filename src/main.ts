import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { channelModules, slackConnectionOf } from '../channels/index.ts';
import { readSettings, type Settings } from './config.ts';
import { type Afterword, type OpenOptions, openAfterword } from './lifecycle.ts';

/**
 * The composition root: the only file that reads the process's environment and knows which channels there are. All
 * else is told.
 */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The environment, with the `.env` file of the working directory behind it. */
export function environment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return process.env;
}

/** Settings from the environment; an override of "" unsets one. */
export function settingsFromEnvironment(overrides: Record<string, string> = {}): Settings {
  const env = { ...environment(), ...overrides };
  const settings = readSettings(env, channelModules);
  // The ready-made templates lie beside the program and not where it happens to be called from.
  return env.TEMPLATES_DIR
    ? settings
    : { ...settings, TEMPLATES_DIR: path.join(root, settings.TEMPLATES_DIR) };
}

/** Logs as JSON lines on standard error, so that standard output stays for what a command is asked for. */
export const createLog = (level: Settings['LOG_LEVEL']): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  );

/** Opens everything for this process; see `lifecycle.ts` for the order. */
export function start(
  settings: Settings,
  log: Logger,
  options: Omit<OpenOptions, 'settings' | 'log' | 'modules' | 'holder' | 'workspaceOf'>,
): Promise<Afterword> {
  return openAfterword({
    ...options,
    settings,
    log,
    modules: channelModules,
    workspaceOf: slackConnectionOf,
    holder: randomUUID(),
  });
}
