/** Rows that belong to their callers: a column holds whose row it is, and nobody sees or writes those of others. */
import type { RestEndpoint } from '../endpoint/endpoint.ts';
import { permissionDenied } from '../errors.ts';
import type { ColumnType } from '../model.ts';

interface Owning {
  readonly column: string;
  readonly type: ColumnType;
  readonly claim: string;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A claim as the column holds it; `undefined` where it can't be one. */
function ownerOf(claim: unknown, type: ColumnType): string | number | bigint | undefined {
  if (typeof claim !== 'string' && typeof claim !== 'number' && typeof claim !== 'bigint') return undefined;
  const text = String(claim);
  if (text === '' || text.includes('\0') || !text.isWellFormed()) return undefined;
  if (type === 'string') return text;
  if (type === 'uuid') return uuid.test(text) ? text.toLowerCase() : undefined;
  if (!/^-?\d{1,18}$/.test(text)) return undefined;
  if (type === 'bigint') return BigInt(text);
  return type === 'integer' && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/** The types of columns that can hold an owner. */
export const ownerTypes: readonly ColumnType[] = ['string', 'integer', 'bigint', 'uuid'];

type Methods = Readonly<Record<string, (this: RestEndpoint) => unknown>>;

/** The methods that hold an endpoint to its caller's rows. A caller without the claim has none, and makes none. */
export function ownerMethods({ column, type, claim }: Owning): Methods {
  const owner = (endpoint: RestEndpoint): string | number | bigint | undefined => {
    const user: Readonly<Record<string, unknown>> | undefined = endpoint.user;
    return ownerOf(user?.[claim], type);
  };
  return {
    scope() {
      const own = owner(this);
      return own === undefined ? false : this.eb(column, '=', own);
    },
    scopeDefaults() {
      const own = owner(this);
      if (own === undefined) throw permissionDenied();
      return { [column]: own };
    },
  };
}
