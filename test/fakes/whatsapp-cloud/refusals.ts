/** A call that the Graph API refuses, in its form and with Meta's own texts. */
export class Refusal extends Error {
  readonly code: number;
  readonly status: number;
  readonly details: string | undefined;
  readonly headers: Record<string, string>;

  constructor(
    code: number,
    message: string,
    detail: { status?: number; details?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = detail.status ?? 400;
    this.details = detail.details;
    this.headers = detail.headers ?? {};
  }

  get body(): object {
    const error_data = this.details && {
      error_data: { messaging_product: 'whatsapp', details: this.details },
    };
    const { message, code } = this;
    return { error: { message, type: 'OAuthException', code, ...error_data, fbtrace_id: 'AfAkEfAkEfAkE' } };
  }

  /** As it stands in a status of "failed". */
  get inStatus(): object {
    const title = this.message.replace(/^\(#\d+\) /, '');
    const href = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';
    return { code: this.code, title, message: title, error_data: { details: this.details ?? title }, href };
  }
}

const invalid = (details: string) =>
  new Refusal(131009, '(#131009) Parameter value is not valid', { details });

export const refusals = {
  token: () =>
    new Refusal(190, 'Error validating access token: Session has expired.', {
      status: 401,
    }),
  noObject: (id: string) =>
    new Refusal(
      100,
      `Unsupported post request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    ),
  unknownPath: () => new Refusal(2500, 'Unknown path components'),
  missing: (name: string) => new Refusal(100, `(#100) The parameter ${name} is required.`),
  tooLongText: () => new Refusal(100, "(#100) Param text['body'] must be at most 4096 characters long."),
  invalid,
  unknown: () => new Refusal(1, 'An unknown error occurred', { status: 500 }),
  unavailable: () =>
    new Refusal(131016, '(#131016) Service unavailable', {
      status: 500,
      details: 'A service is temporarily unavailable.',
    }),
  throughput: (seconds?: number) =>
    new Refusal(130429, '(#130429) Rate limit hit', {
      status: 400,
      details: 'Cloud API message throughput has been reached.',
      ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
    }),
  pair: () =>
    new Refusal(131056, '(#131056) (Business Account, Consumer Account) pair rate limit hit', {
      details:
        'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
    }),
  accountLimit: (minutes: number) =>
    new Refusal(80007, '(#80007) Rate limit issues', {
      headers: {
        'x-business-use-case-usage': JSON.stringify({
          '102290129340398': [
            { type: 'whatsapp', call_count: 100, estimated_time_to_regain_access: minutes },
          ],
        }),
      },
    }),
  undeliverable: () =>
    new Refusal(131026, '(#131026) Message undeliverable', { details: 'Message Undeliverable.' }),
  windowClosed: () =>
    new Refusal(131047, '(#131047) Re-engagement message', {
      details:
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    }),
  noTemplate: (name: string, language: string) =>
    new Refusal(132001, '(#132001) Template name does not exist in the translation', {
      status: 404,
      details: `template name (${name}) does not exist in ${language}`,
    }),
  templateParameters: (wanted: number, given: number) =>
    new Refusal(132000, '(#132000) Number of parameters does not match the expected number of params', {
      details: `body: number of localizable_params (${given}) does not match the expected number of params (${wanted})`,
    }),
  templateParameterText: () =>
    new Refusal(132018, '(#132018) Template parameters invalid', {
      details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    }),
  blocked: () => new Refusal(368, 'Temporarily blocked for policies violations', { status: 403 }),
} as const;
