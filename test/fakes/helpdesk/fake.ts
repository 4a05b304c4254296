import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Changes } from '../telegram/changes.ts';
import { Deliveries } from './deliveries.ts';
import type { Answer, Conversation, Dialect, FakeCustomer, Said, SentMessage, Wanted } from './dialect.ts';

/** What strikes the next send. `drop`: carried out, and the connection breaks before the answer. */
export type Strike = { kind: 'answer'; answer: Answer } | { kind: 'drop' };

/**
 * One helpdesk as its API and its hooks show it: a real HTTP server on loopback with conversations, customers and faults on
 * demand. What differs between helpdesks is in their dialects.
 */
export async function startHelpdeskFake(dialect: Dialect): Promise<HelpdeskFake> {
  const fake = new HelpdeskFake(dialect);
  await fake.listen();
  return fake;
}

export class HelpdeskFake {
  readonly dialect: Dialect;
  readonly sent: SentMessage[] = [];
  readonly conversations = new Map<string, Conversation>();
  readonly deliveries: Deliveries;
  /** Every call, as "POST /path". */
  readonly calls: string[] = [];
  sendRequests = 0;
  readonly #changes = new Changes();
  readonly #strikes: Strike[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #open = 0;
  #ids = 1000;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    this.deliveries = new Deliveries(this.#changes, dialect.sign);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What our settings are for this fake. */
  get settings(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.dialect.settings).map(([name, value]) => [name, value.replace('{url}', this.url)]),
    );
  }

  conversation(id: string, customer: FakeCustomer): Conversation {
    const made = { id, customer, open: true, gone: false };
    this.conversations.set(id, made);
    return made;
  }

  /** An agent closes the conversation; the hook goes out. */
  closes(id: string, at: Date = new Date()): void {
    const conversation = this.#known(id);
    conversation.open = false;
    this.deliveries.add(this.dialect.hooks.closed(conversation, at));
  }

  /** An agent takes it up again. */
  reopens(id: string, at: Date = new Date()): void {
    const conversation = this.#known(id);
    conversation.open = true;
    this.deliveries.add(this.dialect.hooks.reopened(conversation, at));
  }

  /** A customer writes: where that opens the conversation again, the helpdesk tells both. */
  says(id: string, text: string, by?: FakeCustomer): void {
    const conversation = this.#known(id);
    const wasClosed = !conversation.open;
    const isNewRoom = wasClosed && this.dialect.whenCustomerWrites === 'new-room';
    const room = isNewRoom ? `${id}x${this.#nextId()}` : id;
    const said: Said = { id: this.#nextId(), text, by: by ?? conversation.customer, room };
    this.deliveries.add(this.dialect.hooks.said(conversation, said, new Date()));
    if (!wasClosed || isNewRoom) return;
    conversation.open = true;
    this.deliveries.add(this.dialect.hooks.reopened(conversation, new Date()));
  }

  taps(message: SentMessage, value: string): void {
    const payload = this.dialect.hooks.tapped?.(
      this.#known(message.conversation),
      message,
      value,
      new Date(),
    );
    if (payload === undefined) throw new Error(`${this.dialect.name} has nothing to tap`);
    this.deliveries.add(payload);
  }

  echoes(): void {
    const own = this.sent.at(-1);
    if (own !== undefined)
      this.deliveries.add(this.dialect.hooks.own(this.#known(own.conversation), own, new Date()));
  }

  strikes(strike: Strike): void {
    this.#strikes.push(strike);
  }

  waitForMessage(wanted: (message: SentMessage) => boolean): Promise<SentMessage> {
    return this.#changes.until(() => this.sent.find(wanted));
  }

  /** Resolves when no request to the API is open. */
  async idle(): Promise<void> {
    await this.#changes.until(() => (this.#open === 0 ? true : undefined));
  }

  async close(): Promise<void> {
    this.deliveries.close();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  #known(id: string): Conversation {
    const found = this.conversations.get(id);
    if (found === undefined) throw new Error(`no conversation ${id}`);
    return found;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    this.calls.push(`${method} ${url.pathname}`);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
    const wanted = this.dialect.read({ method, url, body: text === '' ? null : JSON.parse(text) });
    const answer = this.#carryOut(this.dialect.knows(headers), wanted);
    if (answer === null) request.socket.destroy();
    else {
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    }
    this.#open -= 1;
    this.#changes.happened();
  }

  /** Null breaks the connection. */
  #carryOut(known: boolean, wanted: Wanted | null): Answer | null {
    const { refusals } = this.dialect;
    if (!known) return refusals.unauthorized;
    if (wanted === null) return refusals.notFound;
    if (wanted.what === 'me') return { status: 200, body: ME };
    const conversation = this.conversations.get(wanted.conversation);
    if (wanted.what === 'room') {
      if (conversation === undefined) return refusals.notFound;
      const v = { _id: `id-${conversation.customer.id}`, token: conversation.customer.id };
      return {
        status: 200,
        body: { success: true, room: { _id: conversation.id, t: 'l', v, open: conversation.open } },
      };
    }
    this.sendRequests += 1;
    const strike = this.#strikes.shift();
    if (strike?.kind === 'answer') return strike.answer;
    if (conversation === undefined) return refusals.notFound;
    if (conversation.gone) return refusals.gone;
    const message = {
      id: this.#nextId(),
      conversation: conversation.id,
      text: wanted.text,
      items: wanted.items ?? [],
    };
    this.sent.push(message);
    if (wanted.reopens === true) conversation.open = true;
    return strike?.kind === 'drop' ? null : this.dialect.taken(message);
  }
}

/** Who we are, in every helpdesk's form at once. */
const ME = { id: 1, name: 'afterword', username: 'afterword', user: { id: 1, name: 'afterword' } };
