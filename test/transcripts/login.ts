/** What the transcripts of logins share: the recorded secret and clock, tokens, and who challenges how. */
import { createHmac } from 'node:crypto';
import type { HeaderRule } from './difference.ts';
import type { Row } from './exchange.ts';

export const secret = 'kitchen-secret-kitchen-secret-32b';

/** The time of the recording: a token that is signed then is the recorded one, byte for byte. */
export const at = (time: string) => (): Date => new Date(`2026-11-22T${time}Z`);

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of RFC 7519 with HS256, made here so that what the server signs is held against another hand. */
export function token(claims: Row): string {
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The 401s of a route with Basic authentication. */
export const basicChallenge = (route: string): HeaderRule => ({
  header: 'www-authenticate',
  because: 'a 401 names the scheme that would be accepted (RFC 9110, 11.6.1), where the original says Bearer to all',
  value: ({ request, response }) =>
    request.path === route && 'www-authenticate' in response.headers ? 'Basic realm="api", charset="UTF-8"' : undefined,
});
