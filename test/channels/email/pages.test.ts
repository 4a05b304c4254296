import { afterEach, describe, expect, it, vi } from 'vitest';
import { openForm, submits } from '../../fakes/email/customer.ts';
import { csat, inWords, openStage, type Question, reason } from './stage.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function begin(...given: Parameters<typeof openStage>) {
  const stage = await openStage(...given);
  open.push(() => stage.close());
  return stage;
}

describe('the rating page', () => {
  it('shows on GET and records on POST only, however often it is opened', async () => {
    const { asks, inbox } = await begin();
    const { links, ref } = await asks(csat);
    for (const [i, link] of links.entries()) {
      const form = await openForm(link);
      expect(form.status).toBe(200);
      expect(form.html).toContain(
        `value="${i}"${i === 0 || i === 4 ? ` aria-label="${i + 1} – ${csat.choices[i]?.meaning}"` : ''} checked`,
      );
    }
    expect(inbox.offered).toEqual([]);
    const form = await openForm(links[3] ?? '');
    const answer = await submits(form.action, { n: form.nonce, choice: '3', words: '' });
    expect(answer.status).toBe(200);
    expect(answer.html).toContain('Yanıtınız bize ulaştı. Teşekkür ederiz!');
    expect(inbox.offered).toMatchObject([
      { kind: 'choice', token: 't4', message: ref, sender: { value: 'ayse@example.com' } },
    ]);
  });

  it('counts a form that is sent twice once, and a changed mind as another', async () => {
    const { asks, inbox } = await begin();
    const { links } = await asks(csat);
    const first = await openForm(links[0] ?? '');
    for (let i = 0; i < 2; i++) await submits(first.action, { n: first.nonce, choice: '0' });
    const second = await openForm(links[0] ?? '');
    await submits(second.action, { n: second.nonce, choice: '0' });
    const ids = inbox.offered.map(({ eventId }) => eventId);
    expect([ids.length, new Set(ids).size]).toEqual([3, 2]);
  });

  it('that was gone back to and filled in otherwise is another answer', async () => {
    const { asks, inbox } = await begin();
    const form = await openForm((await asks(csat)).links[0] ?? '');
    for (const choice of ['0', '4']) await submits(form.action, { n: form.nonce, choice });
    expect(inbox.offered.map((event) => event.kind === 'choice' && event.token)).toEqual(['t1', 't5']);
    expect(new Set(inbox.offered.map(({ eventId }) => eventId)).size).toBe(2);
  });

  it('takes words besides the answer, and words alone where those are asked for', async () => {
    const { asks, inbox } = await begin();
    const form = await openForm((await asks(reason)).links[2] ?? '');
    await submits(form.action, { n: form.nonce, choice: '2', words: 'Nobody\r\ncalled back' });
    const words = await openForm((await asks(inWords)).links[0] ?? '');
    await submits(words.action, { n: words.nonce, words: '  Thanks  ' });
    expect(inbox.offered).toMatchObject([
      { kind: 'choice', token: 'c2' },
      { kind: 'text', text: 'Nobody\ncalled back' },
      { kind: 'text', text: 'Thanks' },
    ]);
  });

  it('says what is missing when nothing was chosen or written, and keeps the place', async () => {
    const { asks, inbox } = await begin();
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const answer = await submits(form.action, { n: form.nonce, words: ' ' });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain('Lütfen önce bir yanıt seçin ya da yazın.');
    expect(inbox.offered).toEqual([]);
  });

  it('shows what the core says to an answer that is not taken', async () => {
    const { asks, inbox } = await begin();
    const form = await openForm((await asks(csat)).links[0] ?? '');
    inbox.notice = 'Bu soruyu yanıtlama süresi doldu.';
    const answer = await submits(form.action, { n: form.nonce, choice: '0' });
    expect(answer.html).toContain('Bu soruyu yanıtlama süresi doldu.');
  });

  it('says that it did not work where the answer could not be stored, and the same form works later', async () => {
    const { asks, inbox } = await begin();
    const form = await openForm((await asks(csat)).links[0] ?? '');
    inbox.refuseNext(1);
    const fields = { n: form.nonce, choice: '0', words: '' };
    const failed = await submits(form.action, fields);
    expect(failed.status).toBe(503);
    expect(failed.html).toContain(`value="${form.nonce}"`);
    expect((await submits(form.action, fields)).status).toBe(200);
    expect(new Set(inbox.offered.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('shows what is asked next, in place of a mail, to whoever waits', async () => {
    const { asks, channel, customer, inbox, world } = await begin({ pageWaitMs: 20_000 });
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const answering = submits(form.action, { n: form.nonce, choice: '0' });
    await inbox.choice('t1');
    const ref = await channel.send({ email: customer }, reason, 'next');
    const { html } = await answering;
    expect(html).toContain('What was the main reason?');
    expect(html).toContain('Your answer has reached us.');
    expect(world.inbox(customer)).toHaveLength(1);
    // And its answer is one to that question.
    const action = new URL(/action="([^"]*)"/.exec(html)?.[1] ?? '', form.action).href;
    const nonce = /name="n" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const second = submits(action, { n: nonce, choice: '1' });
    expect(await inbox.choice('c1')).toMatchObject({ message: ref });
    await channel.send({ email: customer }, { kind: 'text', language: 'en', text: 'Thank you <3' }, 'thanks');
    expect((await second).html).toContain('Thank you &lt;3');
    expect(world.inbox(customer)).toHaveLength(1);
  });

  it('does not show what an agent writes or what is for another person: that is mailed', async () => {
    const { asks, channel, customer, inbox, world } = await begin({ pageWaitMs: 1_000 });
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const answering = submits(form.action, { n: form.nonce, choice: '0' });
    await inbox.choice('t1');
    world.mailbox('other@example.com');
    const agent = {
      kind: 'text',
      language: 'en',
      text: 'Sorry!',
      author: { role: 'agent', name: 'Deniz' },
    } as const;
    await channel.send({ email: customer }, agent, 'agent');
    await channel.send({ email: 'other@example.com' }, reason, 'other');
    expect((await answering).html).toContain('Teşekkür ederiz!');
    expect(world.inbox(customer).at(-1)?.parsed.from?.value[0]?.name).toBe('Deniz');
    expect(world.inbox('other@example.com')).toHaveLength(1);
  });
});

describe('whoever waits on the page', () => {
  it('and leaves gets what is asked next by mail', async () => {
    const { asks, channel, customer, inbox, world } = await begin({ pageWaitMs: 20_000 });
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const leaving = new AbortController();
    const body = new URLSearchParams({ n: form.nonce, choice: '0' });
    const answering = fetch(form.action, { method: 'POST', body, signal: leaving.signal }).catch(
      () => 'left',
    );
    await inbox.choice('t1');
    leaving.abort();
    expect(await answering).toBe('left');
    await vi.waitFor(
      async () => {
        await channel.send(
          { email: customer },
          reason,
          `next-${world.inbox(customer).length}-${Math.random()}`,
        );
        expect(world.inbox(customer).length).toBeGreaterThan(1);
      },
      { timeout: 20_000 },
    );
  });

  it('sees it also after a double click, which sends the form twice and breaks the first off', async () => {
    const { asks, channel, customer, inbox, world } = await begin({ pageWaitMs: 20_000 });
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const leaving = new AbortController();
    const body = new URLSearchParams({ n: form.nonce, choice: '0' });
    const first = fetch(form.action, { method: 'POST', body, signal: leaving.signal }).catch(() => 'left');
    await inbox.offers(1);
    const second = submits(form.action, { n: form.nonce, choice: '0' });
    await inbox.offers(2);
    leaving.abort();
    await first;
    await channel.send({ email: customer }, reason, 'next');
    expect((await second).html).toContain('What was the main reason?');
    expect(world.inbox(customer)).toHaveLength(1);
  });

  it('sees the same when the form is sent twice at once', async () => {
    const { asks, channel, customer, inbox } = await begin({ pageWaitMs: 20_000 });
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const twice = [1, 2].map(() => submits(form.action, { n: form.nonce, choice: '0' }));
    await inbox.offers(2);
    await channel.send({ email: customer }, reason, 'next');
    for (const { html } of await Promise.all(twice)) expect(html).toContain('What was the main reason?');
    expect(new Set(inbox.offered.map(({ eventId }) => eventId)).size).toBe(1);
  });
});

describe('a link that is not good', () => {
  const bad = async (url: string) => {
    const responses = [
      await fetch(url),
      await fetch(url, { method: 'POST', body: 'n=AAAAbbbbCCCCdddd&choice=0' }),
    ];
    return Promise.all(
      responses.map(async (response) => ({ status: response.status, html: await response.text() })),
    );
  };

  it('gets a clear page and records nothing: forged, cut, another kind, of nobody', async () => {
    const { asks, inbox, url } = await begin();
    const { links, unsubscribe } = await asks(csat);
    const token = new URL(links[0] ?? '').searchParams.get('t') ?? '';
    const forged = token.replace('.0.', '.1.');
    for (const t of [forged, token.slice(0, -1), '', 'x'.repeat(5_000), '<script>']) {
      for (const { status, html } of await bad(`${url}/rate?t=${encodeURIComponent(t)}`)) {
        expect(status).toBe(401);
        expect(html).toContain('This link does not work.');
        expect(html).not.toContain('<script');
      }
    }
    const other = new URL(unsubscribe).searchParams.get('t') ?? '';
    for (const where of [`rate?t=${other}`, `unsubscribe?t=${token}`]) {
      for (const { status } of await bad(`${url}/${where}`)) expect(status).toBe(401);
    }
    expect(inbox.offered).toEqual([]);
  });

  it('is told in the language of the browser, where nothing else is known', async () => {
    const { url } = await begin();
    const response = await fetch(`${url}/rate?t=x`, { headers: { 'accept-language': 'tr-TR,tr;q=0.9' } });
    expect(await response.text()).toContain('Bu bağlantı çalışmıyor.');
  });

  it('that is too old says so in the language of the survey', async () => {
    const { asks, inbox, passes } = await begin({}, { EMAIL_LINK_DAYS: '7' });
    const { links, unsubscribe } = await asks(csat);
    passes(6.9);
    expect((await fetch(links[0] ?? '')).status).toBe(200);
    passes(0.2);
    for (const { status, html } of await bad(links[0] ?? '')) {
      expect(status).toBe(410);
      expect(html).toContain('Bu soruyu yanıtlama süresi doldu.');
    }
    expect(inbox.offered).toEqual([]);
    // A refusal is heard for ever.
    expect((await fetch(unsubscribe, { method: 'POST' })).status).toBe(200);
  });

  it('forms that are none of ours record nothing: no nonce, another choice, too large, not even text', async () => {
    const { asks, inbox } = await begin();
    const form = await openForm((await asks(csat)).links[0] ?? '');
    const bodies = [
      'choice=0',
      `n=short&choice=0`,
      `n=${form.nonce}&choice=5`,
      `n=${form.nonce}&choice=-1`,
      `n=${form.nonce}&choice=1e0`,
      `n=${form.nonce}&choice=0&words=${'x'.repeat(40_000)}`,
      Buffer.from([0xff, 0xfe, 0x00]),
    ];
    for (const body of bodies) {
      const response = await fetch(form.action, { method: 'POST', body });
      expect(response.status).toBe(400);
    }
    expect(inbox.offered).toEqual([]);
  });
});

describe('every page', () => {
  it('may load and run nothing, is kept by nobody, and tells nobody where it was', async () => {
    const { asks, url } = await begin();
    const { links, unsubscribe } = await asks(csat);
    for (const address of [links[0] ?? '', unsubscribe, `${url}/rate?t=x`]) {
      const { headers } = await fetch(address);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  it('shows what came from outside as text', async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)> https://evil.example/"onclick="x`;
    const { asks } = await begin();
    const choices = [
      { token: 'a', label: evil, meaning: evil },
      { token: 'b', label: 'B' },
    ];
    const hostile: Question = { ...csat, text: evil, typedHint: evil, choices };
    const { html, links } = await asks(hostile);
    const page = (await openForm(links[0] ?? '')).html;
    for (const text of [html, page]) {
      expect(text).not.toMatch(/<script|<img|onclick="|href="[^"]*"onclick/);
      expect(text).toContain('&lt;script&gt;');
    }
  });
});

describe('unsubscribing', () => {
  it('asks on GET, acts on POST, by the button as by the mail program', async () => {
    const { asks, inbox, customer } = await begin();
    const { unsubscribe } = await asks(csat);
    const asked = await fetch(unsubscribe);
    expect(await asked.text()).toContain(`${customer} adresine artık anket göndermeyelim mi?`);
    expect(inbox.offered).toEqual([]);
    const done = await fetch(unsubscribe, { method: 'POST', body: '' });
    expect(await done.text()).toContain('size artık anket göndermeyeceğiz');
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const click = await fetch(unsubscribe, { method: 'POST', body, redirect: 'error' });
    expect(click.status).toBe(200);
    const sender = { type: 'email', value: customer };
    expect(inbox.offered).toMatchObject([
      { kind: 'opt_out', means: 'page', sender },
      { kind: 'opt_out', means: 'one_click', sender },
    ]);
  });

  it('that could not be stored is no success', async () => {
    const { asks, inbox } = await begin();
    const { unsubscribe } = await asks(csat);
    inbox.refuseNext(1);
    expect((await fetch(unsubscribe, { method: 'POST' })).status).toBe(503);
  });
});

describe('mails handed in over HTTP', () => {
  const SECRET = 'a-secret-of-the-mail-server';
  const mail =
    'From: a@example.com\r\nTo: survey@acme.example\r\nMessage-ID: <1@x.example>\r\n\r\nmerhaba\r\n';
  const hand = (url: string, secret: string, body: string | Uint8Array<ArrayBuffer> = mail) =>
    fetch(`${url}/inbound`, { method: 'POST', body, headers: { authorization: `Bearer ${secret}` } });

  it('are taken with the secret; without it they are not read, and counted', async () => {
    const { url, inbox, log } = await begin({}, { EMAIL_INBOUND_SECRET: SECRET });
    expect((await hand(url, 'another-secret-of-nobody')).status).toBe(401);
    expect((await fetch(`${url}/inbound`, { method: 'POST', body: mail })).status).toBe(401);
    expect(inbox.offered).toEqual([]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { refused: 2 } });
    expect((await hand(url, SECRET)).status).toBe(200);
    expect((await hand(url, SECRET)).status).toBe(200);
    expect(new Set(inbox.offered.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('that could not be stored are asked for again; what is no mail is taken and left out', async () => {
    const { url, inbox } = await begin({}, { EMAIL_INBOUND_SECRET: SECRET });
    inbox.refuseNext(1);
    expect((await hand(url, SECRET)).status).toBe(503);
    expect((await hand(url, SECRET, Buffer.from([0, 1, 2, 255]))).status).toBe(200);
    expect((await hand(url, SECRET, '')).status).toBe(400);
    expect(inbox.events).toEqual([]);
  });

  it('have no door where no secret is set', async () => {
    const { url } = await begin();
    expect((await hand(url, '')).status).toBe(404);
  });
});

it('what is logged holds no address, no words and no token', async () => {
  const { asks, inbox, log, url } = await begin();
  const { links } = await asks(csat);
  const form = await openForm(links[0] ?? '');
  inbox.refuseNext(1);
  await submits(form.action, { n: form.nonce, choice: '0', words: 'gizli söz' });
  await fetch(`${url}/rate?t=${new URL(links[0] ?? '').searchParams.get('t')}x`);
  expect(log.lines.length).toBeGreaterThan(0);
  const said = JSON.stringify(log.lines);
  for (const secret of ['ayse@example.com', 'gizli', 'aw-', 'r.']) expect(said).not.toContain(secret);
});
