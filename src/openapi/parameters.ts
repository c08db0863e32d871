/** What a request says beside its body: the key in its path, its query, and the conditions in its headers. */
import type { Column, JsonSchema, Model, QueryParameter } from '../model.ts';
import { inputSchema } from '../schema/input.ts';
import { wireSchema } from '../schema/wire.ts';
import { exampleOf } from './example.ts';

export type Parameter = Readonly<Record<string, unknown>>;

/** A key as a path says it: no limits of a number but those of its notation, since another is merely not found. */
function keySchema(key: Column): JsonSchema {
  if (key.type === 'integer') return { ...wireSchema(key), format: 'int64' };
  if (key.type !== 'string') return wireSchema(key);
  const { minLength, maxLength, pattern } = inputSchema({ ...key, nullable: false });
  return {
    type: 'string',
    minLength,
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
  };
}

/** The key of an item in its path. */
export function keyParameter({ primaryKey }: Model): Parameter {
  const example = exampleOf(primaryKey)?.given;
  return {
    name: primaryKey.name,
    in: 'path',
    required: true,
    description: primaryKey.description ?? 'Which row.',
    schema: { ...keySchema(primaryKey), ...(example !== undefined && { examples: [example] }) },
  };
}

/** What times look like. */
const times: JsonSchema = { date: '2026-11-22', 'date-time': '2026-11-22T09:30:00Z' };

/** A list stands between commas, under one name. */
export function queryParameter({ name, description, schema = { type: 'string' } }: QueryParameter): Parameter {
  const isList = schema.type === 'array';
  const time = times[String(schema.format)];
  return {
    name,
    in: 'query',
    ...(description !== undefined && { description }),
    ...(isList && { style: 'form', explode: false }),
    schema: time === undefined ? schema : { ...schema, examples: [time] },
  };
}

export const ifNoneMatch: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The `ETag` that the client has: 304 where it is still right.',
  schema: { type: 'string' },
};

/** `isRequired`: nothing else says which state of the row is meant. */
export const ifMatch = (isRequired: boolean): Parameter => ({
  name: 'If-Match',
  in: 'header',
  ...(isRequired && { required: true }),
  description: 'The `ETag` that was read: 412 where the row has changed since then.',
  schema: { type: 'string' },
});
