import type { Changes } from './changes.ts';
import type { Payload } from './methods.ts';

/** One call of the bot. */
export interface Call {
  readonly method: string;
  readonly payload: Payload;
  /** "open" until the platform has answered or, by a fault, has decided not to. */
  state: 'open' | 'answered' | 'lost';
  /** The body of the answer. */
  answer?: unknown;
}

export class CallLog {
  readonly calls: Call[] = [];
  /** Told of each call once it has its answer. */
  readonly listeners = new Set<(call: Call) => void>();
  #open = 0;
  readonly #changes: Changes;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  begins(method: string, payload: Payload): Call {
    const call: Call = { method, payload, state: 'open' };
    this.calls.push(call);
    this.#open += 1;
    this.#changes.happened();
    return call;
  }

  settles(call: Call, state: 'answered' | 'lost', answer?: unknown): void {
    call.state = state;
    call.answer = answer;
    for (const tell of this.listeners) tell(call);
    this.#changes.happened();
  }

  /** The request is over: its answer was written, or its connection is gone. */
  ends(): void {
    this.#open -= 1;
    this.#changes.happened();
  }

  /** The first call of the method that satisfies this, by default one that was answered; now or when it comes. */
  waitFor(
    method: string,
    wanted: (call: Call) => boolean = ({ state }) => state === 'answered',
  ): Promise<Call> {
    return this.#changes.until(() => this.calls.find((call) => call.method === method && wanted(call)));
  }

  idle(): Promise<void> {
    return this.#changes.until(() => (this.#open === 0 ? true : undefined)).then(() => {});
  }
}
