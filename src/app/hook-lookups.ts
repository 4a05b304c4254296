import type { HelpdeskApi, LookedUp, Lookup } from '../intake/source.ts';

/** How a question to a helpdesk's API went. Codes are for the hook's row, never with words of the answer. */
export type LookupOutcome =
  | { kind: 'found'; found: LookedUp }
  /** Not now; the work is put off. */
  | { kind: 'wait'; seconds: number; code: string; isFailure: boolean }
  /** Our credentials or the question are at fault: asking again changes nothing. */
  | { kind: 'refused'; code: string };

export interface Lookups {
  ask(source: string, api: HelpdeskApi, lookup: Lookup): Promise<LookupOutcome>;
}

const CALL_TIMEOUT_MS = 10_000;
const MOST_KEPT = 5_000;
const LARGEST_ANSWER = 1024 * 1024;
const MINUTE_MS = 60_000;
const USUAL_PAUSE_SECONDS = 30;

/** Asks, keeps what may be kept, asks for one thing once at a time, and stays below each helpdesk's limit. */
export function openLookups(now: () => number = () => performance.now()): Lookups {
  const kept = new Map<string, { found: LookedUp; until: number }>();
  const asking = new Map<string, Promise<LookupOutcome>>();
  const calls = new Map<string, number[]>();

  function keep(key: string, found: LookedUp, seconds: number): void {
    if (seconds === 0) return;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, { found, until: now() + seconds * 1000 });
  }

  /** Milliseconds until the next call is allowed; 0 takes the allowance. */
  function pauseFor(source: string, perMinute: number): number {
    const at = now();
    const recent = (calls.get(source) ?? []).filter((time) => time > at - MINUTE_MS);
    calls.set(source, recent);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= perMinute) return oldest + MINUTE_MS - at;
    recent.push(at);
    return 0;
  }

  async function call(source: string, api: HelpdeskApi, lookup: Lookup): Promise<LookupOutcome> {
    const pause = pauseFor(source, api.perMinute);
    if (pause > 0)
      return { kind: 'wait', seconds: Math.ceil(pause / 1000), code: 'own_limit', isFailure: false };
    const outcome = await get(api, lookup.path);
    if (outcome.kind === 'found') keep(`${source} ${lookup.path}`, outcome.found, lookup.keepSeconds);
    return outcome;
  }

  return {
    async ask(source, api, lookup) {
      const key = `${source} ${lookup.path}`;
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return { kind: 'found', found: known.found };
      kept.delete(key);
      const asked = asking.get(key) ?? call(source, api, lookup).finally(() => asking.delete(key));
      asking.set(key, asked);
      return asked;
    },
  };
}

/** Redirects are not followed: the token would go along. */
async function get(api: HelpdeskApi, path: string): Promise<LookupOutcome> {
  try {
    const response = await fetch(`${api.root}${path}`, {
      headers: { accept: 'application/json', ...api.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const text = await readAtMost(response, LARGEST_ANSWER);
    return judge(response, text);
  } catch (error) {
    const code = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    return { kind: 'wait', seconds: USUAL_PAUSE_SECONDS, code, isFailure: true };
  }
}

function judge(response: Response, text: string | null): LookupOutcome {
  const { status } = response;
  const code = `http_${status}`;
  if (status === 404 || status === 410) return { kind: 'found', found: { body: null } };
  if (status === 429) return { kind: 'wait', seconds: retryAfter(response), code, isFailure: false };
  if (status >= 500) return { kind: 'wait', seconds: USUAL_PAUSE_SECONDS, code, isFailure: true };
  if (!response.ok) return { kind: 'refused', code };
  if (text === null) return { kind: 'refused', code: 'answer_too_large' };
  try {
    return { kind: 'found', found: { body: JSON.parse(text) } };
  } catch {
    return { kind: 'refused', code: 'answer_not_json' };
  }
}

/** In seconds; helpdesks also write the moment, as seconds since 1970 (`x-ratelimit-reset`). */
function retryAfter({ headers }: Response): number {
  const told = Number(headers.get('retry-after') ?? Number.NaN);
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) - Date.now() / 1000;
  const seconds = [told, reset].find((one) => Number.isFinite(one) && one > 0) ?? USUAL_PAUSE_SECONDS;
  return Math.min(Math.ceil(seconds), 3_600);
}

async function readAtMost(response: Response, most: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
