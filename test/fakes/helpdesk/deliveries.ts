import type { Changes } from '../telegram/changes.ts';

interface Delivery {
  body: string;
  headers: Record<string, string>;
}

/** Hooks that the helpdesk delivers in order, each until it was taken. */
export class Deliveries {
  /** Where to; null keeps them waiting. */
  #url: string | null = null;
  readonly #changes: Changes;
  readonly #sign: (body: string, at: Date) => Record<string, string>;
  readonly #waiting: Delivery[] = [];
  /** Status of each attempt. */
  readonly statuses: number[] = [];
  #last: Delivery | null = null;
  #running = false;
  #closed = false;

  constructor(changes: Changes, sign: (body: string, at: Date) => Record<string, string>) {
    this.#changes = changes;
    this.#sign = sign;
  }

  to(url: string | null): void {
    this.#url = url;
    void this.#run();
  }

  add(payload: unknown): void {
    const body = JSON.stringify(payload);
    this.#last = { body, headers: this.#sign(body, new Date()) };
    this.#waiting.push(this.#last);
    void this.#run();
  }

  repeatLast(): void {
    if (this.#last !== null) this.#waiting.push(this.#last);
    void this.#run();
  }

  /** Resolves when everything so far was taken. */
  async settled(): Promise<void> {
    await this.#changes.until(() => (this.#waiting.length === 0 && !this.#running ? true : undefined));
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#url !== null && !this.#closed;
      next = this.#waiting[0]
    ) {
      const status = await post(this.#url, next);
      this.statuses.push(status);
      if (status >= 200 && status < 300) this.#waiting.shift();
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#running = false;
    this.#changes.happened();
  }
}

async function post(url: string, { body, headers }: Delivery): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
