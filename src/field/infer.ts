/** The types that follow from a class: its row in the program, its JSON, and what may be sent. */
import type { Field, Participation } from './field.ts';

// biome-ignore lint/suspicious/noExplicitAny: a field of any type, matched only to infer its parts
type AnyField<I extends Participation = any> = Field<any, any, I>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type WireOf<F> = F extends Field<any, infer W, any> ? W : never;
type Flat<T> = { [K in keyof T]: T[K] } & {};

type AllNames<E> = {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  [K in keyof E]: E[K] extends Field<any, any, infer I> ? ([I] extends ['excluded'] ? never : K) : never;
}[keyof E];

type KeyNames<E> = NamesBy<E, 'key' | 'given key'>;

/** The names of the columns of a class; a primary key of its own stands for `id`. */
export type FieldNames<E> = [KeyNames<E>] extends [never] ? AllNames<E> : Exclude<AllNames<E>, 'id'> | KeyNames<E>;

type NamesBy<E, I extends Participation> = {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  [K in keyof E]: E[K] extends Field<any, any, infer X> ? ([X] extends [I] ? K : never) : never;
}[keyof E];

/** The names of the columns that tell rows apart: `id`, where the class says no other. */
export type KeyName<E> = [KeyNames<E>] extends [never] ? 'id' : KeyNames<E>;

/** What tells a row apart, in JSON. */
export type KeyOf<E> = E extends { readonly [K in KeyName<E>]: infer F } ? KnownKey<WireOf<F>> : never;

/** The names of the columns that replies may show; of a base that others extend, any. */
export type ShownNames<E> = 0 extends 1 & E
  ? // biome-ignore lint/suspicious/noExplicitAny: stands for the names of classes that are not known yet
    any
  : Extract<FieldNames<E>, NamesBy<E, 'required' | 'optional' | 'none' | 'key' | 'given key'>>;

/**
 * A row in the program: `Date`, `bigint`, decimal strings.
 *
 * @example
 * ```ts
 * import { field, RestEndpoint, type Row } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string();
 * }
 * const title = (row: Row<BookEndpoint>): string => `${row.title}, since ${row.created_at.getFullYear()}`;
 * console.assert(typeof title === 'function');
 * ```
 */
export type Row<E> = Flat<{ [K in FieldNames<E>]: E[K] extends AnyField ? KnownKey<E[K]['$type']> : never }>;

/** The `id` of a class that says no other, whose type the base leaves open. */
type KnownKey<T> = 0 extends 1 & T ? number : T;

/** A row inside the class itself, where `this` is still open: mapped key by key, so that its properties are known. */
export type Loaded<E> = { [K in keyof E]: KnownKey<(E[K] & { $type: unknown })['$type']> };

/**
 * Values on their way into a row, as hooks see them.
 *
 * @example
 * ```ts
 * import type { Context } from 'hono';
 * import { type Changes, field, RestEndpoint } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string();
 *   slug = field.string({ readOnly: true });
 *   override beforeCreate(_: Context, values: Changes<BookEndpoint>) {
 *     values.slug = values.title?.toLowerCase().replaceAll(' ', '-');
 *   }
 * }
 * const values: Changes<BookEndpoint> = { title: 'The Mythical Man-Month' };
 * new BookEndpoint().beforeCreate({} as Context, values);
 * console.assert(values.slug === 'the-mythical-man-month');
 * ```
 */
export type Changes<E> = { -readonly [K in Exclude<keyof Row<E>, Automatic>]?: Row<E>[K] | undefined };

/** What no input and no hook gives. */
type Automatic = 'id' | 'created_at' | 'updated_at' | 'version';

/** A row as JSON: dates, decimals and bigints are strings; what is `writeOnly` is not in it. */
export type Json<E> = Flat<{ [K in ShownNames<E>]: KnownKey<WireOf<E[K]>> }>;

/** The body of a POST or PUT: what is required, and what may be left out. */
export type CreateInput<E> = Flat<
  { [K in NamesBy<E, 'required' | 'secret' | 'given key'>]: WireOf<E[K]> } & {
    [K in NamesBy<E, 'optional' | 'optional secret'>]?: WireOf<E[K]>;
  }
>;

/** The body of a PATCH: any of the fields, and the version that was read. */
export type UpdateInput<E> = Flat<Partial<CreateInput<E>> & { version: number }>;
