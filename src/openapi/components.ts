/** The named schemas of a resource: its row, its pages, and what may be sent. */
import type { Resource } from '../endpoint/resource.ts';
import { type Column, isVersioned, type JsonSchema, type Model } from '../model.ts';
import { inputSchema, nullable, validatorSchema } from '../schema/input.ts';
import { wireSchema } from '../schema/wire.ts';
import { type Example, exampleOf, sayableDefault } from './example.ts';
import { componentNames, type Names, withArticle, wordsOf } from './names.ts';

export type Schemas = Readonly<Record<string, JsonSchema>>;

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

type ReadExample = (column: Column) => Example | undefined;

/** Each example is looked for once: the validators of users may be slow. */
function rememberExamples(): ReadExample {
  const found = new Map<Column, Example | undefined>();
  return (column) => {
    if (!found.has(column)) found.set(column, exampleOf(column));
    return found.get(column);
  };
}

const withExample = (schema: JsonSchema, example: unknown): JsonSchema =>
  example === undefined || 'examples' in schema ? schema : { ...schema, examples: [example] };

/** What a reply shows of a column. The limits of input are no promise: rows may be older than they are. */
function shownSchema(column: Column, read: ReadExample): JsonSchema {
  const { type, schema, description } = column;
  const plain = (type === 'json' ? validatorSchema(schema, 'output') : undefined) ?? wireSchema(column);
  const described = { ...(column.nullable ? nullable(plain) : plain), ...(description && { description }) };
  return withExample(described, read(column)?.shown);
}

function rowSchema(columns: readonly Column[], description: string, read: ReadExample): JsonSchema {
  return {
    type: 'object',
    description,
    properties: Object.fromEntries(columns.map((column) => [column.name, shownSchema(column, read)])),
  };
}

/** How a body takes part: to make a row, to replace it, to change a part of it. */
type Purpose = 'create' | 'replace' | 'change';

/** Whether a column must be in a body; what a database or a default gives need not. */
function isRequired({ input, writeOnly, hasDatabaseDefault }: Column, purpose: Purpose): boolean {
  if (purpose === 'change' || hasDatabaseDefault) return false;
  return input === 'required' && !(purpose === 'replace' && writeOnly);
}

const versionSchema: JsonSchema = {
  type: 'integer',
  description: 'The version that was read: a row that has changed since then is not overwritten.',
  examples: [1],
};

function bodyColumn(column: Column, purpose: Purpose, read: ReadExample): JsonSchema {
  const fallback = purpose === 'change' ? undefined : sayableDefault(column);
  const schema = inputSchema(column);
  return {
    ...(column.writeOnly || fallback !== undefined ? schema : withExample(schema, read(column)?.given)),
    ...(fallback !== undefined && { default: fallback }),
    ...(column.writeOnly && { writeOnly: true }),
  };
}

function bodySchema({ columns, locking }: Model, purpose: Purpose, read: ReadExample): JsonSchema {
  const taken = columns.filter(
    ({ input, readOnly, immutable }) => input !== 'none' && !readOnly && !(immutable && purpose !== 'create'),
  );
  const isLocked = purpose !== 'create' && locking === 'version' && isVersioned({ columns });
  const required = [
    ...taken.filter((column) => isRequired(column, purpose)).map(({ name }) => name),
    ...(isLocked ? ['version'] : []),
  ];
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: {
      ...Object.fromEntries(taken.map((column) => [column.name, bodyColumn(column, purpose, read)])),
      ...(isLocked && { version: versionSchema }),
    },
  };
}

/** An envelope as the class's own method may return it: its results alone are sure. */
const looseEnvelope = (envelope: JsonSchema): JsonSchema => ({ ...envelope, required: ['results'] });

/** The schemas of a resource by name, more than its operations may use. */
export function resourceSchemas({ model, policies, overrides }: Resource, names: Names): Schemas {
  const { read, written, create, replace, change, page } = componentNames(names);
  const example = rememberExamples();
  const words = withArticle(wordsOf(names.one));
  const about = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  const envelope = policies.paginator.envelope(refTo(read));
  return {
    [read]: rowSchema(
      model.shown.read,
      `${about}, as reads show it: in the fields that \`fields\` names, or all.`,
      example,
    ),
    [written]: {
      ...rowSchema(model.shown.write, `${about}, as writes leave it.`, example),
      required: model.shown.write.map(({ name }) => name),
    },
    [create]: bodySchema(model, 'create', example),
    [replace]: bodySchema(model, 'replace', example),
    [change]: bodySchema(model, 'change', example),
    [page]: overrides.has('list') ? looseEnvelope(envelope) : envelope,
  };
}
