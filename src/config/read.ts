/** Reads a tree by a grammar: values of the types that it says, and every mistake with its remedy. */
import { verbs } from '../model.ts';
import { didYouMean, nearest } from './nearest.ts';
import type { Notes } from './notes.ts';
import { dataOf, type Said } from './said.ts';
import { asFlag, asNumber, asText, describeShape, show } from './scalar.ts';
import { type EachShape, type Grammar, type MapShape, resolveShape, type Shape, type Thing } from './shape.ts';

/** A name in a configuration, before what it stands for is known; of an object that is there already. */
export class Reference {
  readonly of: Thing;
  readonly said: Said;
  readonly value: unknown;

  constructor(of: Thing, said: Said, value: unknown) {
    this.of = of;
    this.said = said;
    this.value = value;
  }
}

const paths = new WeakMap<object, string>();

/** Where a map stands that was read. */
export const pathOf = (read: object): string | undefined => paths.get(read);

type Resolved = ReturnType<typeof resolveShape>;

/** The tree as data; what has a mistake is left out. `undefined` where nothing is left. */
export function readShape(said: Said, shape: Shape, reading: Reading): unknown {
  return new Reader(reading).read(said, shape);
}

interface Reading {
  readonly grammar: Grammar;
  readonly notes: Notes;
  /** Told every name of something. */
  readonly refer: (reference: Reference) => void;
}

const isEmpty = (said: Said): boolean => said.kind === 'value' && said.value === null;

/** Words that keep callers out wherever they stand: one where it means nothing is a mistake all the same. */
const guardsOf = ({ shapes }: Grammar): ReadonlySet<string> =>
  new Set([
    ...verbs,
    ...Object.values(shapes).flatMap((shape) =>
      shape.kind === 'map' ? Object.keys(shape.keys).filter((name) => shape.keys[name]?.guards === true) : [],
    ),
  ]);

class Reader {
  readonly #reading: Reading;
  readonly #guards: ReadonlySet<string>;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#guards = guardsOf(reading.grammar);
  }

  read(said: Said, named: Shape): unknown {
    const shape = this.#resolve(named);
    switch (shape.kind) {
      case 'any':
        return dataOf(said);
      case 'map':
        return this.#readMap(said, shape);
      case 'each':
        return this.#readEach(said, shape);
      case 'list':
        return this.#readList(said, shape);
      case 'either':
        return this.#readEither(said, shape.of);
      case 'thing':
        return this.#readThing(said, shape);
      default: {
        const value = readScalar(said, shape);
        return value === undefined ? this.#refuse(said, shape) : value;
      }
    }
  }

  #resolve = (shape: Shape): Resolved => resolveShape(this.#reading.grammar, shape);

  #refuse(said: Said, shape: Resolved): undefined {
    const meant = said.kind === 'value' ? didYouMean(String(said.value), this.#choicesOf(shape)) : '';
    const remedy = `${meant}Give ${describeShape(this.#reading.grammar, shape)}.`;
    this.#reading.notes.problem(said, 'bad_value', [`it is ${show(said, shape)}.`, remedy]);
    return undefined;
  }

  #choicesOf(shape: Resolved): readonly string[] {
    if (shape.kind === 'either') return shape.of.flatMap((each) => this.#choicesOf(this.#resolve(each)));
    return shape.kind === 'text' ? (shape.choices ?? []) : [];
  }

  #readMap(said: Said, shape: MapShape): unknown {
    if (said.kind !== 'map') return isEmpty(said) ? this.#checkRequired(said, shape, {}) : this.#refuse(said, shape);
    const entries = [...said.entries].flatMap(([name, value]) => {
      const key = Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
      if (key === undefined) {
        this.#refuseKey(name, value, shape);
        return [];
      }
      const means = isEmpty(value) && this.#resolve(key.shape).kind !== 'any';
      if (means && key.guards === true && key.mayBeEmpty !== true) {
        const remedy = `Give ${describeShape(this.#reading.grammar, this.#resolve(key.shape))}, or leave it out.`;
        this.#reading.notes.problem(value, 'bad_value', ['it says nothing.', remedy]);
      }
      const read = means ? undefined : this.read(value, key.shape);
      return read === undefined ? [] : [[name, read] as const];
    });
    const read = Object.fromEntries(entries);
    paths.set(read, said.path);
    return this.#checkRequired(said, shape, read);
  }

  /** A warning; a mistake where it may mean a key that keeps callers out, since without it they would come in. */
  #refuseKey(name: string, value: Said, { keys }: MapShape): void {
    const { notes } = this.#reading;
    const known = Object.keys(keys);
    const meant = nearest(name, known);
    const said = [`"${name}" means nothing here.`, `${didYouMean(name, known)}Keys: ${known.join(', ')}.`] as const;
    const isGuard = this.#guards.has(name) || (meant !== undefined && keys[meant]?.guards === true);
    if (isGuard) notes.problem(value, 'unknown_key', said);
    else notes.warn(value, 'unknown_key', said);
  }

  #checkRequired(said: Said, { keys }: MapShape, read: object): object {
    for (const [name, { required, about }] of Object.entries(keys)) {
      const there = said.kind === 'map' && said.entries.get(name);
      if (required !== true || (there && !isEmpty(there))) continue;
      this.#reading.notes.problem(said, 'bad_value', [`it has no "${name}".`, `Add it. ${about}`]);
    }
    return read;
  }

  #readEach(said: Said, shape: EachShape): unknown {
    if (said.kind !== 'map') return isEmpty(said) ? {} : this.#refuse(said, shape);
    const { names } = shape;
    const entries = [...said.entries].flatMap(([name, value]) => {
      if (names !== undefined && !names.includes(name)) {
        const problem = `"${name}" is no ${shape.what}.`;
        this.#reading.notes.problem(value, 'bad_value', [
          problem,
          `${didYouMean(name, names)}Give ${names.join(', ')}.`,
        ]);
        return [];
      }
      const read = this.read(value, shape.of);
      return read === undefined ? [] : [[name, read] as const];
    });
    return Object.fromEntries(entries);
  }

  #readList(said: Said, shape: Resolved & { kind: 'list' }): unknown {
    if (said.kind !== 'list') return this.#refuse(said, shape);
    return said.items.flatMap((item) => {
      const read = this.read(item, shape.of);
      return read === undefined ? [] : [read];
    });
  }

  #readThing(said: Said, shape: Resolved & { kind: 'thing' }): unknown {
    if (said.kind !== 'value' || said.value === '' || isEmpty(said)) return this.#refuse(said, shape);
    const { value } = said;
    if (typeof value !== 'string' && typeof value !== 'function' && typeof value !== 'object')
      return this.#refuse(said, shape);
    const reference = new Reference(shape.of, said, value);
    this.#reading.refer(reference);
    return reference;
  }

  /** One of several shapes: the one that a value of this kind can be. */
  #readEither(said: Said, of: readonly Shape[]): unknown {
    const shapes = of.map(this.#resolve).flatMap((shape) => (shape.kind === 'either' ? shape.of : [shape]));
    const possible = shapes.map(this.#resolve).filter((shape) => isPossible(said, shape));
    if (said.kind === 'map') {
      const chosen =
        possible.find((shape) => knows(shape, said)) ?? possible.find((shape) => isNear(shape, said)) ?? possible[0];
      if (chosen !== undefined) return this.read(said, chosen);
    }
    for (const shape of possible) {
      if (shape.kind === 'list' || shape.kind === 'any' || shape.kind === 'thing') return this.read(said, shape);
      const value = readScalar(said, shape);
      if (value !== undefined) return value;
    }
    return this.#refuse(said, { kind: 'either', of });
  }
}

/** The keys that a shape of a map knows; `undefined`: any. */
const keysOf = (shape: Resolved): readonly string[] | undefined =>
  shape.kind === 'map' ? Object.keys(shape.keys) : shape.kind === 'each' ? shape.names : [];

/** Whether a map has one of the keys that a shape knows. */
function knows(shape: Resolved, said: Said): boolean {
  const known = keysOf(shape);
  return known === undefined || (said.kind === 'map' && known.some((name) => said.entries.has(name)));
}

/** Whether a map has a key that may mean one that a shape knows. */
const isNear = (shape: Resolved, said: Said): boolean =>
  said.kind === 'map' && [...said.entries.keys()].some((name) => nearest(name, keysOf(shape) ?? []) !== undefined);

function isPossible(said: Said, { kind }: Resolved): boolean {
  if (kind === 'any') return true;
  if (said.kind === 'map') return kind === 'map' || kind === 'each';
  if (said.kind === 'list') return kind === 'list';
  return !['map', 'each', 'list'].includes(kind);
}

function readScalar(said: Said, shape: Resolved): unknown {
  if (said.kind !== 'value') return undefined;
  if (shape.kind === 'text') return asText(said.value, shape);
  if (shape.kind === 'flag') return asFlag(said.value);
  return shape.kind === 'integer' || shape.kind === 'number' ? asNumber(said.value, shape) : undefined;
}
