/** Which names of today are names of before. */

interface Named {
  readonly name: string;
  readonly renamedFrom?: string | undefined;
}

/** Old names to new ones, in an order in which each can be given: of `b` to `c` and `a` to `b`, the first is first. */
export function renames(declared: readonly Named[], present: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Set(present);
  const found = new Map<string, string>();
  for (;;) {
    const next = declared.find(
      ({ name, renamedFrom }) =>
        renamedFrom !== undefined && names.has(renamedFrom) && !names.has(name) && !found.has(renamedFrom),
    );
    if (next?.renamedFrom === undefined) return found;
    found.set(next.renamedFrom, next.name);
    names.delete(next.renamedFrom);
    names.add(next.name);
  }
}
