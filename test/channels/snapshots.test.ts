import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { compose, composeAnswered } from '../../src/app/compose.ts';
import type { Capabilities, ChannelModule } from '../../src/model/channel.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import type { Template } from '../../src/model/template.ts';
import { worded } from '../../src/model/worded.ts';
import { drawPreview } from '../../src/reports/preview.ts';
import { checkTemplate } from '../../src/templates/index.ts';
import { testContext } from '../contract/context.ts';

const library = path.join(import.meta.dirname, '../../templates/library');
const LANGUAGES = ['tr', 'en', 'ar'];
const { words } = testContext();

async function template(file: string): Promise<Template> {
  const checked = checkTemplate(file, await readFile(path.join(library, file), 'utf8'));
  if (checked.template === null) throw new Error(`${file} is faulty`);
  return checked.template.template;
}

const METRICS = await Promise.all(
  ['support-csat.yaml', 'support-ces.yaml', 'transactional-nps.yaml'].map(template),
);

/** The first question of a survey, as it is asked and as it stands once it is answered with the best. */
function screensOf(module: ChannelModule, survey: Template, language: string) {
  const c = {
    template: worded(survey, { channel: module.name, variant: null }),
    ...{ words: words(language), language, editable: module.capabilities.edit, variables: {} },
    sign: (question: number, choice: number) => `${question}.${choice}`.padEnd(64, '~'),
  };
  const [question] = c.template.questions;
  if (question?.type !== 'scale') throw new Error(`${survey.id} does not begin with a scale`);
  const say = { purpose: 'question', question: question.id } as const;
  const asked: [string, OutgoingMessage] = ['asked', compose(say, c)];
  const answered = composeAnswered(question, { score: question.scale.max }, c);
  return module.capabilities.edit ? [asked, ['answered', answered] as [string, OutgoingMessage]] : [asked];
}

const draw = (module: ChannelModule, message: OutgoingMessage): PreviewBlock[] => {
  if (module.preview === undefined) throw new Error(`channels/${module.name} has no preview`);
  return module.preview(message);
};

/** All of the survey in all of the languages, for a person to read. */
function drawn(module: ChannelModule): string {
  const surveys = METRICS.flatMap((survey) =>
    LANGUAGES.map((language) => {
      const screens = screensOf(module, survey, language).map(([title, message]) => ({
        title,
        blocks: draw(module, message),
      }));
      const channels = [{ channel: module.name, screens }];
      return drawPreview({ template: survey.metric, language, variant: null, channels });
    }),
  );
  return surveys.join('\n');
}

/** What is over the platform's limits, in words. */
function faultsIn(block: PreviewBlock, can: Capabilities): string[] {
  const tooLong = (what: string, text: string, most: number) =>
    text.length > most ? [`${what} of ${text.length}, at most ${most}: ${text}`] : [];
  const tooMany = (what: string, count: number, most: number) =>
    count > most ? [`${count} ${what}, at most ${most}`] : [];
  switch (block.type) {
    case 'text':
      return tooLong('text', block.text, can.maxText);
    case 'buttons': {
      const labels = block.rows.flat().filter((label) => label !== '');
      return [
        ...tooMany('buttons', labels.length, can.maxButtons),
        ...labels.flatMap((label) => tooLong('label', label, can.maxButtonLabel)),
      ];
    }
    case 'list':
      return [
        ...tooMany('rows', block.rows.length, can.maxListRows),
        ...block.rows.flatMap(({ title }) => tooLong('row', title, can.maxListLabel)),
      ];
    case 'poll':
      return tooMany('options', block.options.length, can.maxPollOptions);
    case 'chosen':
    case 'footnote':
      return [];
  }
}

describe.each(channelModules.map((module) => [module.name, module] as const))('on %s', (name, module) => {
  it('CSAT, CES and NPS look in Turkish, English and Arabic as their snapshot shows', async () => {
    await expect(drawn(module)).toMatchFileSnapshot(`../snapshots/${name}.txt`);
  });

  it('none of them is over a limit of the platform', () => {
    const faults = METRICS.flatMap((survey) =>
      LANGUAGES.flatMap((language) =>
        screensOf(module, survey, language).flatMap(([, message]) =>
          draw(module, message).flatMap((block) => faultsIn(block, module.capabilities)),
        ),
      ),
    );
    expect(faults).toEqual([]);
  });
});
