import { createHmac } from 'node:crypto';
import { atMostEvery } from '../../src/model/at-most.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import { sameText } from '../../src/model/signature.ts';
import { linkPage, PAGE_HEADERS, tokenPage } from './pair-page.ts';
import type { Link } from './pairing.ts';

const COOKIE = 'afterword_pair';

/** Long enough to fetch the phone and to scan. */
const SHOWN_FOR_MS = 30 * 60_000;

/**
 * `GET /pair` shows the code to whoever has posted the API token there. The token itself is kept nowhere: what the
 * browser keeps is a pass of ours to this page alone, out of reach of scripts.
 */
export function pairRoutes(context: ChannelContext, link: () => Link): HttpRoute[] {
  const { now, isOperator, publicUrl, secretFor, log } = context;
  const tell = atMostEvery(1_000, () =>
    log.warn({}, 'whatsapp-web: the page with the pairing code was asked for with a wrong token'),
  );
  const signed = (until: string): string =>
    `${until}.${createHmac('sha256', secretFor('pair')).update(until).digest('base64url')}`;

  function admitted({ headers }: HttpRequest): boolean {
    const [, pass = ''] =
      /(?:^|;\s*)afterword_pair=(\d{13}\.[\w-]{43})(?:;|$)/.exec(headers.cookie ?? '') ?? [];
    const [until = ''] = pass.split('.');
    return pass !== '' && sameText(pass, signed(until)) && Number(until) > now().getTime();
  }

  function letIn({ headers }: HttpRequest): HttpResponse {
    const until = String(now().getTime() + SHOWN_FOR_MS);
    const secure = publicUrl?.startsWith('https:') === true && new URL(publicUrl).host === headers.host;
    const cookie = `${COOKIE}=${signed(until)}; Max-Age=${SHOWN_FOR_MS / 1000}; HttpOnly; SameSite=Strict`;
    // Sent on to the page, so that a reload posts no token.
    return {
      status: 303,
      headers: {
        location: 'pair',
        'cache-control': 'no-store',
        'set-cookie': `${cookie}${secure ? '; Secure' : ''}`,
      },
    };
  }

  return [
    {
      method: 'GET',
      path: '/pair',
      handle: async (request) => shown(200, admitted(request) ? linkPage(link()) : tokenPage(false)),
    },
    {
      method: 'POST',
      path: '/pair',
      bodyLimit: 4096,
      async handle(request) {
        const form = new URLSearchParams(new TextDecoder().decode(request.body));
        if (isOperator(form.get('token')?.trim() ?? '')) return letIn(request);
        tell(null);
        return shown(401, tokenPage(true));
      },
    },
  ];
}

const shown = (status: number, body: string): HttpResponse => ({ status, headers: PAGE_HEADERS, body });
