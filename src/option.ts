/** Options as data: what each must be, and what stands where it is not said. */
import type { Complain } from './complain.ts';
import type { ConfigurationCode } from './errors.ts';

/** Notes what is wrong with a value that is said: with the whole of it, or at one of its keys. */
type Check = (value: unknown, complain: Complain, complainAt: ComplainAt) => void;

/** Notes what is wrong with what a name stands for: an option, or a variable, whose name is whole by itself. */
type ComplainAt = (name: string, kind?: 'variable') => Complain;

/** One option. */
interface Option<T> {
  readonly check: Check;
  /** What stands where neither the option nor its variable says it. */
  readonly otherwise: () => T;
  /** The environment variable that says it where the option does not; empty text says nothing, in both. */
  readonly variable?: string;
  /** What the text of the variable means. Default: the text itself. */
  readonly parse?: (text: string) => unknown;
}

/** All options of one kind, by name. */
export type OptionTable<T> = { readonly [Name in keyof T]-?: Option<T[Name]> };

interface Reading {
  /** Whose options they are: `LightApi`. */
  readonly of: string;
  /** Notes what is wrong with one of them. */
  readonly complainAt: ComplainAt;
  /** Notes that they are none. Default: where they belong. */
  readonly complain?: Complain;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The options with their defaults; what is wrong with them is noted, all of it. */
export function readOptions<T extends object>(table: OptionTable<T>, said: unknown, reading: Reading): T {
  const { of, complainAt, complain = complainAt(of) } = reading;
  const known = Object.entries<Option<unknown>>(table);
  const names = known.map(([name]) => name).join(', ');
  if (!isRecord(said)) complain('bad_option', `it takes no ${told(said)}.`, `Give an object of ${names}.`);
  const values = isRecord(said) ? said : {};
  for (const name of Object.keys(values).filter((each) => !Object.hasOwn(table, each))) {
    complainAt(name)('bad_option', `${of} knows no such option.`, `It knows ${names}.`);
  }
  return Object.fromEntries(known.map(([name, option]) => [name, read([name, values[name]], option, complainAt)])) as T;
}

function read(
  [name, said]: readonly [name: string, said: unknown],
  { check, otherwise, variable, parse }: Option<unknown>,
  complainAt: ComplainAt,
): unknown {
  const inside: ComplainAt = (key, kind) => (kind ? complainAt(key, kind) : complainAt(`${name}.${key}`));
  if (said !== undefined && (said !== '' || variable === undefined)) {
    check(said, complainAt(name), inside);
    return said;
  }
  const text = variable && process.env[variable];
  if (variable === undefined || text === undefined || text === '') return otherwise();
  const value = parse === undefined ? text : parse(text);
  check(value, complainAt(variable, 'variable'), inside);
  return value;
}

/** Options that are right, with their defaults. */
export const withDefaultsOf = <T extends object>(table: OptionTable<T>, said: Partial<T>): T =>
  readOptions(table, said, { of: '', complainAt: () => () => undefined });

/** Options inside of an option. */
export const optionsOf =
  <T extends object>(of: string, table: OptionTable<T>): Check =>
  (value, complain, complainAt) =>
    void readOptions(table, value, { of, complain, complainAt });

/** For options that are absent where nobody says them. */
export const nothing = (): undefined => undefined;

/** A value in a message: what is no plain value is not spelled out. */
const told = (value: unknown): string =>
  typeof value === 'function' || (typeof value === 'object' && value !== null) ? typeof value : String(value);

interface Range {
  readonly from: number;
  /** Default: the largest whole number that a number holds exactly. */
  readonly to?: number;
  readonly remedy: string;
  readonly code?: ConfigurationCode;
}

/** A whole number in a range. */
export const wholeNumber =
  ({ from, to = Number.MAX_SAFE_INTEGER, remedy, code = 'bad_option' }: Range): Check =>
  (value, complain) => {
    const isIn = typeof value === 'number' && Number.isSafeInteger(value) && value >= from && value <= to;
    if (!isIn) complain(code, `it is ${told(value)}.`, remedy);
  };

/** A text that fits; one that does not may be a secret, and is not repeated. */
export const text =
  (remedy: string, pattern = /^/): Check =>
  (value, complain) => {
    if (typeof value !== 'string') complain('bad_option', `it is no text, but a ${typeof value}.`, remedy);
    else if (!pattern.test(value)) complain('bad_option', `it is "${value}".`, remedy);
  };

export const oneOf =
  (choices: readonly string[]): Check =>
  (value, complain) => {
    if (choices.some((choice) => choice === value)) return;
    complain('bad_option', `it is ${told(value)}.`, `Choose ${choices.join(', ')}.`);
  };

export const callable =
  (remedy: string): Check =>
  (value, complain) => {
    if (typeof value !== 'function') complain('bad_option', 'it is no function.', remedy);
  };

/** A path of plain parts, without a slash at its end. */
export const plainPath: Check = (path, complain) => {
  const isPath = typeof path === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(path) && !/\/\.\.?(?:\/|$)/.test(path);
  if (!isPath) complain('bad_option', `it is ${JSON.stringify(path)}.`, 'Give a plain path, as in "/status".');
};

/** An option that `false` turns off. */
export const orOff =
  (check: Check): Check =>
  (value, ...complaining) => {
    if (value !== false) check(value, ...complaining);
  };

export const yesOrNo: Check = (value, complain) => {
  if (typeof value !== 'boolean') complain('bad_option', `it is ${told(value)}.`, 'Give true or false.');
};

/** What a variable says that is a number; any other text is told as it is. */
export const parseNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : JSON.stringify(text));

/** What a variable says that is yes or no; any other text is told as it is. */
export function parseYesOrNo(text: string): unknown {
  if (/^(?:true|1|yes|on)$/i.test(text)) return true;
  return /^(?:false|0|no|off)$/i.test(text) ? false : JSON.stringify(text);
}

/** Options that `true` asks for as they stand, and `false` for none of. */
export const orYesOrNo =
  (check: Check): Check =>
  (value, ...complaining) => {
    if (value !== false) check(value === true ? {} : value, ...complaining);
  };

/** An object that has these methods. */
export const having =
  (methods: readonly string[], remedy: string): Check =>
  (value, complain) => {
    const lacks = methods.filter((method) => typeof (value as Record<string, unknown> | null)?.[method] !== 'function');
    if (lacks.length > 0) complain('bad_option', `it has no ${lacks.join(', ')}.`, remedy);
  };
