import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Changes } from '../telegram/changes.ts';
import { certificate } from './certificate.ts';

/** A person whom the business can write to. */
export interface FakePerson {
  /** "905551234567@c.us" */
  phone: string;
  lid: string | null;
  /** Under which of the two the person's messages come. */
  shows: 'phone' | 'lid';
}

/** A message of the business. */
export interface SentMessage {
  id: string;
  to: string;
  text: string;
  /** Of a poll. */
  options: string[];
}

/** How the page behaves when it is loaded next. */
export interface PageState {
  me: string;
  linked: boolean;
  /** The session is restored and synced before anybody listens: nothing will ever change. */
  syncedEarly: boolean;
  /** A page of another make: nothing of what is looked for. */
  changed: boolean;
  /** The page loads and then does nothing. */
  hangs: boolean;
  /** Modules that are not there. */
  missing: string[];
  chatsGone: boolean;
}

export type SendFault = 'hangs' | 'refused' | 'forgotten' | 'No LID for user';

const page = readFileSync(new URL('./page.js', import.meta.url));
const HTML = '<!doctype html><meta charset="utf-8"><title>WhatsApp</title><script src="/page.js"></script>';

/** A list of commands that the page fetches one by one; each stays until the next is asked for. */
class Mailbox {
  readonly items: { n: number; command: string }[] = [];
  open = 0;
  #count = 0;
  readonly #changes: Changes;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  add(command: string, told: object = {}): void {
    this.#count += 1;
    this.items.push({ n: this.#count, command, ...told });
    this.#changes.happened();
  }

  async next(done: number, gone: AbortSignal): Promise<object | null> {
    while (this.items[0] !== undefined && this.items[0].n <= done) this.items.shift();
    this.#changes.happened();
    this.open += 1;
    gone.addEventListener('abort', () => this.#changes.happened());
    const item = await this.#changes.until(() => this.items[0] ?? (gone.aborted ? null : undefined));
    this.open -= 1;
    this.#changes.happened();
    return item;
  }
}

/** Starts a server that plays web.whatsapp.com to a browser of ours, and the phones behind it. */
export async function startWhatsappWebFake(): Promise<WhatsappWebFake> {
  const changes = new Changes();
  const fake = new WhatsappWebFake(changes);
  await fake.listen();
  return fake;
}

export class WhatsappWebFake {
  readonly people: FakePerson[] = [];
  readonly sent: SentMessage[] = [];
  /** All that the phone still has, both sides', as the page is given it. */
  readonly history: { chat: string; told: object }[] = [];
  readonly state: PageState = {
    me: '905550000000@c.us',
    linked: true,
    syncedEarly: false,
    changed: false,
    hangs: false,
    missing: [],
    chatsGone: false,
  };
  /** What the page told besides. */
  readonly told: object[] = [];
  loads = 0;
  /** Answers nothing at all: the load of the page never ends. */
  silent = false;
  /** Looking numbers up fails so often. */
  brokenLookups = 0;
  sendRequests = 0;
  readonly #faults: SendFault[] = [];
  readonly #missedVotes: { poll: string }[] = [];
  readonly #changes: Changes;
  readonly #control: Mailbox;
  readonly #inbox: Mailbox;
  readonly #server: Server;
  #last: (() => void) | null = null;
  #ids = 0;

  constructor(changes: Changes) {
    this.#changes = changes;
    this.#control = new Mailbox(changes);
    this.#inbox = new Mailbox(changes);
    this.#server = createServer(certificate(), (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** What Chromium is started with: no name but web.whatsapp.com leads anywhere, and that leads here. */
  get args(): string[] {
    const { port } = this.#server.address() as AddressInfo;
    return [
      `--host-resolver-rules=MAP web.whatsapp.com 127.0.0.1:${port}, MAP * ~NOTFOUND`,
      '--ignore-certificate-errors',
    ];
  }

  person(
    phone: string,
    { lid = null as string | null, shows = 'phone' as FakePerson['shows'] } = {},
  ): FakePerson {
    const person = { phone: `${phone}@c.us`, lid, shows };
    this.people.push(person);
    return person;
  }

  /** The phone scans the code. */
  links(): void {
    this.state.linked = true;
    this.#control.add('link');
  }

  /** Something happens to the page or its connection. */
  command(name: 'state' | 'synced' | 'logout' | 'reload' | 'forget', told: object = {}): void {
    this.#control.add(name, told);
  }

  /** `missed`: no page was there to hear it. */
  says(
    person: FakePerson,
    body: string,
    { missed = false, ...more }: { missed?: boolean; [field: string]: unknown } = {},
  ): string {
    const id = this.newId();
    const told = { id, from: nameOf(person), t: now(), type: 'chat', body, ...more };
    this.history.push({ chat: nameOf(person), told });
    if (!missed) this.#keep(() => this.#inbox.add('message', told));
    return id;
  }

  /** Written on the business phone. */
  writes(to: FakePerson, body: string, { missed = false } = {}): void {
    const told = { id: this.newId(), fromMe: true, to: nameOf(to), t: now(), type: 'chat', body };
    this.history.push({ chat: nameOf(to), told });
    if (!missed) this.#inbox.add('message', told);
  }

  /** A vote, by the places of the options; none = taken back. `missed`: nobody was there to hear it. */
  votes(
    person: FakePerson,
    message: SentMessage,
    options: number[],
    { missed = false, shape = 'object' }: { missed?: boolean; shape?: 'object' | 'string' } = {},
  ): void {
    const told = { poll: message.id, voter: nameOf(person), options, ts: Date.now() + this.#ids++, shape };
    if (missed) this.#missedVotes.push(told);
    else this.#keep(() => this.#inbox.add('vote', told));
  }

  ack(message: SentMessage, ack: number): void {
    this.#inbox.add('ack', { key: `true_${message.to}_${message.id}`, ack });
  }

  repeatsLast(): void {
    this.#last?.();
  }

  /** The next send is struck. */
  strikes(fault: SendFault): void {
    this.#faults.push(fault);
  }

  waitForMessage(wanted: (message: SentMessage) => boolean): Promise<SentMessage> {
    return this.#changes.until(() => this.sent.find(wanted));
  }

  /** Resolves when the page was loaded so often. */
  async waitForLoads(count: number): Promise<void> {
    await this.#changes.until(() => (this.loads >= count ? true : undefined));
  }

  /** Resolves when all that was said has been taken. */
  async heard(): Promise<void> {
    await this.#changes.until(() => (this.#inbox.items.length === 0 ? true : undefined));
  }

  /** Resolves when no page listens any more. */
  async idle(): Promise<void> {
    await this.#changes.until(() => (this.#inbox.open + this.#control.open === 0 ? true : undefined));
  }

  newId(): string {
    this.#ids += 1;
    return `3A${String(Date.now())}${String(this.#ids).padStart(6, '0')}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #keep(add: () => void): void {
    this.#last = add;
    add();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://web.whatsapp.com');
    if (this.silent) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (url.pathname === '/') {
      if (url.searchParams.has('post_logout')) this.state.linked = false;
      this.loads += 1;
      this.#changes.happened();
      response.writeHead(200, { 'content-type': 'text/html' }).end(HTML);
    } else if (url.pathname === '/page.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(page);
    else if (url.pathname === '/control' || url.pathname === '/inbox') {
      const box = url.pathname === '/inbox' ? this.#inbox : this.#control;
      const item = await box.next(Number(url.searchParams.get('done')), gone.signal);
      if (item !== null) json(response, item);
    } else json(response, this.#answer(url.pathname, await bodyOf(request)));
  }

  #answer(path: string, told: Told): object {
    if (path === '/account') return { ...this.state, people: this.people };
    if (path === '/exists') return this.#exists(told.wid ?? '');
    if (path === '/sent') return this.#takes(told);
    if (path === '/votes') return { votes: this.#missedVotes.filter(({ poll }) => poll === told.id) };
    if (path === '/history') return this.#earlier(told.wid ?? '');
    this.told.push(told);
    this.#changes.happened();
    return {};
  }

  #exists(wid: string): object {
    if (this.brokenLookups > 0) {
      this.brokenLookups -= 1;
      this.sendRequests += 1;
      return { broken: true };
    }
    return { exists: this.people.some(({ phone, lid }) => phone === wid || lid === wid) };
  }

  #earlier(wid: string): object {
    const messages = this.history.flatMap(({ chat, told }) => (chat === wid ? [told] : []));
    return { messages };
  }

  #takes({ id = '', to = '', body, pollName, options = [] }: Told): object {
    this.sendRequests += 1;
    const fault = this.#faults.shift();
    if (fault !== 'No LID for user') {
      this.sent.push({ id, to, text: pollName ?? body ?? '', options });
      const poll = pollName !== undefined && { pollName, pollOptions: options.map(asOption) };
      const type = pollName === undefined ? 'chat' : 'poll_creation';
      this.history.push({ chat: to, told: { id, fromMe: true, to, t: now(), type, body, ...poll } });
    }
    this.#changes.happened();
    return { fault };
  }
}

interface Told {
  wid?: string;
  id?: string;
  to?: string;
  body?: string;
  pollName?: string;
  options?: string[];
}

const asOption = (name: string, localId: number) => ({ name, localId });

const now = (): number => Math.floor(Date.now() / 1000);

const nameOf = ({ phone, lid, shows }: FakePerson): string => (shows === 'lid' && lid !== null ? lid : phone);

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Told> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text);
}
