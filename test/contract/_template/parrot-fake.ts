import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sign } from '../../../channels/_template/webhook.ts';

export interface ParrotShown {
  id: string;
  text: string;
  buttons: { id: string; title: string }[];
}

type Fault = (response: ServerResponse) => void;

/** The made-up platform: a real server, people who speak, and faults on demand. */
export async function startParrotFake(secret: string, webhook: () => string | null) {
  const shown: ParrotShown[] = [];
  const faults: { carriedOut: boolean; strike: Fault }[] = [];
  const waiting = new Set<() => void>();
  const undelivered: object[] = [];
  let last: object | null = null;
  let requests = 0;
  let ids = 0;
  let delivering = false;

  const server = createServer(async (request, response) => {
    requests += 1;
    const fault = faults.shift();
    const body = await read(request);
    const message = { id: `m-${++ids}`, text: body.text, buttons: body.buttons };
    if (fault === undefined || fault.carriedOut) shown.push(message);
    if (fault === undefined) response.end(JSON.stringify({ id: message.id }));
    else fault.strike(response);
    for (const look of [...waiting]) look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const post = async (delivery: object): Promise<boolean> => {
    const to = webhook();
    if (to === null) return false;
    const body = JSON.stringify(delivery);
    const headers = { 'x-parrot-signature': sign(secret, Buffer.from(body)) };
    const response = await fetch(to, { method: 'POST', body, headers }).catch(() => null);
    return response?.ok === true;
  };
  /** Again and again until it is taken; a beat apart, because a webhook that is not there answers at once. */
  const deliver = async (): Promise<void> => {
    if (delivering) return;
    delivering = true;
    while (undelivered[0] !== undefined && webhook() !== null) {
      if (await post(undelivered[0])) undelivered.shift();
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
    delivering = false;
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    requests: () => requests,
    strikeNext: (carriedOut: boolean, strike: Fault) => void faults.push({ carriedOut, strike }),
    /** A person (or, as some platforms report it, we ourselves) did something. */
    happens(event: object) {
      last = { id: `ev-${++ids}`, at: new Date().toISOString(), ...event };
      undelivered.push(last);
      void deliver();
    },
    repeats: async () => void (last !== null && (await post(last))),
    deliver: () => void deliver(),
    until<T>(look: () => T | undefined): Promise<T> {
      return new Promise((resolve) => {
        const again = () => {
          const found = look();
          if (found === undefined) return;
          waiting.delete(again);
          resolve(found);
        };
        waiting.add(again);
        again();
      });
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<Omit<ParrotShown, 'id'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
