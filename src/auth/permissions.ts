/** What a caller may do: permissions, and how they combine. */
import type { Context } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import { userOf } from './user.ts';

/**
 * A rule that says whether the caller may do this. Only `true` is a yes; whatever it throws is a 500, never access.
 *
 * @example
 * ```ts
 * import type { Context } from 'hono';
 * import { BasePermission, IsAdminUser, or } from 'lightapi';
 *
 * class IsEditor extends BasePermission {
 *   hasPermission(c: Context) {
 *     return c.get('user').role === 'editor';
 *   }
 * }
 * console.assert(or(IsEditor, IsAdminUser).anonymous === false);
 * ```
 */
export abstract class BasePermission {
  /** Whether it is asked about callers who are not logged in, too. `false`: these get a 401 without being asked about. */
  readonly anonymous: boolean = false;
  abstract hasPermission(c: Context): Awaitable<boolean>;
}

/** A permission, as its class or as an instance. */
export type PermissionOption = BasePermission | (new () => BasePermission);

/** Everybody, logged in or not. */
export class AllowAny extends BasePermission {
  override readonly anonymous: boolean = true;
  hasPermission(_: Context): Awaitable<boolean> {
    return true;
  }
}

/** Whoever is logged in. */
export class IsAuthenticated extends BasePermission {
  hasPermission(c: Context): Awaitable<boolean> {
    return userOf(c) !== undefined;
  }
}

/** Users whose `is_admin` is `true`; neither `1` nor `"true"` is. */
export class IsAdminUser extends BasePermission {
  hasPermission(c: Context): Awaitable<boolean> {
    return userOf(c)?.is_admin === true;
  }
}

/** The permission that a class or an instance stands for. Throws `TypeError` on anything else. */
export function toPermission(option: unknown): BasePermission {
  const permission: unknown = typeof option === 'function' ? Reflect.construct(option, []) : option;
  if (isPermission(permission)) return permission;
  throw new TypeError(`${nameOf(option)} is no permission: it has no method hasPermission.`);
}

/** A value of a declaration as a message names it. */
export const nameOf = (option: unknown): string =>
  typeof option === 'function' ? option.name || 'a function' : option instanceof Object ? 'an object' : `"${option}"`;

export const isPermission = (value: unknown): value is BasePermission =>
  typeof (value as { hasPermission?: unknown } | null | undefined)?.hasPermission === 'function';

/** Whether a permission says yes. One that is not for the anonymous is never asked about them. */
export async function permits(permission: BasePermission, c: Context): Promise<boolean> {
  if (permission.anonymous !== true && userOf(c) === undefined) return false;
  return (await permission.hasPermission(c)) === true;
}

/** A permission made of others, each of them resolved once. */
class Combined extends BasePermission {
  override readonly anonymous: boolean;
  readonly #ask: (c: Context) => Promise<boolean>;

  constructor(anonymous: boolean, ask: (c: Context) => Promise<boolean>) {
    super();
    this.anonymous = anonymous;
    this.#ask = ask;
  }

  hasPermission(c: Context): Promise<boolean> {
    return this.#ask(c);
  }
}

type Several = readonly [PermissionOption, ...PermissionOption[]];

/** All of them must say yes; the first no decides. */
export function and(...options: Several): BasePermission {
  const members = options.map(toPermission);
  const anonymous = members.length > 0 && members.every((member) => member.anonymous === true);
  return new Combined(anonymous, async (c) => {
    for (const member of members) if (!(await permits(member, c))) return false;
    return members.length > 0;
  });
}

/** One of them must say yes; the first yes decides. */
export function or(...options: Several): BasePermission {
  const members = options.map(toPermission);
  const anonymous = members.some((member) => member.anonymous === true);
  return new Combined(anonymous, async (c) => {
    for (const member of members) if (await permits(member, c)) return true;
    return false;
  });
}

/** Whoever is logged in and to whom the permission says `false`. */
export function not(option: PermissionOption): BasePermission {
  const member = toPermission(option);
  return new Combined(false, async (c) => (await member.hasPermission(c)) === false);
}
