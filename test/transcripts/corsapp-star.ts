/** CORS for any origin. */
import { also, asksForHeaders, exposed, hugeId, itemApp, never } from './cors.ts';

const everybody = () => true;

export const corsappStar = itemApp(
  { corsOrigins: ['*'] },
  {
    file: 'corsapp-star',
    differences: [hugeId],
    headers: [
      exposed(everybody),
      also('access-control-allow-origin', '*', [
        'every origin gets the same reply, also the one that sends cookies, asks first, or is not told',
        ({ response }) => response.headers['access-control-allow-origin'] !== '*',
      ]),
      never('access-control-allow-credentials', [
        'with credentials for any origin, every page of the web acts as its visitor',
        everybody,
      ]),
      never('vary', ['the reply does not depend on the origin', (exchange) => !asksForHeaders(exchange)]),
      also('vary', 'Access-Control-Request-Headers', [
        'the headers that a preflight asks for are sent back, so the reply depends on them',
        asksForHeaders,
      ]),
    ],
  },
);
