/** The values of a query, coerced by the type of their column. */
import type { Problem } from '../errors.ts';
import { problem, validationFailed } from '../errors.ts';
import type { Column } from '../model.ts';
import { compileColumn } from '../schema/schema.ts';

/** Text of a query to the value of a column. Throws `validation_failed` with `loc: ["query", parameter]`. */
export type Coerce = (text: string, parameter: string) => unknown;

/** A filter compares with any value of the type, also one that the column's own limits would refuse. */
function bare(column: Column): Column {
  const { values } = column.constraints;
  const { schema: _, ...rest } = column;
  return { ...rest, nullable: false, constraints: values === undefined ? {} : { values } };
}

const longInteger = /^-?\d{16,19}$/;

/** An integer beyond those of JSON, which other programs may have stored: as text, no digit of it is lost. */
function asLong({ type, isReflected }: Column, text: string): bigint | undefined {
  if (type !== 'integer' || !isReflected || !longInteger.test(text) || Number.isSafeInteger(Number(text)))
    return undefined;
  const long = BigInt(text);
  return BigInt.asIntN(64, long) === long ? long : undefined;
}

export function compileCoerce(column: Column): Coerce {
  const check = compileColumn(bare(column));
  return (text, parameter) => {
    const long = asLong(column, text);
    if (long !== undefined) return long;
    const checked = check(text);
    if (checked instanceof Promise) throw new TypeError('a column without a validator is checked at once');
    if ('value' in checked) return checked.value;
    throw validationFailed(
      checked.problems.map(({ type, msg, ctx }) => inQuery({ type, msg, ...(ctx && { ctx }) }, parameter, text)),
    );
  };
}

/** A problem of a parameter. */
export const inQuery = (
  refusal: { readonly type: string; readonly msg: string; readonly ctx?: Readonly<Record<string, unknown>> },
  parameter: string,
  input: unknown,
): Problem => problem(refusal, ['query', parameter], input);
