import type { Changes } from './changes.ts';
import { refusals } from './refusals.ts';

export interface FakeUpdate {
  update_id: number;
  [kind: string]: unknown;
}

interface Poll {
  fail(error: Error): void;
}

/** What waits to be fetched or delivered; kept until it is confirmed. */
export class UpdateQueue {
  readonly waiting: FakeUpdate[] = [];
  last: FakeUpdate | null = null;
  /** Kinds that the bot asked for; null = all. */
  allowed: readonly string[] | null = null;
  #webhookActive = false;
  /** Confirmed before, to be told once more. */
  readonly #again: FakeUpdate[] = [];
  readonly #changes: Changes;
  #nextId: number;
  #poll: Poll | null = null;

  constructor(changes: Changes, firstId: number) {
    this.#changes = changes;
    this.#nextId = firstId;
  }

  add(kind: string, content: object): FakeUpdate {
    const update = { update_id: this.#nextId, [kind]: content };
    this.#nextId += 1;
    if (this.allowed === null || this.allowed.includes(kind)) this.waiting.push(update);
    this.last = update;
    this.#changes.happened();
    return update;
  }

  /** Delivers once more what was confirmed before, as Telegram may. */
  repeatLast(): void {
    if (this.last !== null) this.#again.push(this.last);
    this.#changes.happened();
  }

  /** What a webhook is told next. */
  get head(): FakeUpdate | undefined {
    return this.#again[0] ?? this.waiting[0];
  }

  confirm(update: FakeUpdate): void {
    const list = this.#again[0] === update ? this.#again : this.waiting;
    const place = list.indexOf(update);
    if (place >= 0) list.splice(place, 1);
  }

  /** A webhook and polling exclude each other. */
  set webhookActive(active: boolean) {
    this.#webhookActive = active;
    if (active) this.#poll?.fail(refusals.webhookSet());
  }

  /** `getUpdates`, with Telegram's meaning of offset, limit and time-out; a newer poll ends an older one by 409. */
  async poll(request: { offset?: unknown; limit?: unknown; timeout?: unknown }, gone: AbortSignal) {
    if (this.#webhookActive) throw refusals.webhookActive();
    this.#poll?.fail(refusals.otherPoller());
    this.#dropBelow(Number(request.offset ?? 0));
    const limit = Math.min(100, Math.max(1, Number(request.limit ?? 100)));
    if (this.head === undefined) await this.#somethingOr(Number(request.timeout ?? 0) * 1000, gone);
    return [...this.#again.splice(0), ...this.waiting].slice(0, limit);
  }

  #dropBelow(offset: number): void {
    const kept = offset < 0 ? this.waiting.slice(offset) : this.waiting.filter((u) => u.update_id >= offset);
    this.waiting.splice(0, this.waiting.length, ...kept);
  }

  async #somethingOr(timeoutMs: number, gone: AbortSignal): Promise<void> {
    if (timeoutMs <= 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const mine: Poll = { fail: reject };
    this.#poll = mine;
    const timer = setTimeout(resolve, timeoutMs);
    gone.addEventListener('abort', () => resolve(), { once: true });
    void this.#changes.until(() => this.head).then(() => resolve());
    this.#changes.happened();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      if (this.#poll === mine) this.#poll = null;
    }
  }

  get polling(): boolean {
    return this.#poll !== null;
  }
}
