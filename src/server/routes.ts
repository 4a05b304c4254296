import type { FastifyInstance } from 'fastify';
import { apiRoutes } from './api.ts';
import { channelRoutes } from './channels.ts';
import { healthRoutes } from './health-routes.ts';
import { hookRoutes } from './hooks.ts';
import type { ServerContext } from './server.ts';

/** Everything that the service answers over HTTP. */
export function serviceRoutes(server: FastifyInstance, context: ServerContext): void {
  healthRoutes(server, context);
  hookRoutes(server, context);
  apiRoutes(server, context);
  channelRoutes(server, context);
}
