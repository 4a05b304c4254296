import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseGenericHook } from '../../src/intake/generic.ts';
import type { Afterword } from '../../src/lifecycle.ts';
import { ConversationClosed } from '../../src/model/conversation.ts';
import { explain } from '../../src/planning/index.ts';
import { DIMENSIONS } from '../../src/store/figures.ts';
import { facts, version } from '../planning/some-facts.ts';
import { client, openWorld, startIn, type World } from '../support/running.ts';
import { blocksOf, read } from './documents.ts';
import { channelRoutes, registeredRoutes } from './routes.ts';

const text = read('docs/api.md');
const examples = blocksOf(text)
  .filter(({ language }) => language === 'json')
  .map((block) => JSON.parse(block.text));
const example = (key: string) => examples.find((value) => key in value);
const hooks = examples.filter((value) => 'event' in value);

/** First cells of table rows, taken apart into their words of code: `` `a`, `b` `` → a and b. */
const cells = [...text.matchAll(/^\| ((?:`[^|]*(?:\\\|[^|]*)*`(?:, )?)+) +\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.replaceAll('\\|', '|')),
);

describe('docs/api.md', () => {
  it('lists the routes that there are, and no others', () => {
    const listed = cells.filter((cell) => /^[A-Z|]+ \//.test(cell));
    const own = listed.filter((route) => /\/channels\/[a-z]/.test(route));
    expect(listed.filter((route) => !own.includes(route)).sort()).toEqual(registeredRoutes().sort());
    const isSpokenOf = (route: string) =>
      !route.startsWith('OPTIONS') && !/\.(css|js)$/.test(route.replace('/widget.js', ''));
    expect(own.sort()).toEqual(channelRoutes().filter(isSpokenOf).sort());
  });

  it('shows hooks that are taken', () => {
    expect(hooks.map(({ event }) => event)).toEqual(['conversation.closed', 'conversation.reopened']);
    for (const hook of hooks) expect(parseGenericHook(hook, new Date('2026-11-22T10:00:00Z'))).toBeTruthy();
    expect(JSON.parse(/\{"event".*?\}'?(?=` is answered)/.exec(text)?.[0] ?? '')).toBeTruthy();
  });

  it('explains each field, each rule of refusal and each dimension', () => {
    const fields = Object.keys(ConversationClosed.shape);
    expect([...new Set(cells.filter((cell) => fields.includes(cell)))].sort()).toEqual(fields.sort());
    const rules = explain(facts(), [version('any')]).map(({ rule }) => rule);
    expect(cells).toEqual(expect.arrayContaining(rules.slice(rules.indexOf('spam'))));
    for (const dimension of DIMENSIONS) expect(text).toContain(`\`${dimension}\``);
  });
});

describe('the answers that docs/api.md shows', () => {
  let world: World;
  let running: Afterword;
  beforeAll(async () => {
    world = await openWorld('postgresql', '1h');
    running = await startIn(world);
  });
  afterAll(async () => {
    await running?.stop();
    await world?.dispose();
  });

  it('have the form of the true ones', async () => {
    const api = client(running.url ?? '');
    const [closed, reopened] = hooks;
    const told = await api.post('/hooks/generic', closed);
    expect(Object.keys(told.body)).toEqual(Object.keys(example('decision')));
    const again = await api.post('/hooks/generic', reopened);
    expect({ ...again.body, conversation: '', invitation: '' }).toEqual({
      ...example('cancelled'),
      conversation: '',
      invitation: '',
    });
    const faulty = JSON.parse(/\{"event".*?\}(?=` is answered)/.exec(text)?.[0] ?? '');
    expect((await api.post('/hooks/generic', faulty)).body).toEqual(example('error'));
    const { body: figures } = await api.get('/v1/metrics/csat');
    expect(Object.keys(figures)).toEqual(Object.keys(example('metric')));
    expect(Object.keys(figures.funnel)).toEqual(Object.keys(example('metric').funnel));
    const { body: ready } = await api.get('/ready');
    expect(Object.keys(ready.waiting_for)).toEqual(Object.keys(example('ready').waiting_for));
  });
});
