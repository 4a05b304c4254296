import type { HttpRoute } from '../../src/model/http.ts';
import type { PageDesk } from './page-desk.ts';
import { onRate, showRating, takeRating } from './rate-route.ts';
import { onUnsubscribe, showUnsubscribe, takeUnsubscribe } from './unsubscribe-route.ts';

/** The pages that mails link to: a GET shows, only a POST acts, because scanners of mail open every link. */
export const pageRoutes = (desk: PageDesk): HttpRoute[] => [
  { method: 'GET', path: '/rate', handle: (request) => onRate(desk, request, showRating) },
  { method: 'POST', path: '/rate', handle: (request) => onRate(desk, request, takeRating) },
  { method: 'GET', path: '/unsubscribe', handle: (request) => onUnsubscribe(desk, request, showUnsubscribe) },
  {
    method: 'POST',
    path: '/unsubscribe',
    handle: (request) => onUnsubscribe(desk, request, takeUnsubscribe),
  },
];
