import { once } from 'node:events';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Changes } from '../telegram/changes.ts';
import type { Delivery, Envelope, Patience } from './envelope.ts';
import type { Platform } from './platform.ts';
import { APP_ID } from './world.ts';

const MOST_CONNECTIONS = 10;

/** Socket Mode: envelopes over web sockets, each to one of the open connections, acknowledged by their id. */
export class SocketMode implements Delivery {
  readonly connections: WebSocket[] = [];
  /** How many were opened so far. */
  opened = 0;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #changes: Changes;
  readonly #patience: Patience;
  readonly #open = new Map<string, Envelope>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #turn = 0;

  constructor(http: Server, platform: Platform, patience: Patience) {
    this.#changes = platform.changes;
    this.#patience = patience;
    http.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname !== '/link' || !platform.tickets.delete(url.searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 409 Conflict\r\n\r\n');
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection));
    });
  }

  deliver(envelope: Envelope): void {
    this.#open.set(envelope.id, envelope);
    this.#send(envelope);
  }

  /** Slack recycles its end: it says so and leaves the closing to the app. */
  refresh(reason: 'warning' | 'refresh_requested' | 'link_disabled' = 'refresh_requested'): void {
    for (const connection of this.connections)
      connection.send(JSON.stringify({ type: 'disconnect', reason }));
  }

  /** The connections break, without a word. */
  breaks(): void {
    for (const connection of this.connections) connection.terminate();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#open.clear();
    for (const connection of this.connections) connection.terminate();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #welcome(connection: WebSocket): void {
    if (this.connections.length >= MOST_CONNECTIONS) {
      connection.close(1008, 'too_many_websockets');
      return;
    }
    this.connections.push(connection);
    this.opened += 1;
    connection.on('message', (data) => this.#heard(String(data)));
    connection.on('error', () => connection.terminate());
    connection.on('close', () => {
      this.connections.splice(this.connections.indexOf(connection), 1);
      this.#changes.happened();
    });
    const hello = {
      type: 'hello',
      num_connections: this.connections.length,
      debug_info: { host: 'applink-fake', approximate_connection_time: 18_060 },
      connection_info: { app_id: APP_ID },
    };
    connection.send(JSON.stringify(hello));
    for (const envelope of [...this.#open.values()]) this.#send(envelope);
    this.#changes.happened();
  }

  #send(envelope: Envelope): void {
    const connection = this.connections[this.#turn % Math.max(1, this.connections.length)];
    this.#turn += 1;
    if (connection === undefined) {
      this.#unheard(envelope);
      return;
    }
    const { id, kind, payload, deliveries } = envelope;
    const again = deliveries > 0 && { retry_attempt: deliveries, retry_reason: 'timeout' };
    const accepts_response_payload = kind !== 'events_api';
    connection.send(
      JSON.stringify({ envelope_id: id, type: kind, payload, accepts_response_payload, ...again }),
    );
    envelope.deliveries += 1;
    this.#after(this.#patience.ackMs, () => {
      if (this.#open.has(id)) this.#retry(envelope);
    });
  }

  /** Events wait for a connection; a person who clicks meanwhile is shown an error. */
  #unheard(envelope: Envelope): void {
    if (envelope.kind !== 'events_api') this.#settle(envelope, 'lost');
  }

  #retry(envelope: Envelope): void {
    const pause =
      envelope.kind === 'events_api' ? this.#patience.retryMs[envelope.deliveries - 1] : undefined;
    if (pause === undefined) {
      this.#settle(envelope, 'lost');
      return;
    }
    this.#after(pause, () => {
      if (this.#open.has(envelope.id)) this.#send(envelope);
    });
  }

  #heard(data: string): void {
    const { envelope_id: id, payload } = JSON.parse(data) as { envelope_id?: string; payload?: unknown };
    const envelope = this.#open.get(id ?? '');
    if (envelope === undefined) return;
    envelope.response = payload;
    this.#settle(envelope, 'acked');
  }

  #settle(envelope: Envelope, state: 'acked' | 'lost'): void {
    this.#open.delete(envelope.id);
    envelope.state = state;
    this.#changes.happened();
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}
