/** A call that the Bot API refuses, with its true texts. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: object | undefined;

  constructor(code: number, description: string, parameters?: object) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }

  get body(): object {
    const parameters = this.parameters && { parameters: this.parameters };
    return { ok: false, error_code: this.code, description: this.message, ...parameters };
  }
}

const bad = (what: string, parameters?: object) => new Refusal(400, `Bad Request: ${what}`, parameters);
const forbidden = (what: string) => new Refusal(403, `Forbidden: ${what}`);
const conflict = (what: string) => new Refusal(409, `Conflict: ${what}`);

export const refusals = {
  unauthorized: () => new Refusal(401, 'Unauthorized'),
  notFound: () => new Refusal(404, 'Not Found'),
  internal: () => new Refusal(500, 'Internal Server Error'),
  badGateway: () => new Refusal(502, 'Bad Gateway'),
  tooManyRequests: (seconds: number) =>
    new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }),
  chatNotFound: () => bad('chat not found'),
  blocked: () => forbidden('bot was blocked by the user'),
  deactivated: () => forbidden('user is deactivated'),
  kicked: (group: 'group' | 'supergroup') => forbidden(`bot was kicked from the ${group} chat`),
  upgraded: (to: number) => bad('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: to }),
  threadNotFound: () => bad('message thread not found'),
  connectionNotFound: () => bad('business connection not found'),
  emptyText: () => bad('message text is empty'),
  tooLong: () => bad('message is too long'),
  buttonText: () =>
    bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
  buttonData: () => bad('BUTTON_DATA_INVALID'),
  editNotFound: () => bad('message to edit not found'),
  notModified: () =>
    bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    ),
  queryTooOld: () => bad('query is too old and response timeout expired or query ID is invalid'),
  otherPoller: () =>
    conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
  webhookSet: () => conflict('terminated by setWebhook request'),
  webhookActive: () =>
    conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    ),
  webhookNeedsHttps: () => bad('bad webhook: An HTTPS URL must be provided for webhook'),
} as const;
