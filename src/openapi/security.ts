/** Who must say who calls: the security schemes of all endpoints, and what each operation asks for. */
import { describeGuard, type GuardDescription, type SecurityScheme } from '../auth/authentication.ts';
import type { Resource } from '../endpoint/resource.ts';
import type { Verb } from '../model.ts';

type Requirement = Readonly<Record<string, readonly string[]>>;

export interface Guarded extends Pick<GuardDescription, 'refusals' | 'isDenied'> {
  readonly security: readonly Requirement[];
}

/** Collects schemes, and gives those that differ different names. */
export class SecuritySchemes {
  readonly #schemes = new Map<string, SecurityScheme['scheme']>();

  /** The name under which a scheme stands in the description. */
  nameOf({ name, scheme }: SecurityScheme): string {
    const plain = name.replace(/[^\w.-]/g, '_');
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? plain : `${plain}${number}`;
      const known = this.#schemes.get(candidate);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(scheme)) continue;
      this.#schemes.set(candidate, scheme);
      return candidate;
    }
  }

  /** What a verb asks of its callers. */
  guard({ policies }: Resource, verb: Verb): Guarded {
    const { scheme, isOptional, ...guarded } = describeGuard(policies.authentication.get(verb), verb);
    if (scheme === undefined) return { security: [], ...guarded };
    const requirement = { [this.nameOf(scheme)]: [] };
    return { security: isOptional ? [{}, requirement] : [requirement], ...guarded };
  }

  /** All schemes by name. */
  all(): Readonly<Record<string, SecurityScheme['scheme']>> {
    return Object.fromEntries(this.#schemes);
  }
}
