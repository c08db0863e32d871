/** An app that a YAML file makes: the recorded file, byte for byte. */
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { also, exposed, never, originOf } from './cors.ts';
import type { Difference } from './difference.ts';
import { type Exchange, readExchanges } from './exchange.ts';
import { secret } from './login.ts';
import type { Transcript } from './replay.ts';

const loginValidator = (username: string, password: string) =>
  password === 'ok' ? { sub: username, is_admin: username === 'admin' } : null;

vi.stubEnv('LIGHTAPI_JWT_SECRET', secret);
const { options, routes } = await readConfig(fileURLToPath(new URL('yamlapp.yaml', import.meta.url)), {
  database: 'sqlite:///:memory:',
  loginValidator,
});
vi.unstubAllEnvs();

const isPreflight = ({ request }: Exchange): boolean => request.method === 'OPTIONS';
const isAny = (): boolean => true;
const forPreflights = [
  'methods and headers are for the answer to a preflight, where browsers look',
  (exchange: Exchange) => !isPreflight(exchange),
] as const;

const differences: readonly Difference[] = [
  {
    names: ['login'],
    because: 'the token ends an hour from now',
    body: { token: expect.stringMatching(/^ey[\w-]+\.[\w-]+\.[\w-]+$/), user: { sub: 'admin', is_admin: true } },
  },
];

export const yamlapp: Transcript = {
  exchanges: readExchanges('yamlapp'),
  endpoints: routes,
  options,
  differences,
  headers: [
    exposed(isAny),
    also('access-control-allow-origin', '*', [
      'what the router and the login answer can be read too',
      ({ response }) => !('access-control-allow-origin' in response.headers),
    ]),
    also('vary', 'Origin', [
      'one origin is listed by name: caches are told that the reply depends on it',
      ({ response }) => !('vary' in response.headers),
    ]),
    never('access-control-allow-credentials', [
      'an origin that is not listed reads what needs no credentials',
      (exchange) => originOf(exchange) === 'https://evil.com',
    ]),
    never('access-control-allow-methods', forPreflights),
    never('access-control-allow-headers', forPreflights),
  ],
};
