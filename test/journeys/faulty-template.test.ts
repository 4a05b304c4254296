import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import type { TemplateFaultNews } from '../../src/app/template-news.ts';
import { type Finding, inspect } from '../../src/cli/inspect.ts';
import { readSettings } from '../../src/config.ts';
import type { Afterword } from '../../src/lifecycle.ts';
import { client, openWorld, startIn, until, type World } from '../support/running.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function world(): Promise<World> {
  const opened = await openWorld('postgresql', '1h');
  open.push(() => opened.dispose());
  return opened;
}

async function start(of: World): Promise<Afterword> {
  const running = await startIn(of);
  open.push(() => running.stop());
  return running;
}

interface FileOfApi {
  file: string;
  state: string;
  template: string | null;
  version: { number: number } | null;
  faulty_since: string | null;
  faults: { line: number; message: string }[];
}

const fileOf = async ({ url }: Afterword, name: string): Promise<FileOfApi | undefined> => {
  const { body } = await client(url ?? '').get('/v1/templates');
  return body.files.find(({ file }: FileOfApi) => file === name);
};

/** What the API says of a file, once it says this state. */
const inState = (running: Afterword, name: string, state: string) =>
  until(
    () => fileOf(running, name),
    (one) => one?.state === state,
  );

async function doctorOf({ env }: World): Promise<string> {
  const settings = readSettings(env, channelModules);
  const findings: Finding[] = await Array.fromAsync(inspect(settings, channelModules, env));
  return findings.map(({ mark, what, detail }) => `${mark} ${what} ${detail}`).join('\n');
}

/** A word is misspelt in this file, and mended by the way back. */
async function breakFile(file: string, written: string, misspelt: string): Promise<() => Promise<void>> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(written, misspelt));
  return () => writeFile(file, text);
}

describe('a template that an edit made faulty', () => {
  it('is told of once, shows where admins look, and is forgotten when it is mended', async () => {
    const of = await world();
    const [one, other] = [await start(of), await start(of)];
    const news: TemplateFaultNews[] = [];
    for (const { app } of [one, other]) app.onTemplateFault((told) => news.push(told));
    await inState(one, 'csat.yaml', 'in_force');

    const mend = await breakFile(join(of.templates, 'csat.yaml'), 'metric: csat', 'metrik: csat');
    for (const running of [one, other]) await inState(running, 'csat.yaml', 'last_good');
    const told = await until(
      async () => news,
      (all) => all.length > 0,
    );
    expect(told[0]).toMatchObject({ type: 'faulty', file: 'csat.yaml', name: 'csat-after-support' });
    expect(told[0]?.faults[0]).toMatchObject({
      path: 'metrik',
      message: expect.stringContaining('"metric"'),
    });
    const shown = await until(
      () => fileOf(one, 'csat.yaml'),
      (file) => file?.faulty_since !== null,
    );
    expect(shown).toMatchObject({ template: 'csat-after-support', version: { number: 1 } });
    expect(await doctorOf(of)).toMatch(
      /bad template file csat\.yaml:\d+ .*"metric".*; faulty since 20\S+Z, its last good version serves: csat-after-support version 1 of 20/,
    );

    await mend();
    for (const running of [one, other]) await inState(running, 'csat.yaml', 'in_force');
    await until(
      async () => news,
      (all) => all.some(({ type }) => type === 'mended'),
    );
    expect(news.map(({ type }) => type)).toEqual(['faulty', 'mended']);
    expect(await doctorOf(of)).not.toContain('faulty');
  });

  it('is served in its last good version after a restart, with its words and defaults', async () => {
    const of = await world();
    const file = (name: string) => join(of.templates, name);
    const first = await startIn(of);
    const asked = (running: Afterword) => {
      const found = running.app.templates.all().find(({ template }) => template.id === 'csat-after-support');
      return { version: found?.version, delay: found?.template.ask.delay };
    };
    const before = { ...asked(first), skip: first.app.templates.words('tr').skip };
    await inState(first, 'words/tr.yaml', 'in_force');
    await until(
      () => fileOf(first, 'csat.yaml'),
      (one) => one?.version?.number === 1,
    );
    await first.stop();

    const mend = [
      await breakFile(file('csat.yaml'), 'metric: csat', 'metrik: csat'),
      await breakFile(file('defaults.yaml'), 'ask:', 'aks:'),
      await breakFile(file('words/tr.yaml'), 'skip:', 'skipp:'),
    ];
    const again = await start(of);
    expect({ ...asked(again), skip: again.app.templates.words('tr').skip }).toEqual(before);
    const { body } = await client(again.url ?? '').get('/v1/templates');
    const states = body.files.map((one: FileOfApi) => [one.file, one.state, one.version?.number]);
    expect(states).toContainEqual(['csat.yaml', 'last_good', 1]);
    expect(states).toContainEqual(['defaults.yaml', 'last_good', 1]);
    expect(states).toContainEqual(['words/tr.yaml', 'last_good', 1]);
    expect(states).toContainEqual(['nps.yaml', 'in_force', 1]);
    const api = client(again.url ?? '');
    expect((await api.close('c-1')).body.decision).toMatchObject({ ask: true });

    for (const back of mend) await back();
    await inState(again, 'csat.yaml', 'in_force');
  });

  it('serves even where every file is faulty; a file that was deleted meanwhile does not come back', async () => {
    const of = await world();
    const first = await startIn(of);
    await inState(first, 'csat.yaml', 'in_force');
    await until(
      () => fileOf(first, 'nps.yaml'),
      (one) => one?.version?.number === 1,
    );
    await first.stop();
    for (const name of ['csat.yaml', 'ces.yaml']) await writeFile(join(of.templates, name), 'id: [');
    await rm(join(of.templates, 'nps.yaml'));
    const again = await start(of);
    expect(again.app.templates.all().map(({ template }) => template.id)).toEqual([
      'ces-after-support',
      'csat-after-support',
    ]);
  });

  it('does not begin at all where nothing was ever in force', async () => {
    const of = await world();
    for (const name of ['csat.yaml', 'ces.yaml', 'nps.yaml'])
      await writeFile(join(of.templates, name), 'id: [');
    await expect(startIn(of)).rejects.toMatchObject({ code: 'AW_TEMPLATE' });
  });
});
