/** Exact decimal numbers as text: read from any notation, compared and written out without a float on the way. */

const notation = /^([+-]?)(\d+(?:_\d+)*)?(?:\.(\d+(?:_\d+)*)?)?(?:[eE]([+-]?\d{1,5}))?$/;

/** More digits than this are refused: an exponent must not become a megabyte of zeros. */
const digitLimit = 1000;

/** A decimal number in parts: `-12.30` is negative, `12`, `3`. No leading or trailing zeros but a lone one. */
export interface Decimal {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/** Reads `12.30`, `.5`, `1_000`, `1e3`; `undefined` where it is no number or has over 1,000 digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = notation.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  return place(
    sign === '-',
    [whole, fraction].map((part) => part.replaceAll('_', '')) as [string, string],
    Number(exponent),
  );
}

/** Moves the point by the exponent and drops the zeros that say nothing. */
function place(negative: boolean, [whole, fraction]: [string, string], exponent: number): Decimal | undefined {
  const digits = (whole + fraction).replace(/^0+/, '');
  const point = digits.length - fraction.length + exponent;
  if (digits !== '' && (point > digitLimit || digits.length - point > digitLimit)) return undefined;
  const padded = digits === '' ? '' : digits.padEnd(point, '0').padStart(digits.length - Math.min(point, 0), '0');
  const at = Math.max(point, 0);
  const parts = { whole: padded.slice(0, at) || '0', fraction: padded.slice(at).replace(/0+$/, '') };
  return { negative: negative && (parts.whole !== '0' || parts.fraction !== ''), ...parts };
}

/** Written out with at least `places` digits after the point. */
export function renderDecimal({ negative, whole, fraction }: Decimal, places = 0): string {
  const digits = fraction.padEnd(places, '0');
  return `${negative ? '-' : ''}${whole}${digits === '' ? '' : `.${digits}`}`;
}

/** Below zero, zero or above zero, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const places = Math.max(a.fraction.length, b.fraction.length);
  const difference = scaled(a, places) - scaled(b, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function scaled({ negative, whole, fraction }: Decimal, places: number): bigint {
  const value = BigInt(whole + fraction.padEnd(places, '0'));
  return negative ? -value : value;
}

/** A number of JSON as its own text, for columns whose values a float would not hold. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For code that reckons with it, as far as a float holds it. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  /** As it was sent, where the runtime can write that. */
  toJSON(): unknown {
    return 'rawJSON' in JSON ? (JSON.rawJSON as (text: string) => unknown)(this.text) : Number(this.text);
  }
}
