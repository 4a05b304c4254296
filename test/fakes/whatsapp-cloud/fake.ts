import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, CallLog } from '../telegram/calls.ts';
import { Changes } from '../telegram/changes.ts';
import type { Fault } from './faults.ts';
import { type Limits, RateLimiter, TRUE_LIMITS } from './limits.ts';
import type { Taken } from './messages.ts';
import type { Refusal } from './refusals.ts';
import { type GraphApi, listen } from './server.ts';
import { WebhookDelivery, type WebhookOptions } from './webhook.ts';
import { type FakePerson, type SentMessage, World } from './world.ts';

export interface FakeOptions {
  /** Default: a free port. */
  port?: number;
  token?: string;
  phoneNumberId?: string;
  webhook?: Partial<WebhookOptions>;
  /** Whether phones take messages at once. Default: yes. */
  delivers?: boolean;
}

const FAKE_TOKEN = 'EAAfakefakefakefakefakefake';

/** Starts WhatsApp, as far as a business sees it: a real HTTP server on loopback. See README.md. */
export async function startWhatsappFake(options: FakeOptions = {}): Promise<WhatsappFake> {
  const { token = FAKE_TOKEN, phoneNumberId = '106540352242922', port = 0, delivers = true } = options;
  const changes = new Changes();
  const world = new World(phoneNumberId);
  const webhook = new WebhookDelivery(
    { url: null, appSecret: 'fake-app-secret', retryPauseMs: 20, atOnce: 1, ...options.webhook },
    changes,
  );
  let fake: WhatsappFake | null = null;
  const api: GraphApi = {
    token,
    world,
    limiter: new RateLimiter(),
    log: new CallLog(changes),
    faults: new Map(),
    took: (taken) => fake?.took(taken),
  };
  fake = new WhatsappFake(api, { changes, webhook, delivers }, await listen(api, port));
  return fake;
}

/** Which parts of a person's names a webhook tells. */
type Names = { from?: string; from_user_id?: string };

/** The people and the platform, driven by a test. */
export class WhatsappFake {
  readonly world: World;
  readonly token: string;
  readonly webhook: WebhookDelivery;
  delivers: boolean;
  readonly #api: GraphApi;
  readonly #changes: Changes;
  readonly #server: Server;

  constructor(
    api: GraphApi,
    { changes, webhook, delivers }: { changes: Changes; webhook: WebhookDelivery; delivers: boolean },
    server: Server,
  ) {
    this.#api = api;
    this.world = api.world;
    this.token = api.token;
    this.webhook = webhook;
    this.delivers = delivers;
    this.#changes = changes;
    this.#server = server;
  }

  /** What WHATSAPP_API_ROOT is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The settings with which a channel speaks to this fake. */
  get settings(): Record<string, string> {
    return {
      WHATSAPP_TOKEN: this.token,
      WHATSAPP_PHONE_NUMBER_ID: this.world.phoneNumberId,
      WHATSAPP_APP_SECRET: this.webhook.options.appSecret,
      WHATSAPP_VERIFY_TOKEN: 'fake-verify-token',
      WHATSAPP_API_ROOT: this.url,
    };
  }

  /** Messages of the business that reached somebody, oldest first. */
  get sent(): readonly SentMessage[] {
    return this.world.sent.filter(({ failed }) => !failed);
  }

  get calls(): readonly Call[] {
    return this.#api.log.calls;
  }

  /** A message was taken from the business: its statuses follow. */
  took({ message, failure }: Taken): void {
    this.world.sent.push(message);
    if (failure !== null) this.fails(message, failure);
    else {
      this.status(message, 'sent');
      if (this.delivers) this.status(message, 'delivered');
    }
    this.#changes.happened();
  }

  /** A person writes. Answers the id of the message. */
  says(person: FakePerson, text: string, { replyTo }: { replyTo?: SentMessage } = {}): string {
    return this.sends(person, { type: 'text', text: { body: text }, ...this.#context(replyTo) });
  }

  /** A person taps an answer, by its place (0 = first) or its title, in whichever widget it stands. */
  taps(message: SentMessage, choice: number | string, { as }: { as?: FakePerson } = {}): string {
    const { choices, widget } = message;
    const tapped =
      typeof choice === 'number' ? choices[choice] : choices.find(({ title }) => title === choice);
    if (tapped === undefined) throw new Error(`no answer ${choice} in message ${message.id}`);
    const { id, title, description } = tapped;
    const context = this.#context(message);
    const reply = { id, title, ...(description !== undefined && { description }) };
    const response_json = JSON.stringify({ answer: id, flow_token: 'fake' });
    const content = {
      text: { type: 'text', text: { body: title } },
      button: { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id, title } } },
      list: { type: 'interactive', interactive: { type: 'list_reply', list_reply: reply } },
      flow: {
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { response_json, body: 'Sent', name: 'flow' } },
      },
      template: { type: 'button', button: { payload: id, text: title } },
    }[widget];
    return this.sends(as ?? message.to, { ...content, ...context });
  }

  /** A person sends anything, in the platform's shape. */
  sends(person: FakePerson, content: object): string {
    person.lastHeard = Date.now();
    const id = this.world.newId();
    const { phone, userId, name } = person;
    const contact = {
      profile: { name },
      ...(phone !== null && { wa_id: phone }),
      ...(userId !== null && { user_id: userId }),
    };
    const names: Names = {
      ...(phone !== null && { from: phone }),
      ...(userId !== null && { from_user_id: userId }),
    };
    const message = { ...names, id, timestamp: seconds(), ...content };
    this.deliver({ contacts: [contact], messages: [message] });
    return id;
  }

  /** A status of one of our messages. */
  status(message: SentMessage, status: 'sent' | 'delivered' | 'read', more: object = {}): void {
    this.deliver({ statuses: [{ ...this.#aboutStatus(message), status, ...more }] });
  }

  /** A message fails after it was taken. */
  fails(message: SentMessage, why: Refusal): void {
    message.failed = true;
    this.deliver({ statuses: [{ ...this.#aboutStatus(message), status: 'failed', errors: [why.inStatus] }] });
  }

  /** Any value of the field "messages", in the platform's shape. */
  deliver(value: object): void {
    this.webhook.add(this.envelope(value));
  }

  envelope(value: object, field = 'messages'): object {
    const { phoneNumberId, accountId, displayNumber } = this.world;
    const metadata = { display_phone_number: displayNumber, phone_number_id: phoneNumberId };
    const change = { value: { messaging_product: 'whatsapp', metadata, ...value }, field };
    return { object: 'whatsapp_business_account', entry: [{ id: accountId, changes: [change] }] };
  }

  /** The next so many calls of this kind are struck. */
  strikes(kind: 'messages' | 'templates' | 'number', fault: Fault, times = 1): void {
    const planned = this.#api.faults.get(kind) ?? [];
    planned.push(...Array.from({ length: times }, () => fault));
    this.#api.faults.set(kind, planned);
  }

  /** From now on sends are held to these limits; null lifts them. */
  enforceLimits(limits: Limits | null = TRUE_LIMITS): void {
    this.#api.limiter.limits = limits;
  }

  /** The first of our messages that satisfies this, now or when it becomes so. */
  waitForMessage(wanted: (message: SentMessage) => boolean): Promise<SentMessage> {
    return this.#changes.until(() => this.sent.find(wanted));
  }

  /** The first call of this kind that satisfies this (by default: that was answered), now or when it comes. */
  waitForCall(kind: string, wanted?: (call: Call) => boolean): Promise<Call> {
    return this.#api.log.waitFor(kind, wanted);
  }

  /** Calls back with each call once it has its answer. */
  onCall(tell: (call: Call) => void): void {
    this.#api.log.listeners.add(tell);
  }

  /** Resolves when no request of the business is open. */
  idle(): Promise<void> {
    return this.#api.log.idle();
  }

  /** Resolves when every webhook so far was taken. */
  async heard(): Promise<void> {
    await this.#changes.until(() => (this.webhook.idle ? true : undefined));
  }

  async close(): Promise<void> {
    await this.webhook.close();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #context(replyTo: SentMessage | undefined): object {
    if (replyTo === undefined) return {};
    return { context: { from: this.world.displayNumber, id: replyTo.id } };
  }

  #aboutStatus({ id, to, callbackData, widget }: SentMessage): object {
    return {
      id,
      timestamp: seconds(),
      ...(to.phone !== null && { recipient_id: to.phone }),
      ...(to.userId !== null && { recipient_user_id: to.userId }),
      ...(callbackData !== null && { biz_opaque_callback_data: callbackData }),
      pricing: {
        billable: widget === 'template',
        pricing_model: 'PMP',
        category: widget === 'template' ? 'utility' : 'service',
        type: widget === 'template' ? 'regular' : 'free_customer_service',
      },
    };
  }
}

const seconds = (): string => String(Math.floor(Date.now() / 1000));
