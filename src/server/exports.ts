import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { exportFigures } from '../app/export/figures.ts';
import { EXPORT_FORMATS, type ExportFile } from '../app/export/formats.ts';
import { exportResponses } from '../app/export/responses.ts';
import { InstantOrDay } from '../model/instant.ts';
import { METRICS } from '../model/measurement.ts';
import { requireToken } from './auth.ts';
import { ManyConditions, metricQuery } from './figure-conditions.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const Format = z.enum(EXPORT_FORMATS).default('csv');
const ResponseConditions = z.strictObject({
  format: Format,
  from: InstantOrDay.optional(),
  to: InstantOrDay.optional(),
});
const FigureExport = ManyConditions.extend({ format: Format });

const sent = (reply: FastifyReply, name: string, { contentType, extension, pieces }: ExportFile) =>
  reply
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="afterword-${name}.${extension}"`)
    .send(Readable.from(pieces));

/** Whole tables as files; both routes want the API token. Rows are read as they are sent. */
export function exportRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/v1/exports/responses', async (request, reply) => {
    requireToken(context, request);
    const { format, from = null, to = null } = parseQuery(ResponseConditions, queryObject(request));
    return sent(reply, 'responses', exportResponses(readyApp(context).db, format, { from, to }));
  });

  server.get('/v1/exports/figures', async (request, reply) => {
    requireToken(context, request);
    const { format, metrics = METRICS, ...conditions } = parseQuery(FigureExport, queryObject(request));
    const { db, measurement, now } = readyApp(context);
    const queries = metrics.map((metric) => metricQuery(metric, conditions));
    return sent(reply, 'figures', await exportFigures(db, measurement, format, queries, now()));
  });
}
