/** Models of random classes, as the describing of endpoints makes them. */
import fc from 'fast-check';
import { field, LightApi, RestEndpoint } from 'lightapi';
import type { Model } from '../../../src/model.ts';

/** What a field is made of: a builder's name and its options. */
export interface FieldSpec {
  readonly type: keyof typeof field;
  readonly options: Readonly<Record<string, unknown>>;
}
/** A table's fields by name. */
export type TableSpec = Readonly<Record<string, FieldSpec>>;

type Build = (...args: unknown[]) => unknown;

/** The models of classes with these fields; a table's key `new<old` says `meta.renamedFrom`. */
export async function modelsOf(tables: Readonly<Record<string, TableSpec>>): Promise<readonly Model[]> {
  const app = new LightApi({ database: 'sqlite:///:memory:' });
  for (const [key, fields] of Object.entries(tables)) {
    const [table = '', renamedFrom] = key.split('<');
    class ThingEndpoint extends RestEndpoint {
      static override meta = { table, ...(renamedFrom !== undefined && { renamedFrom }) };
      constructor() {
        super();
        for (const [name, { type, options }] of Object.entries(fields)) {
          const { values, ...rest } = options;
          const build = field[type] as Build;
          Object.assign(this, { [name]: type === 'enum' ? build(values, rest) : build(rest) });
        }
      }
    }
    app.register({ [`/${table}`]: ThingEndpoint });
  }
  const models = await app.declaration().models();
  await app.close();
  return models;
}

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.constantFrom('', 'x', "it's", 'a\\b', '(1), "b"', 'null', '12', 'ünï;\n-- '),
  integer: fc.constantFrom(0, -5, 7, 9_007_199_254_740_991),
  number: fc.constantFrom(0, -1.5, 2.5e-7, 1e21),
  boolean: fc.boolean(),
  datetime: fc.constantFrom(new Date(0), new Date('2026-11-23T10:15:00.120Z')),
  date: fc.constantFrom('2020-01-01', '1999-12-31'),
  decimal: fc.constantFrom('0', '-1.5', '12.25'),
  uuid: fc.constantFrom('00000000-0000-0000-0000-0000000000aa', 'ffffffff-0000-4000-8000-000000000000'),
  json: fc.constantFrom({ b: 1, a: [1, "it's"] }, [], 'x', 5, true),
  bigint: fc.constantFrom(0n, -9_007_199_254_740_993n),
};

const own: Readonly<Record<string, fc.Arbitrary<object>>> = {
  string: fc.constantFrom({}, { maxLength: 60 }, { maxLength: 200 }),
  decimal: fc.constantFrom(
    {},
    { decimalPlaces: 2 },
    { maxDigits: 8, decimalPlaces: 2 },
    { maxDigits: 12, decimalPlaces: 4 },
  ),
};

/** A column that the rows of a test can be given: it may be left out. */
function specOf(type: string): fc.Arbitrary<FieldSpec> {
  const presence = fc.oneof(
    fc.constant({ optional: true }),
    (values[type] ?? fc.constant(undefined)).map((value) => ({ default: value })),
    (values[type] ?? fc.constant(undefined)).map((value) => ({ default: value, optional: true })),
  );
  const keys =
    type === 'json'
      ? fc.constant({})
      : fc.constantFrom({}, {}, { index: true }, { unique: true }, { unique: true, index: true });
  return fc.tuple(own[type] ?? fc.constant({}), presence, keys).map(([some, present, keyed]) => {
    // Rows of one value would not be unique.
    const isUnique = 'unique' in keyed;
    return {
      type: type as FieldSpec['type'],
      options: { ...some, ...(isUnique ? { optional: true } : present), ...keyed },
    };
  });
}

const enumSpec: fc.Arbitrary<FieldSpec> = fc
  .tuple(fc.subarray(['a', "it's", 'c, d', 'e)', 'f;'], { minLength: 1 }), fc.boolean(), fc.boolean())
  .map(([listed, optional, index]) => ({
    type: 'enum',
    options: { values: listed, ...(optional ? { optional: true } : { default: listed[0] }), index },
  }));

const keySpec: fc.Arbitrary<FieldSpec> = fc.constantFrom('owners.id', 'owners.id', undefined).map((foreignKey) => ({
  type: 'integer',
  options: { optional: true, ...(foreignKey !== undefined && { foreignKey }) },
}));

const anyField = fc.oneof(...Object.keys(values).map(specOf), enumSpec, keySpec);
const names = ['alpha', 'beta', 'gamma', 'delta', 'order'] as const;

/** A table of a few columns. */
export const anyTable: fc.Arbitrary<TableSpec> = fc.dictionary(fc.constantFrom(...names), anyField, {
  minKeys: 1,
  maxKeys: 5,
});

/** A table, and what becomes of it: columns go, come, change and are renamed. */
export const tablePair: fc.Arbitrary<readonly [TableSpec, TableSpec]> = fc
  .tuple(anyTable, anyTable, fc.constantFrom(...names), fc.boolean(), fc.boolean())
  .map(([before, after, name, isKept, isRenamed]) => {
    const old = before[name];
    const merged = isKept ? { ...before, ...after } : after;
    if (!isRenamed || old === undefined) return [before, merged];
    const { [name]: _, ...rest } = merged;
    return [before, { ...rest, renamed: { ...old, options: { ...old.options, renamedFrom: name } } }];
  });
