/** Who calls: the plain object that a backend gives and `c.get('user')` holds. */
import type { Context } from 'hono';

/** What is known of a caller: the claims of a token, or what your validator returned. */
export type User = Readonly<Record<string, unknown>>;

/** The caller of this request, or `undefined` where nobody is logged in. */
export const userOf = (c: Context): User | undefined => c.get('user') as User | undefined;

/** A user as its JSON says it, without what a `toJSON` hides; a bigint is its text, as in rows. */
export const toClaims = (user: User): User =>
  JSON.parse(JSON.stringify(user, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));

/**
 * What a backend or validator returned, awaited, as a user; `undefined`, `null` and `false` are nobody. Anything else
 * is a mistake of the program and throws: `true` or a promise must never pass for a user.
 */
export function toUser(value: unknown, source: string): User | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as User;
  throw new TypeError(`${source} returned ${typeof value}: return the user as an object, or undefined for nobody.`);
}

const acting = Symbol('who calls, for tests');

/** The environment of a request whose caller is known, whatever it says: only the process itself can give one. */
export const actingAs = (user: User | undefined): object => ({ [acting]: { user } });

/** Who calls, where the environment of the request says it. */
export const actingUser = ({ env }: Context): { readonly user: User | undefined } | undefined =>
  (env as Partial<Record<symbol, { readonly user: User | undefined }>> | undefined)?.[acting];
