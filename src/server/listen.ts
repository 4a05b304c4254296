import type { FastifyInstance } from 'fastify';
import { AfterwordError } from '../model/errors.ts';

const PORTS_TO_TRY = 50;

/**
 * Begins to listen. @returns the base URL with the port that was taken
 * @throws AfterwordError AW_PORT when the port is in use and no other may be tried
 */
export async function listen(
  server: FastifyInstance,
  { host, port, tryNext }: { host: string; port: number; tryNext: boolean },
): Promise<string> {
  for (let at = port; ; at++) {
    try {
      await server.listen({ host, port: at });
      const address = server.server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : at;
      return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${taken}`;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
      if (tryNext && port !== 0 && at - port < PORTS_TO_TRY) continue;
      const why = code === 'EACCES' ? 'may not be used by this user' : 'is in use';
      throw new AfterwordError('AW_PORT', `Port ${at} on ${host} ${why}.`, { cause: error });
    }
  }
}
