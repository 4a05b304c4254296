import type { TemplateFaultNews } from '../app/template-news.ts';
import { bold, header, lines, smallPrint, text } from './blocks.ts';
import type { Desk } from './desk.ts';
import type { DeskWords } from './words.ts';
import type { PostContent } from './workspace.ts';

/**
 * Tells admins of a faulty template, and in the same thread that it is mended. Posted once and not again: the log, the
 * doctor and the API go on to say what is faulty while Slack is away.
 */
export function tellOfTemplates(desk: Desk): void {
  const { app, config } = desk;
  const place = config.admins ?? config.cases.to ?? config.fallback;
  if (place === undefined) return;
  let telling: Promise<void> = Promise.resolve();
  app.onTemplateFault((news) => {
    // One after another: the end of a fault belongs below its beginning.
    telling = telling
      .then(() => tell(desk, place, news))
      .catch((error: unknown) => {
        const { code } = desk.workspace.explain(error);
        app.log.warn({ file: news.file, place, code }, 'desk: the admins could not be told of a template');
      });
  });
}

async function tell({ workspace, words }: Desk, place: string, news: TemplateFaultNews): Promise<void> {
  const key = `template-${news.file}-${news.since.getTime()}`;
  if (news.type === 'faulty') {
    await workspace.post(place, key, faultyContent(news, words));
    return;
  }
  const begun = await workspace.find(place, key);
  const said = words.templates.mended(news.file);
  const content = { text: said, blocks: [lines([{ parts: [text(said)] }])] };
  const thread = typeof begun === 'string' ? undefined : begun.ts;
  await workspace.post(place, `${key}-mended`, content, thread);
}

function faultyContent({ file, name, faults }: TemplateFaultNews, { templates }: DeskWords): PostContent {
  const [first] = faults;
  const what = first === undefined ? '' : templates.place(first.line, first.message);
  const more = faults.length > 1 ? [text(` (${templates.more(faults.length - 1)})`)] : [];
  const serving = name === null ? templates.nothing : templates.lastGood(name);
  return {
    text: `${templates.faulty(file)}. ${what}`,
    blocks: [
      header(templates.faulty(file)),
      lines([{ parts: [bold(what), ...more] }, { parts: [text(serving)] }]),
      ...smallPrint([templates.next]),
    ],
  };
}
