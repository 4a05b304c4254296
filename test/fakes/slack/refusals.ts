/** A call that the Web API refuses, under its true name. */
export class SlackRefusal extends Error {
  readonly detail: object;

  constructor(error: string, detail: object = {}) {
    super(error);
    this.detail = detail;
  }

  get body(): object {
    return { ok: false, error: this.message, ...this.detail };
  }
}

/** Too many calls: HTTP 429 with the seconds after which one fits again. */
export class RateLimited extends Error {
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('ratelimited');
    this.retryAfter = retryAfter;
  }
}

export const refuse = (error: string, detail?: object): SlackRefusal => new SlackRefusal(error, detail);

/** What Slack says of blocks, views and other arguments that are not as it wants them. */
export const invalid = (error: 'invalid_blocks' | 'invalid_arguments', messages: readonly string[]) =>
  new SlackRefusal(error, {
    errors: messages,
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
