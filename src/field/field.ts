/** What is a column: the `field.*` builders, whose values say a column and its validation at once. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Expression, OperationNode } from 'kysely';
import type { ColumnType } from '../model.ts';

/**
 * How a field takes part, as a type: a `secret` is taken and never shown, an `excluded` one exists in the class alone, a
 * `key` is made by the database or the app, a `given key` by who creates the row.
 */
export type Participation =
  | 'required'
  | 'optional'
  | 'secret'
  | 'optional secret'
  | 'none'
  | 'excluded'
  | 'key'
  | 'given key';

/** What every field can say. `T` is the value in the program. */
interface ColumnOptions<T> {
  /** The column is nullable and may be left out of the input. Default `false`. */
  optional?: boolean;
  /** The value, or the function that makes one, when the input leaves it out. */
  default?: NoInfer<T> | (() => NoInfer<T>);
  /** No two rows hold the same value: a second is refused with 409. Default `false`. */
  unique?: boolean;
  /** A database index. Default `false`. */
  index?: boolean;
  /** `'table.column'`: the value must stand there; enforced by the database, 409 otherwise. */
  foreignKey?: `${string}.${string}`;
  /** The name that the column had: a migration renames it, rather than making another. */
  renamedFrom?: string;
  /** The field is skipped: no column, neither input nor output. Default `false`. */
  exclude?: boolean;
  /** Said in the API's description. */
  description?: string;
  /** Never taken from input: its default, a hook or the database fills it. Default `false`. */
  readOnly?: boolean;
  /** Taken, but never shown, filtered, searched or sorted by: a password. Default `false`. */
  writeOnly?: boolean;
  /** Taken on create alone; PUT and PATCH leave it as it is. Default `false`. */
  immutable?: boolean;
  /** Makes of a value that passed its checks the one that is stored, as the hash of a password. */
  set?: (value: NoInfer<T>) => NoInfer<T> | Promise<NoInfer<T>>;
  /** A Standard Schema validator (Zod, Valibot, ArkType, …) that runs after the field's own checks. */
  schema?: StandardSchemaV1<unknown, NoInfer<T>>;
}

interface KeyOptions {
  /** Stands for `id`: numbers are given by the database, UUIDs (version 7) by the app, texts by who creates the row. */
  primaryKey?: boolean;
}

interface StringOptions extends ColumnOptions<string>, KeyOptions {
  /** In code points, as PostgreSQL counts. */
  minLength?: number;
  /** In code points; also the length of the column. */
  maxLength?: number;
  pattern?: string | RegExp;
}

interface NumericOptions<T, Bound = T> extends ColumnOptions<T> {
  gt?: Bound;
  ge?: Bound;
  lt?: Bound;
  le?: Bound;
}

interface NumberOptions extends NumericOptions<number> {
  multipleOf?: number;
}

interface DecimalOptions extends NumericOptions<string, number | string> {
  /** Digits after the point, at most; responses show exactly as many. More in the input is refused, never rounded. */
  decimalPlaces?: number;
  /** Digits in all, at most. */
  maxDigits?: number;
}

/** JSON as a program sees it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

interface JsonOptions<T> extends Omit<ColumnOptions<T>, 'schema' | 'unique' | 'index' | 'foreignKey'> {
  schema?: StandardSchemaV1<unknown, T>;
}

declare const wire: unique symbol;

/** Says which column of which table a field is, for queries. */
export let refer: (field: Referring, node: OperationNode) => void;

/** A field, whatever its types: what queries refer to. */
type Referring = Field<unknown, unknown, Participation>;

/**
 * A column. `T` is its value in the program, `Wire` its value in JSON. Inside the methods of a registered class it is
 * also the typed reference to that column, for Kysely: `this.select().where(this.published, '=', true)`.
 *
 * @example
 * ```ts
 * import { field, RestEndpoint } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string({ minLength: 1, maxLength: 200 });
 *   price = field.decimal({ ge: 0, decimalPlaces: 2 });
 *   published = field.boolean({ default: false });
 * }
 * console.assert(new BookEndpoint().title.type === 'string');
 * ```
 */
export class Field<T, Wire = T, I extends Participation = 'required', Type extends ColumnType = ColumnType>
  implements Expression<T>
{
  declare readonly [wire]: [T, Wire, I];
  declare readonly $type: T;
  readonly type: Type;
  readonly options: Readonly<Record<string, unknown>>;
  /** `true` for `id`, `created_at`, `updated_at` and `version`, which every endpoint has. */
  readonly automatic: boolean;
  #node: OperationNode | undefined;

  static {
    refer = (field, node) => {
      field.#node = node;
    };
  }

  constructor(type: Type, options: object = {}, automatic = false) {
    this.type = type;
    this.options = options as Readonly<Record<string, unknown>>;
    this.automatic = automatic;
  }

  /** For the compiler alone: what the column holds. */
  get expressionType(): T | undefined {
    return undefined;
  }

  /** The column, for Kysely. Throws `TypeError` where its class is registered at no app. */
  toOperationNode(): OperationNode {
    if (this.#node !== undefined) return this.#node;
    throw new TypeError(`this ${this.type} field is no column yet: use it in the methods of a registered endpoint.`);
  }
}

type Nullable<O, T> = O extends { optional: true } ? T | null : T;
type ParticipationOf<O> = O extends { exclude: true }
  ? 'excluded'
  : O extends { readOnly: true }
    ? 'none'
    : O extends { writeOnly: true }
      ? OptionalityOf<O> extends 'optional'
        ? 'optional secret'
        : 'secret'
      : OptionalityOf<O>;
type OptionalityOf<O> = O extends { optional: true } | { default: unknown } ? 'optional' : 'required';
type FieldOf<Type extends ColumnType, T, Wire, O, Key = 'key'> = Field<
  Nullable<O, T>,
  Nullable<O, Wire>,
  O extends { primaryKey: true } ? Key & Participation : ParticipationOf<O>,
  Type
>;
type SchemaOutput<O> = O extends { schema: StandardSchemaV1<unknown, infer T> } ? T : JsonValue;

/**
 * A builder of one type. The cast is the one place where options become types: the field holds what was said, and
 * `FieldOf` says what that means.
 */
const builder =
  <Type extends ColumnType, T, Wire, Options extends object, Key = 'key'>(type: Type) =>
  <const O extends Options = Options>(options?: O): FieldOf<Type, T, Wire, O, Key> =>
    new Field(type, options) as unknown as FieldOf<Type, T, Wire, O, Key>;

/** The types of columns. Each takes the options of its type and infers row, input and JSON types from them. */
export const field = {
  /** Text. */
  string: builder<'string', string, string, StringOptions, 'given key'>('string'),
  /** A whole number up to 2^53 - 1 either way, exact in JSON. */
  integer: builder<'integer', number, number, NumberOptions & KeyOptions>('integer'),
  /** A finite floating-point number. */
  number: builder<'number', number, number, NumberOptions>('number'),
  boolean: builder<'boolean', boolean, boolean, ColumnOptions<boolean>>('boolean'),
  /** An instant, to the millisecond: a `Date` in the program, RFC 3339 in UTC in JSON. */
  datetime: builder<'datetime', Date, string, ColumnOptions<Date>>('datetime'),
  /** A calendar date, `2026-11-22`. */
  date: builder<'date', string, string, ColumnOptions<string>>('date'),
  /** An exact decimal number, a string in the program and in JSON. */
  decimal: builder<'decimal', string, string, DecimalOptions>('decimal'),
  uuid: builder<'uuid', string, string, ColumnOptions<string> & KeyOptions>('uuid'),
  /** A whole number of 64 bits: a `bigint` in the program, a string in JSON. */
  bigint: builder<'bigint', bigint, string, NumericOptions<bigint, number | bigint> & KeyOptions>('bigint'),
  /** One of a list of strings, enforced by the database as well. */
  enum: <const V extends readonly string[], const O extends ColumnOptions<V[number]> = ColumnOptions<V[number]>>(
    values: V,
    options?: O,
  ): FieldOf<'enum', V[number], V[number], O> =>
    new Field('enum', { ...options, values }) as unknown as FieldOf<'enum', V[number], V[number], O>,
  /** Any JSON value; with `schema`, of the shape that it says. */
  json: <const O extends JsonOptions<unknown> = JsonOptions<unknown>>(
    options?: O,
  ): FieldOf<'json', SchemaOutput<O>, SchemaOutput<O>, O> =>
    new Field('json', options) as unknown as FieldOf<'json', SchemaOutput<O>, SchemaOutput<O>, O>,
};
