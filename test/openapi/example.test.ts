/** Examples are values that the column itself lets through. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Column } from '../../src/model.ts';
import { exampleOf } from '../../src/openapi/example.ts';
import { compileColumn } from '../../src/schema/schema.ts';

const column = (some: Partial<Column>): Column => ({
  ...{ name: 'first_name', type: 'string', nullable: false, input: 'required', unique: false, index: false },
  ...{ readOnly: false, writeOnly: false, immutable: false, constraints: {} },
  ...some,
});
const given = (some: Partial<Column>): unknown => exampleOf(column(some))?.given;

describe('an example', () => {
  it('is taken by the column, whatever its limits', () => {
    const limits = fc.record(
      {
        ge: fc.integer({ min: -50, max: 50 }),
        span: fc.integer({ min: 3, max: 80 }),
        multipleOf: fc.constantFrom(1, 2, 3),
      },
      { requiredKeys: ['span'] },
    );
    fc.assert(
      fc.property(
        limits,
        fc.constantFrom('integer', 'number', 'decimal', 'bigint'),
        ({ ge, span, multipleOf }, type) => {
          const constraints = {
            ...(ge !== undefined && { ge, le: ge + span }),
            ...(type === 'integer' && { multipleOf }),
          };
          const some = column({ type, constraints: constraints as Column['constraints'] });
          const example = exampleOf(some);
          expect(example, JSON.stringify(constraints)).toBeDefined();
          expect(compileColumn(some)(example?.given)).toHaveProperty('value');
        },
      ),
    );
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (minLength, more) => {
        const some = column({ constraints: { minLength, maxLength: minLength + more } });
        expect(compileColumn(some)(exampleOf(some)?.given)).toHaveProperty('value');
      }),
    );
  });

  it('reads like what it stands for', () => {
    expect(given({})).toBe('First name');
    expect(given({ constraints: { maxLength: 5 } })).toBe('First');
    expect(given({ constraints: { minLength: 12 } })).toBe('First name First name');
    expect(given({ type: 'enum', constraints: { values: ['live', 'draft'] } })).toBe('live');
    expect(given({ default: 'a default' })).toBe('a default');
    expect(given({ schema: z.email() })).toBe('ann@example.com');
    expect(given({ constraints: { pattern: /^[A-Z]{3}$/ } })).toBe('ABC');
  });

  it('is shown as replies show it', () => {
    expect(exampleOf(column({ type: 'decimal', constraints: { decimalPlaces: 3 } }))).toEqual({
      given: '9.99',
      shown: '9.990',
    });
    expect(exampleOf(column({ type: 'datetime' }))?.shown).toBe('2026-11-22T09:30:00.000Z');
    expect(exampleOf(column({ type: 'bigint', default: 7n }))).toEqual({ given: '7', shown: '7' });
  });

  it('is none where nothing was found, or nobody may know', () => {
    const slow: StandardSchemaV1<unknown, string> = {
      '~standard': { version: 1, vendor: 'own', validate: async () => ({ issues: [{ message: 'no' }] }) },
    };
    const throwing: StandardSchemaV1<unknown, string> = {
      '~standard': { version: 1, vendor: 'own', validate: () => Promise.reject(new Error('the database is gone')) },
    };
    expect(exampleOf(column({ constraints: { pattern: /^q{40}$/ } }))).toBeUndefined();
    expect(exampleOf(column({ constraints: { minLength: 10_000 } }))).toBeUndefined();
    expect([exampleOf(column({ schema: slow })), exampleOf(column({ schema: throwing }))]).toEqual([
      undefined,
      undefined,
    ]);
    expect(given({ writeOnly: true, default: 'a secret' })).toBe('First name');
    expect(given({ default: () => 'made' })).toBe('First name');
  });
});
