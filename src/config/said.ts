/** What a configuration says, as a tree that knows where each value stands. */

/** Counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Stood {
  /** `endpoints[0].fields.title`; empty for the whole. */
  readonly path: string;
  /** Where it begins; an object has no places. */
  readonly at?: Position | undefined;
  /** Where its key begins, of what has one. */
  readonly keyAt?: Position | undefined;
}

interface SaidMap extends Stood {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Said>;
}

interface SaidList extends Stood {
  readonly kind: 'list';
  readonly items: readonly Said[];
}

/** A scalar; of an object, anything else as well. */
interface SaidValue extends Stood {
  readonly kind: 'value';
  readonly value: unknown;
  /** The text with its variables, where the value came of one that has some. */
  readonly template?: string;
}

export type Said = SaidMap | SaidList | SaidValue;

/** How deep a configuration may be nested, and how many values it may hold, those of aliases counted each time. */
const limits = { depth: 64, values: 100_000 };

/** Why a configuration was not read to its end. */
export class TooMuch extends Error {}

/** Counts the values of a tree. */
export function createCounter(): (depth: number) => void {
  let count = 0;
  return (depth) => {
    count += 1;
    if (depth > limits.depth) throw new TooMuch(`it is nested more than ${limits.depth} levels deep.`);
    if (count > limits.values)
      throw new TooMuch(`it holds more than ${limits.values} values, with what aliases repeat.`);
  };
}

const plainKey = /^[A-Za-z_][\w-]*$/;

/** The path of a member: `fields.title`, `endpoints["/books"]`. */
export const memberPath = (path: string, name: string): string => {
  if (!plainKey.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** An object of a program as a tree, its values as `read` gives them. Throws `TooMuch`. */
export function sayObject(whole: unknown, read: (value: unknown, path: string) => unknown): Said {
  const count = createCounter();
  const say = (value: unknown, path: string, depth: number): Said => {
    count(depth);
    if (Array.isArray(value)) {
      return { kind: 'list', path, items: value.map((item, at) => say(item, `${path}[${at}]`, depth + 1)) };
    }
    if (typeof value !== 'object' || value === null || !isPlain(value))
      return { kind: 'value', path, value: read(value, path) };
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return {
      kind: 'map',
      path,
      entries: new Map(entries.map(([name, member]) => [name, say(member, memberPath(path, name), depth + 1)])),
    };
  };
  return say(whole, '', 0);
}

/** Every value of a tree by its path. */
export function byPath(root: Said): ReadonlyMap<string, Said> {
  const found = new Map<string, Said>();
  const walk = (said: Said): void => {
    found.set(said.path, said);
    if (said.kind === 'list') said.items.forEach(walk);
    if (said.kind === 'map') said.entries.forEach(walk);
  };
  walk(root);
  return found;
}

/** The data of a tree, without its places. */
export function dataOf(said: Said): unknown {
  if (said.kind === 'list') return said.items.map(dataOf);
  if (said.kind === 'map') return Object.fromEntries([...said.entries].map(([name, each]) => [name, dataOf(each)]));
  return said.value;
}

/** A member of a map, or nothing. */
export const member = (said: Said | undefined, name: string): Said | undefined =>
  said?.kind === 'map' ? said.entries.get(name) : undefined;
