/** What follows from a class for its clients: the queries of its lists, their pages, its rows, what may be sent. */
import type { Meta, NoMeta } from '../endpoint/meta.ts';
import type { CreateInput, FieldNames, Json, KeyName, KeyOf, ShownNames } from '../field/infer.ts';
import type { ColumnType, Verb } from '../model.ts';

/** One line in an editor, rather than the way to it. */
export type Flat<T> = { [K in keyof T]: T[K] } & {};

/** A class, as far as its clients are concerned. */
interface Described {
  readonly meta: unknown;
}

type InstanceOf<Class> = Class extends new () => infer Instance ? Instance : never;
type MetaOf<Class> = Class extends Described ? Class['meta'] : NoMeta;

/** `meta` was annotated, so that only its options are known, not their values. */
interface Hidden {
  readonly hidden: true;
}

/**
 * What `meta` says for a key: its value where it was written `satisfies Meta<…>`, `Hidden` where it was annotated
 * `: Meta<…>`, `undefined` where it says nothing.
 */
type Said<M, Key extends keyof Meta> = keyof NoMeta extends keyof M
  ? undefined
  : Key extends keyof M
    ? // biome-ignore lint/complexity/noBannedTypes: an optional key is one that nothing needs to have
      {} extends Pick<M, Key>
      ? Hidden
      : M[Key]
    : undefined;

/** The names in a list that an option holds; all that there are where it is hidden. */
type Listed<Option, Key extends string, All> = Option extends Hidden
  ? All
  : Option extends { readonly [K in Key]: readonly (infer Name)[] }
    ? Name & All
    : never;

/** Tables that were there before have columns that no class knows. */
type IsReflected<Class> = Said<MetaOf<Class>, 'reflect'> extends undefined | false | Hidden ? false : true;
type Unknowns = Readonly<Record<string, unknown>>;
type Automatic = 'id' | 'created_at' | 'updated_at' | 'version';

/** A row in the fields that replies to reads, or to writes, show. */
type Reply<Class, E, Key extends 'read' | 'write'> =
  IsReflected<Class> extends true
    ? Omit<Json<E>, Automatic> & Unknowns
    : Shown<Json<E>, Said<MetaOf<Class>, 'serializer'>, Key>;

type Shown<Row, Option, Key extends 'read' | 'write'> = Option extends { readonly fields: readonly (infer Name)[] }
  ? Some<Row, Name>
  : Option extends { readonly [K in Key]: readonly (infer Name)[] }
    ? Some<Row, Name>
    : Option extends { readonly read: readonly (infer Name)[] }
      ? Some<Row, Name>
      : Row;

/** What a class shows that says its fields at run time is all that it may be. */
type Some<Row, Name> = string extends Name ? Row : Flat<Pick<Row, Name & keyof Row>>;

/** The type of a column; the `id` of a class that says no other is an integer. */
type TypeOf<F> = F extends { readonly type: infer Type } ? (ColumnType extends Type ? 'integer' : Type) : never;
type ValueIn<F> = F extends { readonly $type: infer T } ? Exclude<T, null> : never;

/** What a column is compared with. */
type Value<F> =
  TypeOf<F> extends 'datetime'
    ? string | Date
    : TypeOf<F> extends 'decimal'
      ? string | number
      : TypeOf<F> extends 'bigint'
        ? string | bigint
        : TypeOf<F> extends 'integer'
          ? number
          : ValueIn<F>;

type Ordered<N extends string, Type> = Type extends 'boolean' | 'uuid' ? never : `${N}__${'gt' | 'gte' | 'lt' | 'lte'}`;
type Compared<N extends string, Type> = Type extends 'json' ? never : N | `${N}__${'eq' | 'ne'}` | Ordered<N, Type>;
type Between<N extends string, Type> = Type extends 'boolean' | 'uuid' | 'json' ? never : `${N}__between`;
type Among<N extends string, Type> = Type extends 'json' ? never : `${N}__${'in' | 'nin'}`;
type Within<N extends string, Type> = Type extends 'string' | 'enum'
  ? `${N}__${'contains' | 'icontains' | 'startswith'}`
  : never;

/** `price`, `price__gte`, …: what fields can be compared by, each operator with what it takes. */
type Filters<E, Names extends keyof E & string> = {
  readonly [N in Names as Compared<N, TypeOf<E[N]>>]?: Value<E[N]> | undefined;
} & {
  readonly [N in Names as Between<N, TypeOf<E[N]>>]?: readonly [from: Value<E[N]>, to: Value<E[N]>] | undefined;
} & {
  readonly [N in Names as Among<N, TypeOf<E[N]>>]?: readonly Value<E[N]>[] | undefined;
} & {
  readonly [N in Names as Within<N, TypeOf<E[N]>>]?: string | undefined;
} & { readonly [N in Names as `${N}__isnull`]?: boolean | undefined };

type Searching<Names> = [Names] extends [never] ? unknown : { readonly search?: string | undefined };
type Ordering<Names extends string> = [Names] extends [never]
  ? unknown
  : { readonly ordering?: Names | `-${Names}` | readonly (Names | `-${Names}`)[] | undefined };

type Sizing<Option> = Option extends Hidden | { readonly maxPageSize: number }
  ? { readonly page_size?: number | undefined }
  : unknown;

/** The ways to page: how each is asked for, and what a page says. */
type Paging<Option, Row> = Option extends undefined
  ? { asks: { readonly after?: number | string | undefined }; gives: { results: Row[]; next?: string } }
  : Option extends Hidden
    ? {
        asks: {
          readonly [P in 'after' | 'page' | 'cursor']?: number | string | undefined;
        } & Sizing<Option>;
        gives: { results: Row[]; next?: string | null; previous?: string | null; count?: number; pages?: number };
      }
    : Option extends { readonly style: 'cursor' }
      ? { asks: { readonly cursor?: string | undefined } & Sizing<Option>; gives: Linked<Row> }
      : {
          asks: { readonly page?: number | undefined } & Sizing<Option>;
          gives: Option extends { readonly count: false } ? Linked<Row> : Counted<Row>;
        };

interface Linked<Row> {
  next: string | null;
  previous: string | null;
  results: Row[];
}
interface Counted<Row> extends Linked<Row> {
  count: number;
  pages: number;
}

type Filterable<E> = ShownNames<E> & keyof E & string;

type Asked<M, E> = Filters<E, Listed<Said<M, 'filtering'>, 'fields', Filterable<E>>> &
  Searching<Listed<Said<M, 'filtering'>, 'search', Filterable<E>>> &
  Ordering<Listed<Said<M, 'filtering'>, 'ordering', Filterable<E>>>;

/** What a list can be asked for. */
export type QueryOf<Class> = Flat<
  Paging<Said<MetaOf<Class>, 'pagination'>, never>['asks'] &
    (IsReflected<Class> extends true ? Unknowns : Asked<MetaOf<Class>, InstanceOf<Class>>)
>;

/** The body of a list of these rows. */
export type PageOf<Class, Row> = Paging<Said<MetaOf<Class>, 'pagination'>, Row>['gives'];

/** A row as GET, or as POST, PUT and PATCH show it. */
export type RowOf<Class, Key extends 'read' | 'write' = 'read'> = Reply<Class, InstanceOf<Class>, Key>;

/** What tells a row apart. */
export type IdOf<Class> = IsReflected<Class> extends true ? number | string : KeyOf<InstanceOf<Class>>;

/** What a row must hold to be known by itself: its `id`, and its `version` where that is what it is changed at. */
export type KnownBy<Class> = [KeyName<InstanceOf<Class>>] extends ['id']
  ? { readonly id: IdOf<Class> } & (IsVersioned<Class> extends true ? Versioned : unknown)
  : never;

export interface Versioned {
  version: number;
}

/** Whether a change says the version that it is of. */
export type IsVersioned<Class> =
  IsReflected<Class> extends true ? false : Said<MetaOf<Class>, 'locking'> extends false ? false : true;

/** Whether a DELETE must say the version as well. */
export type IsVersionedOnDelete<Class> = Said<MetaOf<Class>, 'requireVersionOnDelete'> extends true ? true : false;

/** The body of a POST. */
export type InputOf<Class> =
  IsReflected<Class> extends true ? Partial<CreateInput<InstanceOf<Class>>> & Unknowns : CreateInput<InstanceOf<Class>>;

/** The verbs that are served, as far as that is known. */
export type VerbsOf<Class> =
  Said<MetaOf<Class>, 'methods'> extends infer Option
    ? Option extends readonly (infer Served)[]
      ? Served
      : Option extends Hidden | undefined
        ? Verb
        : keyof Option
    : never;

/** The names of the columns that a reply may be cut down to. */
export type NamesOf<Class> =
  IsReflected<Class> extends true ? string : FieldNames<InstanceOf<Class>> & keyof RowOf<Class> & string;
