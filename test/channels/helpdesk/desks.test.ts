import { describe, expect, it } from 'vitest';
import { createHelpdesk } from '../../../channels/helpdesk/channel.ts';
import { asHtml, plainText } from '../../../channels/helpdesk/desks/html.ts';
import { preview } from '../../../channels/helpdesk/preview.ts';
import { render } from '../../../channels/helpdesk/render.ts';
import { HelpdeskSettings } from '../../../channels/helpdesk/settings.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { testContext } from '../../contract/context.ts';
import { type HelpdeskName, STARTS } from '../../contract/helpdesk.ts';
import { Inbox } from '../../contract/inbox.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

const choices = (labels: readonly string[]) => labels.map((label, i) => ({ token: `t${i}`, label }));
const question = (labels: readonly string[], layout: 'scale' | 'choice' = 'choice'): OutgoingMessage => ({
  kind: 'question',
  language: 'en',
  text: 'Why?',
  layout,
  typedHint: 'Answer with a number.',
  choices: choices(labels),
});

describe('a question in a thread', () => {
  it('is numbered text where there are no buttons, with what numbers mean', () => {
    expect(render(question(['Speed', 'Tone']), false)).toEqual({
      text: 'Why?\n\n1. Speed\n2. Tone\n\nAnswer with a number.',
      items: [],
    });
    const scale = { ...question(['1', '2'], 'scale'), choices: [{ token: 't', label: '1', meaning: 'Bad' }] };
    expect(render(scale as OutgoingMessage, false).text).toBe('Why?\n\n1 – Bad\n\nAnswer with a number.');
  });

  it('has items that can be told apart, however they begin', () => {
    const long = 'The waiting time was much too long for ';
    const { items, text } = render(question([`${long}me`, `${long}us`]), true);
    expect(new Set(items.map(({ title }) => title)).size).toBe(2);
    for (const { title } of items) expect(title.length).toBeLessThanOrEqual(24);
    expect(text).toContain(`${long}us`);
  });

  it('is previewed as it is sent', () => {
    expect(preview(question(['Speed', 'Tone']))).toEqual([
      { type: 'text', text: 'Why?' },
      { type: 'buttons', rows: [['Speed'], ['Tone']], place: 'within', overflow: 'wrap' },
    ]);
  });
});

describe('the HTML of Intercom', () => {
  it.each([
    ['<p>5</p>', '5'],
    ['<p>5 &lt;3&nbsp;</p><p>really<br/>good &amp; fast &#128077;</p>', '5 <3 \nreally\ngood & fast 👍'],
    ['<div class="x">beş &unknown; &#xD800;</div>', 'beş &unknown; &#xD800;'],
  ])('%s', (html, text) => {
    expect(plainText(html)).toBe(text);
  });

  it('gives back every text that was made into it', () => {
    for (const text of ['a & b < c > "d"', 'line\nline', 'Teşekkürler! 👍🏽'])
      expect(plainText(asHtml(text))).toBe(text);
  });
});

describe.each(Object.keys(STARTS) as HelpdeskName[])('messages of %s', (name) => {
  it('are 401 without proof, 400 where they are no JSON, and no events where nothing was asked', async () => {
    const fake = await STARTS[name]();
    const channel = createHelpdesk(
      HelpdeskSettings.parse(fake.settings),
      testContext({ transcript: memoryTranscript() }),
    );
    const inbox = new Inbox();
    await channel.start(inbox.sink);
    const route = channel.routes?.find(({ path }) => path === `/${name}`);
    const post = async (body: string, headers: Record<string, string>) => {
      const signal = new AbortController().signal;
      const request = {
        method: 'POST',
        path: `/${name}`,
        query: new URLSearchParams(),
        headers,
        body: Buffer.from(body),
        signal,
      };
      return (await route?.handle(request))?.status;
    };
    try {
      const conversation = fake.conversation('2376', { id: '9', name: 'Ayşe' });
      const said = { id: 1, text: '5', by: conversation.customer, room: '2376' };
      const body = JSON.stringify(fake.dialect.hooks.said(conversation, said, new Date()));
      expect(await post(body, {})).toBe(401);
      expect(await post('{ not json', fake.dialect.sign('{ not json', new Date()))).toBe(400);
      expect(await post(body, fake.dialect.sign(body, new Date()))).toBe(200);
      expect(inbox.offered).toEqual([]);
      expect(await channel.check?.()).toMatchObject({ ok: true, detail: `${name} as afterword` });
    } finally {
      await channel.stop();
      await fake.close();
    }
  });
});
