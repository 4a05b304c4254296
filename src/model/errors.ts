/**
 * Every error a person can meet, in one table: what is wrong in general and what to do next. The message of a
 * thrown error adds what happened and where. `docs/errors.md` is generated from this table; a test holds both
 * directions (no code undocumented, no document without a code).
 */
export const ERRORS = {
  AW_USAGE: {
    status: 400,
    retryable: false,
    what: 'A command was called the wrong way.',
    next: 'Run "npx afterword --help", or the command with --help.',
  },
  AW_SETTINGS: {
    status: 500,
    retryable: false,
    what: 'A setting is missing or has a wrong value.',
    next: 'Compare with .env.example; "npx afterword doctor" names each setting.',
  },
  AW_DESK: {
    status: 500,
    retryable: false,
    what: "The file of the agents' desk (DESK_FILE) has faults.",
    next: 'Mend the lines that the message names; src/desk/README.md shows every key.',
  },
  AW_HOOK_FIELDS: {
    status: 400,
    retryable: false,
    what: 'A hook has fields that are missing, unknown or of a wrong kind. Nothing was stored.',
    next: 'Mend the fields at the paths given and send it again.',
  },
  AW_HOOK_JSON: {
    status: 400,
    retryable: false,
    what: 'The body is not JSON. Nothing was stored.',
    next: 'Send a JSON object with the header "Content-Type: application/json".',
  },
  AW_HOOK_MAPPING: {
    status: 500,
    retryable: false,
    what: 'A mapping of a helpdesk (YAML) has faults. Its hooks are not taken.',
    next: 'Mend the places given; "npx afterword hooks test FILE --payload FILE" shows what becomes of a hook.',
  },
  AW_QUERY: {
    status: 400,
    retryable: false,
    what: 'A query parameter is unknown or has a wrong value.',
    next: 'Mend the parameters at the paths given.',
  },
  AW_UNAUTHORIZED: {
    status: 401,
    retryable: false,
    what: 'The token or the signature is missing or wrong. Nothing was read.',
    next: 'Send "Authorization: Bearer <API_TOKEN>", or check the signing secret of the sender.',
  },
  AW_NOT_FOUND: {
    status: 404,
    retryable: false,
    what: 'There is nothing under this name.',
    next: 'Check the name for a slip; the message says what was looked for. Paths are listed in docs/api.md.',
  },
  AW_TOO_LARGE: {
    status: 413,
    retryable: false,
    what: 'The body is larger than 1 MiB, or than its route takes. Nothing was stored.',
    next: 'Send a conversation without its transcript: only the fields of the hook are used.',
  },
  AW_CHANNEL_UNKNOWN: {
    status: 422,
    retryable: false,
    what: 'The channel is not known or not switched on. Nothing was stored.',
    next: 'Use one of the channels that the message lists, or set the settings of that channel.',
  },
  AW_ADDRESS: {
    status: 422,
    retryable: false,
    what: 'The address is missing or not one of this channel. Nothing was stored.',
    next: 'Send "address" in the form that the message shows.',
  },
  AW_TEMPLATE: {
    status: 500,
    retryable: false,
    what: 'A template has faults. The last good version stays in force.',
    next: 'Mend the lines given; "npx afterword templates check" shows all faults at once.',
  },
  AW_HISTORY: {
    status: 400,
    retryable: false,
    what: 'A file of past conversations, or a list of refusals, cannot be read.',
    next: 'Mend the rows given; "npx afterword plan --help" and "npx afterword suppress --help" name the columns.',
  },
  AW_IMPORT: {
    status: 400,
    retryable: false,
    what: 'A file cannot be imported as it is told. Rows that were taken before stay; importing again repeats none.',
    next: 'Mend the file or its mapping as the message says and import it again.',
  },
  AW_EXPORT: {
    status: 500,
    retryable: false,
    what: 'The file of an export cannot be written. What was there before is as it was.',
    next: 'Name a file with --output in a folder that this user may write to, on a disk with room.',
  },
  AW_DATABASE: {
    status: 503,
    retryable: true,
    what: 'PostgreSQL is not reachable.',
    next: 'Check DATABASE_URL and that the server runs; afterword waits and goes on by itself.',
  },
  AW_MIGRATION: {
    status: 500,
    retryable: false,
    what: 'The tables of the database could not be brought up to date. They are as they were before.',
    next: 'Run the newest version of afterword that this database has seen, or mend what the message names.',
  },
  AW_QUEUE: {
    status: 503,
    retryable: true,
    what: 'The queue (Redis or PostgreSQL) is not reachable.',
    next: 'Check REDIS_URL and that the server runs; afterword waits and goes on by itself.',
  },
  AW_EMBEDDED_POSTGRES: {
    status: 500,
    retryable: false,
    what: 'The embedded PostgreSQL could not be started.',
    next: 'Read the server log that the message names, or set DATABASE_URL to a server of your own.',
  },
  AW_PORT: {
    status: 500,
    retryable: false,
    what: 'The port is in use.',
    next: 'Set PORT to a free one.',
  },
  AW_INTERNAL: {
    status: 500,
    retryable: true,
    what: 'Something went wrong inside afterword.',
    next: 'Look up the request id in the log; the hook may be sent again without harm.',
  },
} as const satisfies Record<string, { status: number; retryable: boolean; what: string; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One fault among several, with the path or place where it stands. */
export interface Fault {
  path: string;
  message: string;
}

/** An error for a person: what happened, where, and (from the table) what to do next. */
export class AfterwordError extends Error {
  override readonly name = 'AfterwordError';
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, message: string, detail: { faults?: readonly Fault[]; cause?: unknown } = {}) {
    super(message, { cause: detail.cause });
    this.code = code;
    this.faults = detail.faults ?? [];
  }

  get next(): string {
    return ERRORS[this.code].next;
  }
}

/** An error as it is answered over HTTP and printed by the CLI. */
export function describeError(error: AfterwordError): {
  code: ErrorCode;
  message: string;
  faults?: readonly Fault[];
  next: string;
} {
  const faults = error.faults.length > 0 ? { faults: error.faults } : {};
  return { code: error.code, message: error.message, ...faults, next: error.next };
}
