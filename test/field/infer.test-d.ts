/** The types that follow from a class, right and wrong uses: the compiler runs this file, in `npm run check`. */
import {
  type CreateInput,
  type FieldNames,
  field,
  type Json,
  type JsonValue,
  LightApi,
  type Meta,
  RestEndpoint,
  type Row,
  type UpdateInput,
} from 'lightapi';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

class EverythingEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });
  note = field.string({ optional: true });
  count = field.integer({ default: 0 });
  ratio = field.number();
  open = field.boolean({ default: () => true });
  at = field.datetime();
  due = field.datetime({ optional: true });
  day = field.date();
  price = field.decimal({ ge: '0.00', decimalPlaces: 2 });
  key = field.uuid();
  free = field.json();
  shape = field.json({ schema: z.object({ tags: z.array(z.string()) }) });
  status = field.enum(['draft', 'live'], { default: 'draft' });
  big = field.bigint({ optional: true });
  scratch = field.string({ exclude: true });
  static override meta: Meta<EverythingEndpoint> = { table: 'everything', methods: ['GET', 'POST'] };
}

interface Automatic<Time> {
  readonly id: number;
  readonly created_at: Time;
  readonly updated_at: Time;
  readonly version: number;
}

/** Two types are the same where the compiler can't tell them apart, read-only or not. */
type Plain<T> = { -readonly [K in keyof T]: T[K] } & {};
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;
const same = <_ extends true>(): void => undefined;

interface Values<Time, Big> {
  text: string;
  note: string | null;
  count: number;
  ratio: number;
  open: boolean;
  at: Time;
  due: Time | null;
  day: string;
  price: string;
  key: string;
  free: JsonValue;
  shape: { tags: string[] };
  status: 'draft' | 'live';
  big: Big | null;
}

same<Same<Row<EverythingEndpoint>, Values<Date, bigint> & Automatic<Date>>>();
same<Same<Json<EverythingEndpoint>, Values<string, string> & Automatic<string>>>();
expectTypeOf<FieldNames<EverythingEndpoint>>().toEqualTypeOf<keyof Values<0, 0> | keyof Automatic<0>>();

type Optional = 'note' | 'count' | 'open' | 'due' | 'status' | 'big';
type Input = Omit<Values<string, string>, Optional> & Partial<Pick<Values<string, string>, Optional>>;
same<Same<CreateInput<EverythingEndpoint>, Input>>();
same<Same<UpdateInput<EverythingEndpoint>, Partial<Input> & { version: number }>>();
// @ts-expect-error the check itself can fail
same<Same<{ a: string }, { a: string | null }>>();
// @ts-expect-error the check itself can fail
same<Same<{ a: string; b?: number }, { a: string }>>();

declare const row: Row<EverythingEndpoint>;
// @ts-expect-error string | null is not a string
export const note: string = row.note;
// @ts-expect-error a decimal is exact text, no number
export const price: number = row.price;
// @ts-expect-error an excluded field is in no row
export const scratch: unknown = row.scratch;

declare const json: Json<EverythingEndpoint>;
// @ts-expect-error in JSON a time is a string
export const at: Date = json.at;
// @ts-expect-error in JSON a 64-bit integer is a string
export const big: bigint | null = json.big;

class BookEndpoint extends RestEndpoint {
  title = field.string();
  pages = field.integer({ optional: true });
}

export const whole: CreateInput<BookEndpoint> = { title: 'a', pages: null };
// @ts-expect-error title is required
export const incomplete: CreateInput<BookEndpoint> = { pages: 1 };
// @ts-expect-error the automatic fields are never input
export const withId: CreateInput<BookEndpoint> = { title: 'a', id: 1 };
// @ts-expect-error pages is a number
export const wrongType: CreateInput<BookEndpoint> = { title: 'a', pages: '1' };
// @ts-expect-error title is not optional
export const withNull: CreateInput<BookEndpoint> = { title: null };
export const part: UpdateInput<BookEndpoint> = { version: 1 };
// @ts-expect-error an update needs the version
export const unversioned: UpdateInput<BookEndpoint> = { title: 'a' };
// @ts-expect-error there is no such field
export const unknown: UpdateInput<BookEndpoint> = { version: 1, titel: 'a' };

// @ts-expect-error the default is of another type
field.integer({ default: 'x' });
// @ts-expect-error the function makes another type
field.string({ default: () => 5 });
// @ts-expect-error not one of the values
field.enum(['a', 'b'], { default: 'c' });
// @ts-expect-error a string has no bounds
field.string({ ge: 1 });
// @ts-expect-error a boolean has no length
field.boolean({ minLength: 1 });
// @ts-expect-error a bound of a string
field.integer({ ge: '1' });
// @ts-expect-error a foreign key names table and column
field.integer({ foreignKey: 'books' });
// @ts-expect-error the validator gives another type
field.string({ schema: z.number() });
// @ts-expect-error JSON columns have no index
field.json({ index: true });
// @ts-expect-error misspelt
field.string({ min_length: 1 });

// @ts-expect-error no such verb
export const fetching: Meta<BookEndpoint> = { methods: ['FETCH'] };
// @ts-expect-error no such option
export const misspelt: Meta<BookEndpoint> = { tabel: 'books' };

class UserEndpoint extends RestEndpoint {
  name = field.string();
  password = field.string({ writeOnly: true, set: async (word) => `hash of ${word}` });
  pin = field.integer({ writeOnly: true, optional: true });
  token = field.string({ readOnly: true, default: () => 'x' });
  kind = field.string({ immutable: true, default: 'member' });
  scratch = field.string({ exclude: true });
  static override meta: Meta<UserEndpoint> = {
    serializer: { read: ['id', 'name', 'token'], write: ['id'] },
    filtering: { fields: ['name', 'kind'], search: ['token'], ordering: ['id', 'created_at'] },
    pagination: { style: 'cursor', pageSize: 10, maxPageSize: 50 },
  };
}

interface User {
  name: string;
  token: string;
  kind: string;
}
same<Same<Json<UserEndpoint>, User & Automatic<string>>>();
same<Same<Row<UserEndpoint>, User & { password: string; pin: number | null } & Automatic<Date>>>();
same<Same<CreateInput<UserEndpoint>, { name: string; password: string; pin?: number | null; kind?: string }>>();

declare const user: Json<UserEndpoint>;
// @ts-expect-error what is writeOnly is in no reply
export const password: unknown = user.password;
// @ts-expect-error what is readOnly is no input
export const withToken: CreateInput<UserEndpoint> = { name: 'a', password: 'b', token: 'c' };
// @ts-expect-error a secret that is required must be given
export const withoutPassword: CreateInput<UserEndpoint> = { name: 'a' };
// @ts-expect-error what is writeOnly can't be filtered by
export const byPassword: Meta<UserEndpoint> = { filtering: { fields: ['password'] } };
// @ts-expect-error nor searched
export const forPassword: Meta<UserEndpoint> = { filtering: { search: ['password'] } };
// @ts-expect-error nor sorted by, optional or not
export const inPinOrder: Meta<UserEndpoint> = { filtering: { ordering: ['pin'] } };
// @ts-expect-error an excluded field is no column
export const byScratch: Meta<UserEndpoint> = { filtering: { fields: ['scratch'] } };
// @ts-expect-error no such column
export const byNothing: Meta<UserEndpoint> = { filtering: { ordering: ['nmae'] } };
// @ts-expect-error a direction belongs to the query
export const descending: Meta<UserEndpoint> = { filtering: { ordering: ['-name'] } };
// @ts-expect-error no such column
export const shows: Meta<UserEndpoint> = { serializer: { fields: ['nmae'] } };
// @ts-expect-error what is writeOnly is shown to nobody
export const showsPassword: Meta<UserEndpoint> = { serializer: { write: ['password'] } };
// @ts-expect-error no such style
export const paged: Meta<UserEndpoint> = { pagination: { style: 'offset' } };
// @ts-expect-error set makes another type
field.string({ set: (value: string) => value.length });

abstract class Base extends RestEndpoint {
  name = field.string();
}
const app = new LightApi().register({ '/books': BookEndpoint }).register({ '/everything': EverythingEndpoint });
expectTypeOf<keyof typeof app.routes>().toEqualTypeOf<'/books' | '/everything'>();
expectTypeOf<(typeof app.routes)['/books']>().toEqualTypeOf<typeof BookEndpoint>();
// @ts-expect-error an abstract class can't be registered
app.register({ '/base': Base });
// @ts-expect-error an instance is no class
app.register({ '/books': new BookEndpoint() });
// @ts-expect-error not an endpoint
app.register({ '/books': class {} });
