import type { FastifyInstance } from 'fastify';
import { templateStatus } from '../app/template-status.ts';
import { requireToken } from './auth.ts';
import { readyApp, type ServerContext } from './server.ts';

/** What serves of the templates and what is wrong with them. */
export function templatesRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/v1/templates', async (request) => {
    requireToken(context, request);
    const { db, templates } = readyApp(context);
    return { files: await templateStatus(db, templates.status()) };
  });
}
