import type { FastifyInstance } from 'fastify';
import type { ServerContext } from './server.ts';

/** `GET /health`: the process lives. `GET /ready`: what it needs is reachable and the start is complete. */
export function healthRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/health', async () => ({ status: 'alive' }));
  server.get('/ready', async (_request, reply) => {
    const ready = context.health.ready();
    return reply.status(ready ? 200 : 503).send({ ready, waiting_for: context.health.state() });
  });
}
