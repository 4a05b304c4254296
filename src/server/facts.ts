import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { takeFacts } from '../app/take-facts.ts';
import { faultPath } from '../intake/generic.ts';
import { AfterwordError } from '../model/errors.ts';
import { Fact } from '../model/fact.ts';
import { requireToken } from './auth.ts';
import { readyApp, type ServerContext } from './server.ts';

const Facts = z.strictObject({ facts: z.array(Fact).min(1).max(1000) });

/** @throws AfterwordError AW_HOOK_JSON, AW_HOOK_FIELDS with every fault and its path; nothing is stored then */
function parseFacts(body: unknown): Fact[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    throw new AfterwordError('AW_HOOK_JSON', 'The body is not JSON.');
  }
  const parsed = Facts.safeParse(value);
  if (parsed.success) return parsed.data.facts;
  const faults = parsed.error.issues.map((issue) => ({
    path: faultPath(issue.path),
    message: issue.message,
  }));
  const paths = faults
    .slice(0, 10)
    .map(({ path }) => path)
    .join(', ');
  throw new AfterwordError('AW_HOOK_FIELDS', `The facts have ${faults.length} faults: ${paths}.`, { faults });
}

/** Business facts come in; wants the API token. */
export function factRoutes(server: FastifyInstance, context: ServerContext): void {
  server.post('/v1/facts', async (request) => {
    requireToken(context, request);
    const facts = parseFacts(request.body);
    return takeFacts(readyApp(context).db, facts, readyApp(context).now());
  });
}
