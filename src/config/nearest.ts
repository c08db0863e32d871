/** The known name that a misspelt one may have meant. */

/** How many letters differ, or are swapped (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped));
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** Names longer than this are compared with nothing. */
const longest = 64;

/** `min_lenght`, `minLength` and `MIN-LENGTH` may all mean `min_length`. */
const plain = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();

/** `jwtauth` is the beginning of what is meant. */
const isBegun = (begun: string, whole: string): boolean => begun.length > 2 && whole.startsWith(begun);

/** The nearest of the known names, if one is near: a letter in three may be wrong. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > longest) return undefined;
  const wanted = plain(name);
  const most = Math.min(wanted.length - 1, Math.max(1, Math.floor(wanted.length / 3)));
  const [best] = known
    .map((each) => ({ each, far: distance(wanted, plain(each)) }))
    .map(({ each, far }) => ({ each, far: isBegun(wanted, plain(each)) ? Math.min(far, most) : far }))
    .filter(({ far }) => far <= most)
    .sort((one, other) => one.far - other.far);
  return best?.each;
}

/** ` Did you mean "min_length"?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : `Did you mean "${meant}"? `;
}
