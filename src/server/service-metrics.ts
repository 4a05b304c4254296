import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * `GET /metrics`: what the service counts of itself, in Prometheus' text form. Requests without a valid token or
 * signature are counted by where they were sent to; nothing of them is kept.
 */
export function serviceMetrics(server: FastifyInstance): void {
  const refused = new Map<string, number>();
  server.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode !== 401) return;
    const at = placeOf(request);
    refused.set(at, (refused.get(at) ?? 0) + 1);
  });
  server.get('/metrics', async (_request, reply) => {
    const lines = [...refused].map(([at, count]) => `afterword_unauthorized_total{at="${at}"} ${count}`);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send([...HEAD, ...lines, ''].join('\n'));
  });
}

const HEAD = [
  '# HELP afterword_unauthorized_total Requests refused with 401: the token or signature was missing or wrong.',
  '# TYPE afterword_unauthorized_total counter',
];

/** "/channels/telegram/webhook", "/hooks/generic", "/v1/metrics/:metric": only what a route of ours answered. */
function placeOf({ routeOptions, params }: FastifyRequest): string {
  const { name, '*': rest } = (params ?? {}) as Record<string, string | undefined>;
  const place = (routeOptions.url ?? '').replace(':name', name ?? '').replace('*', rest ?? '');
  return place.replace(/[^\w/:.-]/g, '_').slice(0, 100);
}
