interface SystemError {
  name?: string;
  code?: string | number;
  syscall?: string;
  cause?: unknown;
  errors?: readonly unknown[];
}

/** The error and all that it was caused by. */
function chain(error: unknown): SystemError[] {
  const found: SystemError[] = [];
  const open = [error];
  while (open.length > 0 && found.length < 20) {
    const next = open.shift();
    if (typeof next !== 'object' || next === null) continue;
    const { cause, errors = [] } = next as SystemError;
    found.push(next as SystemError);
    open.push(cause, ...errors);
  }
  return found;
}

const textCode = ({ code }: SystemError): string => (typeof code === 'string' ? code : '');

/** What went wrong with a request that got no answer, in one word: "timeout", "ECONNRESET", "network". */
export function networkCode(error: unknown): string {
  const errors = chain(error);
  if (errors.some(({ name }) => name === 'TimeoutError')) return 'timeout';
  return errors.map(textCode).find(Boolean) ?? 'network';
}

const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT)$|CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO_/;

/** Whether no connection came about: then nothing was sent for certain. (Some ports the runtime never calls.) */
export const neverSent = (error: unknown): boolean =>
  chain(error).some(
    (one) => NO_CONNECTION.test(textCode(one)) || one.syscall === 'connect' || one.syscall === 'getaddrinfo',
  );
