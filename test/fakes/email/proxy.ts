import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between a client and a server of loopback that can be counted and cut. */
export interface Wire {
  port: number;
  /** Connections ever made. */
  made(): number;
  open(): number;
  /** Resolves once no connection is open. */
  idle(): Promise<void>;
  /** Cuts all connections at once; what comes later is connected again, or refused while `down`. */
  cut(): void;
  down(is: boolean): void;
  close(): Promise<void>;
}

export async function layWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const changes = new EventEmitter();
  let made = 0;
  let refuses = false;
  const server = createServer((client) => {
    made += 1;
    if (refuses) {
      client.destroy();
      return;
    }
    const far = connect(to, '127.0.0.1');
    sockets.add(client);
    const end = () => {
      client.destroy();
      far.destroy();
      if (sockets.delete(client)) changes.emit('closed');
    };
    for (const side of [client, far]) side.on('error', end).on('close', end);
    client.pipe(far).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    made: () => made,
    open: () => sockets.size,
    async idle() {
      while (sockets.size > 0) await once(changes, 'closed');
    },
    cut,
    down: (is) => {
      refuses = is;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
