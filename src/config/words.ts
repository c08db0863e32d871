/** The words that the grammar is written with. */
import type { Key, MapShape, Shape, TextShape, Thing, ThingShape } from './shape.ts';

export const text: TextShape = { kind: 'text' };
export const secret: TextShape = { kind: 'text', secret: true };
export const flag: Shape = { kind: 'flag' };
/** A whole number above 0. */
export const count: Shape = { kind: 'integer', min: 1 };
export const any: Shape = { kind: 'any' };
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const ref = (name: string): Shape => ({ kind: 'ref', name });
export const thing = (of: Thing): ThingShape => ({ kind: 'thing', of });
export const words = (...choices: readonly string[]): TextShape => ({ kind: 'text', choices });
export const either = (...of: readonly Shape[]): Shape => ({ kind: 'either', of });
export const map = (keys: MapShape['keys']): MapShape => ({ kind: 'map', keys });
export const key = (shape: Shape, about: string, rest: Omit<Key, 'shape' | 'about'> = {}): Key => ({
  shape,
  about,
  ...rest,
});
