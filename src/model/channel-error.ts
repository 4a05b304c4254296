/**
 * Why a send did not work, in the only distinctions that change what happens next.
 *
 * | kind | did it go out? | what follows |
 * |---|---|---|
 * | rate_limited | no | wait `retryAfterSeconds`, then send again |
 * | temporary | no | try again with growing pauses |
 * | uncertain | perhaps | ask the platform (`reconcile`); where it cannot say, it counts as sent |
 * | moved | no | the chat has a new address (`movedTo`): send there |
 * | unreachable | no | this person cannot be reached here (blocked us, left): stop |
 * | rejected | no | the platform refuses this message or our credentials: stop, tell the operator |
 */
export type ChannelErrorKind =
  | 'rate_limited'
  | 'temporary'
  | 'uncertain'
  | 'moved'
  | 'unreachable'
  | 'rejected';

export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly kind: ChannelErrorKind;
  /** The platform's own code, or ours ("timeout"): stored with the ask and shown by `why`. */
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  /** Whose rate was exceeded, where the platform says so: only that is left alone meanwhile. */
  readonly scope: 'chat' | 'account' | null;
  readonly movedTo: Readonly<Record<string, string | number | boolean>> | null;

  constructor(
    kind: ChannelErrorKind,
    code: string,
    message: string,
    detail: {
      retryAfterSeconds?: number;
      scope?: 'chat' | 'account';
      movedTo?: Record<string, string | number | boolean>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: detail.cause });
    this.kind = kind;
    this.code = code;
    this.retryAfterSeconds = detail.retryAfterSeconds ?? null;
    this.scope = detail.scope ?? null;
    this.movedTo = detail.movedTo ?? null;
  }
}
