/** What input schemas say of a column: its limits as keywords, the rest in words. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Column } from '../../src/model.ts';
import { inputSchema, nullable } from '../../src/schema/input.ts';

const column = (some: Partial<Column>): Column => ({
  name: 'value',
  type: 'string',
  nullable: false,
  input: 'required',
  unique: false,
  index: false,
  readOnly: false,
  writeOnly: false,
  immutable: false,
  constraints: {},
  ...some,
});

describe('the schema of an input', () => {
  it.each<[string, Partial<Column>, object]>([
    ['text', { constraints: { minLength: 1, maxLength: 9 } }, { type: 'string', minLength: 1, maxLength: 9 }],
    ['a pattern', { constraints: { pattern: /^[a-z]+$/u } }, { type: 'string', pattern: '^[a-z]+$' }],
    ['a pattern without flags', { constraints: { pattern: /^\d$/ } }, { type: 'string', pattern: '^\\d$' }],
    [
      'an integer',
      { type: 'integer', constraints: { gt: 0, le: 9 } },
      { type: 'integer', exclusiveMinimum: 0, maximum: 9 },
    ],
    [
      'a multiple',
      { type: 'number', constraints: { ge: 0, lt: 1, multipleOf: 0.25 } },
      { type: 'number', minimum: 0, exclusiveMaximum: 1, multipleOf: 0.25 },
    ],
    ['an enum', { type: 'enum', constraints: { values: ['a', 'b'] } }, { type: 'string', enum: ['a', 'b'] }],
    [
      'an enum or null',
      { type: 'enum', nullable: true, constraints: { values: ['a'] } },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    ['an instant or null', { type: 'datetime', nullable: true }, { type: ['string', 'null'], format: 'date-time' }],
    ['what the class says', { description: 'Why.' }, { type: 'string', description: 'Why.' }],
  ])('says %s', (_, some, schema) => {
    expect(inputSchema(column(some))).toEqual(schema);
  });

  it('says in words what no keyword can', () => {
    const told = (some: Partial<Column>): unknown => inputSchema(column(some)).description;
    expect(told({ constraints: { pattern: /^[a-z]+$/i } })).toBe('Matches /^[a-z]+$/i.');
    expect(told({ type: 'decimal', constraints: { gt: 0, le: '9.5' }, description: 'What it costs.' })).toBe(
      'What it costs. Above 0, at most 9.5.',
    );
    expect(told({ type: 'bigint', constraints: { ge: 10n, lt: 99n } })).toBe('At least 10, below 99.');
    expect(told({ type: 'decimal', constraints: { maxDigits: 5 } })).toBe('At most 5 digits.');
    expect(told({ constraints: { minLength: 3 } })).toBeUndefined();
  });

  it.each([
    [{}, ['0', '-1', '12.345'], ['', 'a', '1.', '.5', '1e3']],
    [{ decimalPlaces: 2, maxDigits: 5 }, ['999.99', '-0.1'], ['1000', '1.234']],
    [{ decimalPlaces: 0 }, ['12'], ['12.0']],
    [{ decimalPlaces: 3, maxDigits: 3 }, ['0.123'], ['1.123']],
    [{ ge: 0 }, ['0.5'], ['-0.5']],
  ])('of a decimal of %j has a pattern', (constraints, taken, refused) => {
    const pattern = new RegExp(String(inputSchema(column({ type: 'decimal', constraints })).pattern), 'u');
    expect(taken.filter((text) => !pattern.test(text))).toEqual([]);
    expect(refused.filter((text) => pattern.test(text))).toEqual([]);
  });

  it('takes from a validator what it says of itself', () => {
    const mail = inputSchema(column({ schema: z.email() }));
    expect(mail).toMatchObject({ type: 'string', format: 'email' });
    const both = inputSchema(column({ constraints: { maxLength: 9 }, schema: z.string().max(5) }));
    expect(both).toEqual({
      allOf: [
        { type: 'string', maxLength: 9 },
        { type: 'string', maxLength: 5 },
      ],
    });
    const shape = inputSchema(column({ type: 'json', nullable: true, schema: z.object({ wide: z.number() }) }));
    expect(shape).toEqual({ type: ['object', 'null'], properties: { wide: { type: 'number' } }, required: ['wide'] });
  });

  it('is that of the column where a validator says nothing that can stand here', () => {
    interface Tree {
      readonly branches: readonly Tree[];
    }
    const tree: z.ZodType<Tree> = z.object({
      get branches() {
        return z.array(tree);
      },
    });
    const silent = { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } } as const;
    const failing = {
      '~standard': {
        ...silent['~standard'],
        jsonSchema: {
          input: () => {
            throw new Error('no');
          },
        },
      },
    };
    for (const schema of [tree, silent, failing]) {
      expect(inputSchema(column({ schema }))).toEqual({ type: 'string' });
    }
    expect(inputSchema(column({ type: 'datetime', schema: z.date() }))).toEqual({
      type: 'string',
      format: 'date-time',
    });
  });

  it('is that of any validator that speaks JSON Schema', () => {
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => ({ type: 'string', format: 'hostname' }), output: () => ({}) },
      },
    } as const;
    expect(inputSchema(column({ schema }))).toEqual({ type: 'string', format: 'hostname' });
  });

  it('may be null beside any other', () => {
    expect(nullable({ type: ['string', 'number'] })).toEqual({ type: ['string', 'number', 'null'] });
    expect(nullable({ allOf: [{ type: 'string' }] })).toEqual({
      anyOf: [{ allOf: [{ type: 'string' }] }, { type: 'null' }],
    });
  });
});
