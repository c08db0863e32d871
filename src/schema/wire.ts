/** The form that the values of a column have in JSON, as JSON Schema says it. */
import type { Column, ColumnType, JsonSchema } from '../model.ts';

const forms: Readonly<Record<ColumnType, JsonSchema>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  datetime: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  decimal: { type: 'string', format: 'decimal' },
  uuid: { type: 'string', format: 'uuid' },
  json: { type: ['string', 'number', 'boolean', 'object', 'array'], additionalProperties: true },
  enum: { type: 'string' },
  bigint: { type: 'string', format: 'int64' },
};

/** Its type alone, without the limits that input has: what is compared with a column may lie outside of them. */
export const wireSchema = ({ type, constraints: { values } }: Column): JsonSchema =>
  values === undefined ? forms[type] : { ...forms[type], enum: values };
