import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HttpRoute } from '../../src/model/http.ts';

const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

/** The widget as it stands in `widget/`: a test holds this list against the folder. */
export const WIDGET_FILES = [
  'widget.js',
  'widget.css',
  'bubbles.js',
  'connection.js',
  'outbox.js',
  'parts.js',
  'sse.js',
  'thread.js',
  'visitor.js',
  'words.js',
] as const;

/**
 * Routes that serve the widget's files. They hold nothing secret and any site may load them; what they can do is
 * decided by the API's own cross-origin rule.
 */
export const widgetRoutes = (): HttpRoute[] => WIDGET_FILES.map(fileRoute);

function fileRoute(name: (typeof WIDGET_FILES)[number]): HttpRoute {
  const body = readFileSync(new URL(`./widget/${name}`, import.meta.url));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': name.endsWith('.css') ? TYPES.css : TYPES.js,
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    etag,
  };
  return {
    method: 'GET',
    path: `/${name}`,
    file: true,
    handle: async (request) =>
      request.headers['if-none-match'] === etag ? { status: 304, headers } : { status: 200, headers, body },
  };
}
