/** The operations of an OpenAPI document, random requests of them, and whether it declares an answer. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { OpenApiDocument } from 'lightapi';
import { expect } from 'vitest';
import { arbitraryOf, follow, type Schema } from './arbitrary.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Answer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
  readonly $ref?: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** An operation and where it is. */
export interface Placed {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

export const operationsOf = ({ paths }: OpenApiDocument): readonly Placed[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation: operation as Operation,
    })),
  );

/** An operation by its id. */
export function operation(document: OpenApiDocument, id: string): Operation {
  const found = operationsOf(document).find((placed) => placed.operation.operationId === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found.operation;
}

/** A request as `fetch` takes it, from the path on. */
export interface Asked {
  readonly path: string;
  readonly init: RequestInit & { readonly headers: Record<string, string>; readonly method: string };
}

/** Of a text, what an address may hold; an empty part of a path, or one of dots alone, means another path. */
const inPath = (value: unknown): string => {
  const text = encodeURIComponent(String(value).toWellFormed());
  return text === '' || /^\.{1,2}$/.test(text) ? '_' : text;
};
const inQuery = (value: unknown): string =>
  encodeURIComponent((Array.isArray(value) ? value.map(String).join(',') : String(value)).toWellFormed());

/** Texts as clients send them that know nothing of the document. */
const wildText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '0', '-1', '1e3', '9'.repeat(30), 'null', 'true', "'", '%', '*', ',', '2026-11-22', '\0', '"1"'),
);
const wildBody = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom('', '{', '[]', 'null', '{"version":1}', 'x'.repeat(2_000)),
);

/** Some of the parameters, mostly as they should be. */
function values(
  document: object,
  parameters: readonly Parameter[],
  isValid: boolean,
): fc.Arbitrary<Record<string, unknown>> {
  const value = ({ schema }: Parameter): fc.Arbitrary<unknown> => {
    const fitting = arbitraryOf(document, schema);
    return isValid ? fitting : fc.oneof({ arbitrary: fitting, weight: 3 }, { arbitrary: wildText, weight: 1 });
  };
  const given = Object.fromEntries(parameters.map((parameter) => [parameter.name, value(parameter)]));
  const few = parameters.filter(({ in: place, required }) => place === 'path' || (isValid && required));
  return fc.record(given, { requiredKeys: few.map(({ name }) => name) }).chain((all) => {
    // Of many parameters some, so that not every request is wrong somewhere.
    const optional = Object.keys(all).filter((name) => !few.some((parameter) => parameter.name === name));
    return fc
      .subarray(optional, { maxLength: Math.min(3, optional.length) })
      .map((kept) =>
        Object.fromEntries(Object.entries(all).filter(([name]) => !optional.includes(name) || kept.includes(name))),
      );
  });
}

/** What is known of the server: keys of rows that are there. */
interface Known {
  readonly keys?: readonly unknown[];
  /** Whether everything is as the document wants it. */
  readonly isValid?: boolean;
}

/** What clients may send with any request, declared or not. */
const conditions = ['If-Match', 'If-None-Match'];

/** Random requests of an operation. */
export function requestsOf(
  document: OpenApiDocument,
  { path, method, operation }: Placed,
  known: Known = {},
): fc.Arbitrary<Asked> {
  const { keys = [], isValid = false } = known;
  const parameters = operation.parameters ?? [];
  const named = (place: Parameter['in']): readonly Parameter[] => parameters.filter((each) => each.in === place);
  const keyed = named('path').map((each) =>
    keys.length === 0 ? each : { ...each, schema: { anyOf: [{ enum: keys }, { enum: keys }, each.schema] } },
  );
  const declared = named('header').map(({ name }) => name);
  const schema = operation.requestBody?.content['application/json'].schema;
  const fitting =
    schema === undefined ? undefined : arbitraryOf(document, schema).map((value) => JSON.stringify(value));
  const body =
    fitting === undefined
      ? fc.constant(undefined)
      : isValid
        ? fitting
        : fc.oneof({ arbitrary: fitting, weight: 3 }, { arbitrary: wildBody, weight: 1 });
  const type = isValid
    ? fc.constant('application/json')
    : fc.oneof(
        { arbitrary: fc.constant('application/json'), weight: 9 },
        { arbitrary: fc.constantFrom('text/plain', ''), weight: 1 },
      );
  const tag = fc.oneof(
    fc.constantFrom('"1"', '"2"', '*', 'W/"1"', '"x", "1"'),
    wildText.filter((text) => /^[\x20-\x7e]*$/.test(text)),
  );
  return fc
    .tuple(
      values(document, keyed, isValid),
      values(document, named('query'), isValid),
      fc.subarray(isValid ? declared : [...new Set([...declared, ...conditions])]),
      tag,
      body,
      type,
    )
    .map(([inside, query, names, etag, sent, contentType]) => {
      const search = Object.entries(query)
        .map(([name, value]) => `${name}=${inQuery(value)}`)
        .join('&');
      return {
        path:
          path.replace(/\{(\w+)\}/g, (_, name: string) => inPath(inside[name])) + (search === '' ? '' : `?${search}`),
        init: {
          method,
          headers: {
            ...Object.fromEntries(names.map((name) => [name, etag])),
            ...(sent !== undefined && contentType !== '' && { 'content-type': contentType }),
          },
          ...(sent !== undefined && { body: sent }),
        },
      };
    });
}

const pointer = (...keys: readonly string[]): string =>
  keys.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/** Checks values by the schemas of a document. */
function compileChecks(document: OpenApiDocument): (reference: string, value: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { decimal: true, int64: true, password: true } });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  return (reference, value) => {
    const validate = ajv.getSchema(`api#${reference}`);
    if (validate === undefined) throw new Error(`${reference} leads nowhere`);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}

export interface Conformity {
  /** What is wrong with a value, as the schema at a JSON pointer has it. */
  readonly check: (reference: string, value: unknown) => string | undefined;
  /** Fails where the document does not declare an answer: its status, its type, its body, its headers. */
  readonly expectDeclared: (placed: Placed, asked: Asked, response: Response) => Promise<void>;
}

/** Holds answers against a document. `isStrict`: `default` declares nothing. */
export function compileConformity(document: OpenApiDocument): Conformity {
  const check = compileChecks(document);
  return {
    check,
    expectDeclared: async ({ path, method, operation }, { init, path: asked }, response) => {
      const text = await response.text();
      const exchange = `${method} ${asked} ${JSON.stringify(init.headers)} ${init.body ?? ''}\n→ ${response.status} ${text.slice(0, 500)}`;
      const { status } = response;
      const declared = operation.responses[status];
      expect(Object.keys(operation.responses), exchange).toContain(String(status));
      const at = declared?.$ref?.slice(1) ?? pointer('paths', path, method.toLowerCase(), 'responses', String(status));
      const { content, headers = {} } =
        declared?.$ref === undefined ? (declared ?? {}) : follow<Answer>(document, declared.$ref);
      // The class's own code need not say what the default says.
      if (status < 400 && !('default' in operation.responses))
        expect([...response.headers.keys()], exchange).toEqual(
          expect.arrayContaining(Object.keys(headers).map((name) => name.toLowerCase())),
        );
      if (content === undefined) return expect(text, exchange).toBe('');
      expect(response.headers.get('content-type'), exchange).toBe('application/json');
      expect(
        check(`${at}${pointer('content', 'application/json', 'schema')}`, JSON.parse(text)),
        exchange,
      ).toBeUndefined();
    },
  };
}
