/** CORS as a middleware of the original, which is the option `corsOrigins` here. */
import { also, exposed, itemApp, never } from './cors.ts';

const everybody = () => true;
const forPreflights = [
  'methods and headers are for the answer to a preflight, where browsers look',
  everybody,
] as const;

export const corsmw = itemApp(
  { corsOrigins: ['*'] },
  {
    file: 'corsmw',
    differences: [
      {
        names: ['preflight'],
        because: 'a preflight is answered, where the original lets no page of another origin write',
        status: 200,
        body: 'OK',
        headers: {
          'access-control-allow-headers': 'Content-Type, Authorization, X-Foo',
          'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
          'access-control-max-age': '600',
          vary: 'Access-Control-Request-Headers',
        },
      },
    ],
    headers: [
      exposed(everybody),
      also('access-control-allow-origin', '*', [
        'what the router answers can be read too',
        ({ response }) => !('access-control-allow-origin' in response.headers),
      ]),
      never('access-control-allow-methods', forPreflights),
      never('access-control-allow-headers', forPreflights),
    ],
  },
);
