/** Scalars of a configuration: what they are taken for, and how messages say them. */
import type { Said } from './said.ts';
import { type Grammar, resolveShape, type Shape, type TextShape } from './shape.ts';

/** What YAML 1.1, in which the files of the Python original are written, takes for true and false. */
const flags: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, on: true, y: true, t: true, '1': true },
  ...{ false: false, no: false, off: false, n: false, f: false, '0': false },
};

export function asFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
  return Object.hasOwn(flags, text) ? flags[text] : undefined;
}

/** A number, or the text of one, which is what a variable gives. */
export function asNumber(
  value: unknown,
  { kind, min = Number.NEGATIVE_INFINITY }: { readonly kind: 'integer' | 'number'; readonly min?: number },
): number | undefined {
  const isText = typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value);
  const number = isText ? Number(value) : value;
  const isOne =
    typeof number === 'number' && (kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number));
  return isOne && number >= min ? number : undefined;
}

export function asText(value: unknown, { choices, anyCase }: TextShape): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (choices === undefined) return value;
  return choices.find((choice) => choice === value || (anyCase === true && choice === value.toLowerCase()));
}

/** In characters: what a message says back of a value. */
const shownLimit = 60;

/** A value as a message says it: never a secret, nor what a variable holds. */
export function show(said: Said, shape: Shape): string {
  if (said.kind !== 'value') return `a ${said.kind}`;
  if (shape.kind === 'text' && shape.secret === true) return 'not what it must be';
  const { value, template } = said;
  if (value === null) return 'empty';
  if (typeof value === 'string') return JSON.stringify(cut(template ?? value));
  return typeof value === 'object' || typeof value === 'function' ? `a ${typeof value}` : String(value);
}

const cut = (text: string): string => (text.length > shownLimit ? `${text.slice(0, shownLimit)}…` : text);

const things: Readonly<Record<string, string>> = {
  backend: 'the name of a backend',
  permission: 'the name of a permission',
  filter: 'the name of a filter backend',
  middleware: 'the name of a middleware',
  endpoint: 'the name of an endpoint class',
  serializer: 'the name of a serializer',
  validator: 'a Standard Schema validator by its module, ./file.ts#name',
  function: 'a function by its module, ./file.ts#name',
};

/** What a shape allows, in words. */
export function describeShape(grammar: Grammar, named: Shape): string {
  const shape = resolveShape(grammar, named);
  switch (shape.kind) {
    case 'text':
      return shape.choices === undefined ? 'a text' : shape.choices.join(', ');
    case 'flag':
      return 'true or false';
    case 'integer':
      return `a whole number${from(shape.min)}`;
    case 'number':
      return `a number${from(shape.min)}`;
    case 'thing':
      return things[shape.of] ?? shape.of;
    case 'list':
      return `a list of ${plural(describeShape(grammar, shape.of))}`;
    case 'map':
      return `a map of ${Object.keys(shape.keys).join(', ')}`;
    case 'each':
      return `a map by ${shape.what}`;
    case 'either':
      return [...new Set(shape.of.map((each) => describeShape(grammar, each)))].join(', or ');
    default:
      return 'any value';
  }
}

const from = (min: number | undefined): string => (min === undefined ? '' : min === 1 ? ' above 0' : ` from ${min}`);

const plural = (words: string): string =>
  words === 'a text' ? 'texts' : words.replace(/^the name of an? /, 'names of a ');
