/** Values that a JSON Schema lets through, as random ones: for schemas as an API's description has them. */
import fc from 'fast-check';

export type Schema = Readonly<Record<string, unknown>>;

/** What `#/components/schemas/Book` leads to. */
export function follow<T = Schema>(document: object, reference: string): T {
  const keys = reference.replace(/^#\//, '').split('/');
  return keys.reduce<unknown>(
    (at, key) => (at as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    document,
  ) as T;
}

const count = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const instants = fc
  .date({ min: new Date('0002-01-01T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': instants,
  date: instants.map((instant) => instant.slice(0, 10)),
  uuid: fc.uuid(),
  email: fc.emailAddress({ size: 'small' }).filter((address) => /^[\w.@-]+$/.test(address)),
  uri: fc.webUrl(),
  decimal: fc.stringMatching(/^-?\d{1,12}(?:\.\d{1,4})?$/),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
};

function text({ minLength, maxLength, pattern, format }: Schema): fc.Arbitrary<string> {
  const least = count(minLength, 0);
  const most = Math.min(count(maxLength, least + 20), least + 20);
  const known = typeof format === 'string' ? formats[format] : undefined;
  const fits = typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined;
  if (known !== undefined) return fits === undefined ? known : known.filter((value) => fits.test(value));
  // Patterns that look ahead are only checked.
  if (fits !== undefined && !fits.source.includes('(?')) return fc.stringMatching(fits);
  const any = fc.string({ unit: 'binary', minLength: least, maxLength: most });
  return fits === undefined ? any : any.filter((value) => fits.test(value));
}

function number({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
  type,
}: Schema): fc.Arbitrary<number> {
  const step = count(multipleOf, type === 'integer' ? 1 : 0);
  const [from, above] = [count(minimum, -1e9), count(exclusiveMinimum, -1e9)];
  const [to, below] = [count(maximum, 1e9), count(exclusiveMaximum, 1e9)];
  const isWithin = (value: number): boolean =>
    value >= from &&
    value <= to &&
    (exclusiveMinimum === undefined || value > above) &&
    (exclusiveMaximum === undefined || value < below);
  const range = { min: Math.max(from, above), max: Math.min(to, below) };
  if (step === 0) return fc.double({ ...range, noNaN: true }).filter(isWithin);
  const steps = { min: Math.ceil(range.min / step), max: Math.floor(range.max / step) };
  // Small ones are keys and versions that there are.
  return fc
    .oneof(fc.integer(steps), fc.integer({ min: 1, max: 3 }))
    .map((at) => at * step)
    .filter(isWithin);
}

/** Values of these keys; those that are not required are there or not. */
function object(document: object, { properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const values = Object.entries(properties as Record<string, Schema>).map(
    ([name, schema]) => [name, arbitraryOf(document, schema)] as const,
  );
  return fc.record(Object.fromEntries(values), { requiredKeys: required as string[] });
}

/** `1e999` and depths beyond reason are for other tests. */
const anyJson = fc.jsonValue({ maxDepth: 2 });

function ofType(document: object, type: unknown, schema: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return number({ ...schema, type });
    case 'string':
      return text(schema);
    case 'array': {
      const least = count(schema.minItems, 0);
      const limits = { minLength: least, maxLength: Math.min(count(schema.maxItems, least + 3), least + 3) };
      return schema.items === undefined
        ? fc.array(anyJson, limits)
        : fc.array(arbitraryOf(document, schema.items as Schema), limits);
    }
    case 'object':
      return schema.properties === undefined ? fc.dictionary(fc.string(), anyJson) : object(document, schema);
    default:
      return anyJson;
  }
}

/** Values that a schema lets through; `document` is what its references lead into. */
export function arbitraryOf(document: object, schema: Schema): fc.Arbitrary<unknown> {
  const { $ref, const: constant, enum: values, anyOf, allOf, type } = schema;
  if (typeof $ref === 'string') return arbitraryOf(document, follow(document, $ref));
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom(...values);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((each: Schema) => arbitraryOf(document, each)));
  if (Array.isArray(allOf)) return arbitraryOf(document, Object.assign({}, ...allOf));
  return fc.oneof(...[type].flat().map((each) => ofType(document, each, schema)));
}
