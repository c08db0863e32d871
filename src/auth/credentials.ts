/** User name and password: from an `Authorization: Basic` header to the validator that knows them. */
import type { Awaitable } from '../awaitable.ts';
import { toUser, type User } from './user.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Says whose user name and password these are: a user, or `null`, `undefined` or `false` for nobody's. */
export type CredentialValidator = (username: string, password: string) => Awaitable<User | null | undefined | false>;

/** In UTF-16 units: what a hash function is given to work on is bounded. */
export const credentialLimits = { username: 320, password: 1024 } as const;

/** The longest `Authorization` header that is looked at. */
export const headerLimit = 8192;

// RFC 7617: neither part may hold control characters; a lone surrogate is no character at all.
const control = /\p{Cc}/u;

/** Whether a part of the credentials is text that a validator, and the database behind it, can be given. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !control.test(text);

const basicScheme = /^basic(?: |$)/i;
const basicHeader = /^basic ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?)$/i;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether an `Authorization` header says that it holds a user name and password. */
export const isBasic = (header: string | undefined): header is string =>
  header !== undefined && basicScheme.test(header);

/** The credentials of an `Authorization` header (RFC 7617, UTF-8); `undefined` if it holds none, or none that can be. */
export function parseBasic(header: string | undefined): Credentials | undefined {
  if (header === undefined || header.length > headerLimit) return undefined;
  const [, encoded = ''] = basicHeader.exec(header) ?? [];
  const text = decode(encoded);
  const colon = text.indexOf(':');
  if (colon === -1) return undefined;
  const credentials = { username: text.slice(0, colon), password: text.slice(colon + 1) };
  return isPossible('username', credentials) && isPossible('password', credentials) ? credentials : undefined;
}

/** An empty password is none: some directories take it for an anonymous login, and say yes. */
function isPossible(part: keyof Credentials, credentials: Credentials): boolean {
  const { [part]: text } = credentials;
  return text !== '' && text.length <= credentialLimits[part] && isPlainText(text);
}

function decode(base64: string): string {
  try {
    return utf8.decode(Buffer.from(base64, 'base64'));
  } catch {
    return '';
  }
}

/** Asks a validator, sync or async alike; what it throws is not caught. */
export async function validate(
  validator: CredentialValidator,
  { username, password }: Credentials,
): Promise<User | undefined> {
  return toUser(await validator(username, password), 'The validator of credentials');
}
