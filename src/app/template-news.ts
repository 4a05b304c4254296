import type { Log } from '../model/channel-context.ts';
import type { Bus } from '../store/bus.ts';
import type { Db } from '../store/schema.ts';
import { type FaultyFile, noteTemplateFaults, type TemplateFaultRow } from '../store/template-faults.ts';
import { describeFault, type FileStatus, type TemplateSource } from '../templates/index.ts';
import { keepContents } from './template-history.ts';
import { TOPICS } from './topics.ts';

/** A file of the templates got its first fault, or has none any more. Told once over all processes. */
export interface TemplateFaultNews extends Omit<TemplateFaultRow, 'faults'> {
  type: 'faulty' | 'mended';
  faults: TemplateFaultRow['faults'];
  at: Date;
}

/** Those who want to know of faulty templates: the Slack desk tells the admins. */
export interface TemplateNews {
  /** Returns the way to stop. A listener that throws harms nobody else. */
  onTemplateFault(told: (news: TemplateFaultNews) => void): () => void;
  tell(news: TemplateFaultNews): void;
}

export function templateNews(log: Log): TemplateNews {
  const listeners = new Set<(news: TemplateFaultNews) => void>();
  return {
    onTemplateFault(told) {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    tell(news) {
      for (const told of listeners) {
        try {
          told(news);
        } catch (error) {
          log.error({ file: news.file, reason: String(error) }, 'news of a template could not be told');
        }
      }
    },
  };
}

/**
 * Keeps every version of every file that comes into force, and notes which files have faults, from now on and as long
 * as the process lives. A database that is away costs nothing but the moment: what is in force then is kept with the
 * next change or start.
 */
export function keepTemplateHistory(known: {
  db: Db;
  log: Log;
  now(): Date;
  templates: TemplateSource;
  bus?: Pick<Bus, 'publish'>;
  tell?: TemplateNews['tell'];
}): { settled(): Promise<void>; stop(): Promise<void> } {
  const { db, log, templates } = known;
  let keeping: Promise<void> = Promise.resolve();
  const keep = (): void => {
    keeping = keeping.then(async () => {
      await keepContents(db, templates, known.now());
      const { begun, mended } = await noteTemplateFaults(db, faultyFiles(templates.status()), known.now());
      for (const row of begun) known.tell?.({ type: 'faulty', ...row, at: known.now() });
      for (const row of mended) known.tell?.({ type: 'mended', ...row, at: known.now() });
      known.bus?.publish(TOPICS.templates);
    });
    keeping = keeping.catch((error: unknown) => {
      log.warn({ reason: String(error) }, 'the history of templates could not be written');
    });
  };
  const unsubscribe = templates.onChange(keep);
  keep();
  return {
    settled: () => keeping,
    async stop() {
      unsubscribe();
      await keeping;
    },
  };
}

const faultyFiles = (files: readonly FileStatus[]): FaultyFile[] =>
  files.flatMap(({ file, name, faults }) =>
    faults.length === 0
      ? []
      : [
          {
            file,
            name,
            faults: faults.map((fault) => {
              const { line, column, path } = fault;
              return { line, column, path, message: describeFault(fault) };
            }),
          },
        ],
  );
