import { type LookupAddress, lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';

/** Which hosts a webhook may reach: those that are named, or with null every public one. */
export type WebhookHosts = readonly string[] | null;

const CALL_TIMEOUT_MS = 10_000;
const LIMITS = { headersTimeout: CALL_TIMEOUT_MS, bodyTimeout: CALL_TIMEOUT_MS };
const CONNECT_TIMEOUT_MS = 5_000;

/** Networks that are nobody's business from outside: this machine, private and link-local ones, and the rest of RFC 6890. */
const INNER = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  INNER.addSubnet(network, prefix, 'ipv4');
}
// Everything that is not global unicast, and what carries an IPv4 address inside.
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const) {
  INNER.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '');
  if (isIP(plain) === 4) return !INNER.check(plain, 'ipv4');
  return isIP(plain) === 6 && GLOBAL.check(plain, 'ipv6') && !INNER.check(plain, 'ipv6');
}

const USUAL_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** An entry is a host, a host with its port, or `*.example.com` for every host below it. */
const matches = (entry: string, url: URL): boolean =>
  entry === url.hostname ||
  entry === `${url.hostname}:${url.port || USUAL_PORTS[url.protocol]}` ||
  (entry.startsWith('*.') && url.hostname.endsWith(entry.slice(1)));

const named = new Agent({ ...LIMITS, connect: { timeout: CONNECT_TIMEOUT_MS } });
const guarded = new Agent({ ...LIMITS, connect: { timeout: CONNECT_TIMEOUT_MS, lookup: publicLookup() } });

/** Where webhooks may go: of templates to some hosts, and beside them to the addresses that are told of scores. */
interface Allowed {
  hosts: WebhookHosts;
  /** Set by whoever may reach the server's settings: no rule of hosts is for these. */
  scores: readonly string[];
}

/**
 * The client for an address, or why it is not called. A name is judged by what it resolves to at the moment of the
 * connection: between a look and a call it could change.
 */
export function clientFor(address: string, { hosts, scores }: Allowed): Agent | 'host_not_allowed' {
  if (scores.includes(address)) return named;
  const url = new URL(address);
  if (hosts !== null) return hosts.some((entry) => matches(entry, url)) ? named : 'host_not_allowed';
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' || (isIP(literal) !== 0 && !isPublicAddress(literal)))
    return 'host_not_allowed';
  return guarded;
}

/** Resolves to public addresses only; fails where there is none. */
function publicLookup(): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const open: LookupAddress[] =
        error === null ? found.filter(({ address }) => isPublicAddress(address)) : [];
      const [first] = open;
      if (error !== null) done(error, '');
      else if (first === undefined) done(innerAddress(hostname), '');
      else if (options.all === true) done(null, open);
      else done(null, first.address, first.family);
    });
  };
}

const innerAddress = (hostname: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${hostname} leads to an inner network`), { code: 'host_not_allowed' });
