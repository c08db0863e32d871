/** Random configurations that have the form of the grammar, with what has no form here and there. */
import fc from 'fast-check';
import { grammar } from '../../src/config/grammar.ts';
import { resolveShape, type Shape } from '../../src/config/shape.ts';

const names = ['title', 'id', 'owner', 'a', '__proto__', 'constructor', 'list', '/a', '/b', 'GET', 'POST'];
const texts = fc.constantFrom(
  ...names,
  ...[
    'a.id',
    'JWTAuthentication',
    'AllowAny',
    'IsAdminUser',
    'FieldFilter',
    'CORSMiddleware',
    'x.y.Z',
    './x.ts#y',
    '(',
  ],
  ...['sqlite:///:memory:', '', '0', 'yes'],
);
const anything = fc.oneof(
  texts,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.object({ maxDepth: 2 }),
);

function sound(named: Shape, depth: number): fc.Arbitrary<unknown> {
  const shape = resolveShape(grammar, named);
  const inner = (of: Shape) => shaped(of, depth - 1);
  switch (shape.kind) {
    case 'text':
      return shape.choices === undefined ? texts : fc.constantFrom(...shape.choices);
    case 'flag':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: -1, max: 100 });
    case 'list':
      return depth === 0 ? fc.constant([]) : fc.array(inner(shape.of), { maxLength: 3 });
    case 'either':
      return fc.oneof(...shape.of.map((of) => shaped(of, depth)));
    case 'each':
      if (depth === 0) return fc.constant({});
      return fc.dictionary(fc.constantFrom(...(shape.names ?? names)), inner(shape.of), { maxKeys: 3 });
    case 'map': {
      if (depth === 0) return fc.constant({});
      const keys = Object.entries(shape.keys).map(([name, key]) => [name, inner(key.shape)] as const);
      const some = fc.subarray(keys, { maxLength: Math.min(5, keys.length) });
      return some.chain((chosen) => fc.record(Object.fromEntries(chosen)));
    }
    default:
      return shape.kind === 'thing' ? texts : anything;
  }
}

/** A value that a shape allows, most of the time. */
export const shaped = (shape: Shape, depth: number): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: sound(shape, depth) }, { weight: 1, arbitrary: anything });
