/** CORS for one origin, as an option of the app. */
import { also, asksForHeaders, exposed, hugeId, itemApp, never, originOf } from './cors.ts';
import type { Exchange } from './exchange.ts';

const ours = 'https://myapp.com';
const isOurs = (exchange: Exchange): boolean => originOf(exchange) === ours;
const isForeign = (exchange: Exchange): boolean => originOf(exchange) !== undefined && !isOurs(exchange);
const nothing = ['an origin that is not listed is told nothing of what others may', isForeign] as const;

export const corsapp = itemApp(
  { corsOrigins: [ours] },
  {
    file: 'corsapp',
    differences: [
      { ...hugeId, headers: { 'access-control-allow-origin': ours, 'access-control-allow-credentials': 'true' } },
    ],
    headers: [
      exposed(isOurs),
      also('vary', 'Origin', [
        'caches are told that the reply depends on the origin, also where none was sent',
        ({ response }) => !('vary' in response.headers),
      ]),
      also('vary', 'Access-Control-Request-Headers, Origin', [
        'the headers that a preflight asks for are sent back, so the reply depends on them',
        (exchange) => isOurs(exchange) && asksForHeaders(exchange),
      ]),
      never('access-control-allow-credentials', nothing),
      never('access-control-allow-headers', nothing),
      never('access-control-allow-methods', nothing),
      never('access-control-max-age', nothing),
    ],
  },
);
