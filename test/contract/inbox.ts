import type { Receipt, Sink } from '../../src/model/channel.ts';
import { IncomingEvent } from '../../src/model/incoming.ts';

/** A sink that keeps what it was handed, refuses on demand, and can be waited on. */
export class Inbox {
  readonly events: IncomingEvent[] = [];
  /** Every hand-over, the refused ones included. */
  readonly offered: IncomingEvent[] = [];
  notice: string | null = null;
  #refusals = 0;
  readonly #waiting = new Set<() => void>();

  /** The next so many hand-overs are refused, as when the database is away. */
  refuseNext(times: number): void {
    this.#refusals = times;
  }

  readonly sink: Sink = async (event): Promise<Receipt> => {
    const checked = IncomingEvent.parse(event);
    this.offered.push(checked);
    const refuse = this.#refusals > 0;
    if (refuse) this.#refusals -= 1;
    else this.events.push(checked);
    for (const look of [...this.#waiting]) look();
    if (refuse) throw new Error('the store is away');
    return { notice: this.notice };
  };

  /** The first accepted event that satisfies this, now or as soon as it comes. */
  async event(wanted: (event: IncomingEvent) => boolean): Promise<IncomingEvent> {
    const found = await this.#until(() => this.events.find(wanted));
    return found;
  }

  /** The first accepted text event with exactly this text. */
  async text(text: string): Promise<Extract<IncomingEvent, { kind: 'text' }>> {
    const isIt = (event: IncomingEvent) => event.kind === 'text' && event.text === text;
    return (await this.event(isIt)) as Extract<IncomingEvent, { kind: 'text' }>;
  }

  /** The first accepted choice event, or the first with this token. */
  async choice(token?: string): Promise<Extract<IncomingEvent, { kind: 'choice' }>> {
    const isIt = (event: IncomingEvent) =>
      event.kind === 'choice' && (token === undefined || event.token === token);
    return (await this.event(isIt)) as Extract<IncomingEvent, { kind: 'choice' }>;
  }

  /** Resolves once so many events were handed in, accepted or refused. */
  async offers(count: number): Promise<void> {
    await this.#until(() => (this.offered.length >= count ? true : undefined));
  }

  #until<T>(look: () => T | undefined): Promise<T> {
    const now = look();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve) => {
      const again = () => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(again);
        resolve(found);
      };
      this.#waiting.add(again);
    });
  }
}
