/** What a value of a configuration can be, as data: read by the reader, the JSON Schema and the test of the docs. */

/** What a name can stand for: what the package has, what `classes` gives, or an export of a module. */
export type Thing =
  | 'backend'
  | 'permission'
  | 'filter'
  | 'middleware'
  | 'endpoint'
  | 'serializer'
  | 'validator'
  | 'function';

/** Text. */
export interface TextShape {
  readonly kind: 'text';
  /** The texts that it can be. Default: any. */
  readonly choices?: readonly string[];
  /** Whether upper and lower case are the same. */
  readonly anyCase?: true;
  /** Whether a message never repeats it. */
  readonly secret?: true;
}

/** A number, between bounds. */
interface NumberShape {
  readonly kind: 'integer' | 'number';
  readonly min?: number;
}

/** A name of something, or in an object that thing itself. */
export interface ThingShape {
  readonly kind: 'thing';
  readonly of: Thing;
}

export interface MapShape {
  readonly kind: 'map';
  readonly keys: Readonly<Record<string, Key>>;
}

/** A map whose keys are names of the user's: fields by name. */
export interface EachShape {
  readonly kind: 'each';
  /** What a key is, in words: `field`. */
  readonly what: string;
  readonly of: Shape;
  /** The keys that it can have. Default: any. */
  readonly names?: readonly string[];
  readonly anyCase?: true;
}

export type Shape =
  | TextShape
  | NumberShape
  | ThingShape
  | MapShape
  | EachShape
  | { readonly kind: 'flag' | 'any' }
  | { readonly kind: 'list'; readonly of: Shape; readonly min?: number }
  /** One of several, told apart by what the value is, and of maps by their keys. */
  | { readonly kind: 'either'; readonly of: readonly Shape[] }
  /** A shape of the grammar by its name. */
  | { readonly kind: 'ref'; readonly name: string };

/** A key of a map. */
export interface Key {
  readonly shape: Shape;
  /** What it says, in one sentence: shown by editors. */
  readonly about: string;
  readonly required?: true;
  /** Whether it keeps callers out, or values from them: one that is misspelt is a mistake, never a warning. */
  readonly guards?: true;
  /** Whether it may stand there without a value, though it guards. */
  readonly mayBeEmpty?: true;
  /** The option of the app that it is, where it is one: `databaseOptions.poolSize`. */
  readonly option?: string;
}

export interface Grammar {
  /** Shapes by name; those that are maps are tables of the documentation. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** The name of the shape of a whole document. */
  readonly root: string;
}

/** The shape itself, where it is only named. */
export function resolveShape({ shapes }: Grammar, shape: Shape): Exclude<Shape, { kind: 'ref' }> {
  if (shape.kind !== 'ref') return shape;
  const named = shapes[shape.name];
  if (named === undefined) throw new TypeError(`the grammar has no shape "${shape.name}"`);
  return resolveShape({ shapes, root: '' }, named);
}
