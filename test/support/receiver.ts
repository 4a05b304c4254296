import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks that answers with these codes, one after another, and then with 204. */
export async function startReceiver(codes: readonly number[] = []) {
  const taken: { headers: IncomingHttpHeaders; body: string }[] = [];
  const answers = [...codes];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  return { taken, host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
