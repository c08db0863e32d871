/** Which of its methods a class overrides: what it leaves alone is answered on the short way. */
import type { Complain } from '../complain.ts';
import { Field } from '../field/field.ts';
import { RestEndpoint } from './endpoint.ts';

/** The methods that mean something to the framework. */
const overridable = [
  ...(['get', 'post', 'put', 'patch', 'delete'] as const),
  ...(['list', 'retrieve', 'create', 'update', 'destroy'] as const),
  ...(['queryset', 'scope', 'scopeDefaults'] as const),
  ...(['beforeCreate', 'afterCreate', 'beforeUpdate', 'afterUpdate', 'beforeDelete', 'afterDelete'] as const),
] as const satisfies readonly (keyof RestEndpoint)[];

export type Overridable = (typeof overridable)[number];
export type Overrides = ReadonlySet<Overridable>;

/** A method of the class, of one that it extends, or of the object itself. */
export function readOverrides(endpoint: RestEndpoint, complainAt: (where: string) => Complain): Overrides {
  const own = overridable.filter((name) => endpoint[name] !== RestEndpoint.prototype[name]);
  for (const name of own) {
    // A field of that name is told as one.
    const value: unknown = endpoint[name];
    if (typeof value === 'function' || value instanceof Field) continue;
    complainAt(`${endpoint.constructor.name}.${name}`)(
      'reserved_name',
      'it is no method.',
      'Make it one, or rename it.',
    );
  }
  return new Set(own);
}
