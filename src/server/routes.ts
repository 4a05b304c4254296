import type { FastifyInstance } from 'fastify';
import { apiRoutes } from './api.ts';
import { channelRoutes } from './channels.ts';
import { consentRoutes } from './consent-api.ts';
import { exportRoutes } from './exports.ts';
import { factRoutes } from './facts.ts';
import { funnelRoutes } from './funnel-api.ts';
import { healthRoutes } from './health-routes.ts';
import { hookRoutes } from './hooks.ts';
import { metricRoutes } from './metrics-api.ts';
import { replayRoutes } from './replay.ts';
import type { ServerContext } from './server.ts';
import { serviceMetrics } from './service-metrics.ts';
import { templatesRoutes } from './templates-api.ts';

/** Everything that the service answers over HTTP. */
export function serviceRoutes(server: FastifyInstance, context: ServerContext): void {
  serviceMetrics(server);
  healthRoutes(server, context);
  hookRoutes(server, context);
  apiRoutes(server, context);
  metricRoutes(server, context);
  factRoutes(server, context);
  exportRoutes(server, context);
  replayRoutes(server, context);
  templatesRoutes(server, context);
  consentRoutes(server, context);
  funnelRoutes(server, context);
  channelRoutes(server, context);
}
