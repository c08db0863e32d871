/** The grammar as JSON Schema, for editors: what completes keys, checks values and tells what they mean. */

import type { Grammar, MapShape, Shape } from '../src/config/shape.ts';
import type { JsonSchema } from '../src/model.ts';

/** The value of a variable may be of any scalar type. */
const variable: JsonSchema = { type: 'string', pattern: '\\$\\{' };

const anyOf = (...schemas: readonly JsonSchema[]): JsonSchema => ({ anyOf: schemas });

/** The JSON Schema (draft 7) of a grammar. What editors accept is what is read, but for words of YAML 1.1 such as `yes`. */
export function renderJsonSchema({ root, shapes }: Grammar): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'LightAPI',
    $ref: `#/definitions/${root}`,
    definitions: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, schemaOf(shape)])),
  };
}

function schemaOf(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case 'any':
      return {};
    case 'flag':
      return anyOf({ type: 'boolean' }, variable);
    case 'text':
      return shape.choices === undefined || shape.anyCase
        ? { type: 'string', minLength: 1 }
        : anyOf({ enum: shape.choices }, variable);
    case 'integer':
    case 'number':
      return anyOf({ type: shape.kind, ...(shape.min !== undefined && { minimum: shape.min }) }, variable);
    case 'thing':
      return { type: 'string', minLength: 1 };
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) };
    case 'map':
      return schemaOfMap(shape);
    case 'each':
      return {
        type: 'object',
        additionalProperties: anyOf(schemaOf(shape.of), { type: 'null' }),
        ...(shape.names !== undefined && { propertyNames: { enum: shape.names } }),
      };
    case 'either':
      return anyOf(...shape.of.map(schemaOf));
    case 'ref':
      return { $ref: `#/definitions/${shape.name}` };
  }
}

function schemaOfMap({ keys }: MapShape): JsonSchema {
  const required = Object.keys(keys).filter((name) => keys[name]?.required === true);
  const properties = Object.entries(keys).map(([name, { shape, about, required: isRequired }]) => {
    const schema = schemaOf(shape);
    return [name, { description: about, ...(isRequired === true ? anyOf(schema) : anyOf(schema, { type: 'null' })) }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    ...(required.length > 0 && { required }),
  };
}
