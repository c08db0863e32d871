/** Who must say who calls: the security schemes of all endpoints, and what each operation asks for. */
import { describeGuard, type GuardDescription, type SecurityScheme } from '../auth/authentication.ts';
import type { Resource } from '../endpoint/resource.ts';
import type { Verb } from '../model.ts';

type Requirement = Readonly<Record<string, readonly string[]>>;

export interface Guarded extends Pick<GuardDescription, 'refusals' | 'isDenied'> {
  readonly security: readonly Requirement[];
}

interface Schemes {
  /** The name under which a scheme stands in the description. */
  readonly nameOf: (scheme: SecurityScheme) => string;
  /** What a verb asks of its callers. */
  readonly guard: (resource: Resource, verb: Verb) => Guarded;
  /** All schemes by name, so far. */
  readonly all: () => Readonly<Record<string, SecurityScheme['scheme']>>;
}

/** Collects schemes, and gives those that differ different names. */
export function collectSchemes(): Schemes {
  const schemes = new Map<string, SecurityScheme['scheme']>();
  const nameOf: Schemes['nameOf'] = ({ name, scheme }) => {
    const plain = name.replace(/[^\w.-]/g, '_');
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? plain : `${plain}${number}`;
      const known = schemes.get(candidate);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(scheme)) continue;
      schemes.set(candidate, scheme);
      return candidate;
    }
  };
  const guard: Schemes['guard'] = ({ policies }, verb) => {
    const { scheme, isOptional, ...guarded } = describeGuard(policies.authentication.get(verb), verb);
    if (scheme === undefined) return { security: [], ...guarded };
    const requirement = { [nameOf(scheme)]: [] };
    return { security: isOptional ? [{}, requirement] : [requirement], ...guarded };
  };
  return { nameOf, guard, all: () => Object.fromEntries(schemes) };
}
