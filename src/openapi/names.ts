/** What resources are called in the API's description: stable, and each name once. */
import { tableName } from '../endpoint/names.ts';
import type { Resource } from '../endpoint/resource.ts';

/** What one row and several are called: `OrderItem` and `OrderItems`. */
export interface Names {
  readonly one: string;
  readonly many: string;
}

/** The names of components that follow from a resource's. */
export const componentNames = ({ one }: Pick<Names, 'one'>) => ({
  read: one,
  written: `${one}Saved`,
  create: `${one}Create`,
  replace: `${one}Replace`,
  change: `${one}Update`,
  page: `${one}Page`,
});

/** The names that the components of all APIs have. */
const sharedSchemas = ['Credentials', 'Error', 'Problem', 'RateLimitError', 'Refusal', 'Session', 'ValidationError'];

const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** `categories` to `category`, as `tableName` makes the one of the other. */
function singular(word: string): string {
  if (/(?:ss|us|is|news|series|species)$/i.test(word)) return word;
  if (/ies$/i.test(word)) return `${word.slice(0, -3)}y`;
  return word.replace(/(?<=x|z|ch|sh|ss|us|is)es$|(?<=.)s$/i, '');
}

/** The names of a class that has a name of its own. */
function ofClass(name: string): Names | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_$]*$/.test(name)) return undefined;
  const own = pascal(name.replace(/Endpoint$/, '') || name);
  const many = pascal(tableName(name));
  // A class may have the name of several already.
  return { one: own.toLowerCase() === many.toLowerCase() ? singular(own) : own, many };
}

/** The names that a route gives, by its last parts: `/v2/books` is `V2Book`, where two of them count. */
function ofRoute(route: string, parts: number): Names {
  const words = pascal(route.split('/').slice(-parts).join('-'));
  const named = /^[A-Za-z]/.test(words) ? words : `Route${words}`;
  return { one: singular(named), many: named };
}

function* candidates({ route, model }: Pick<Resource, 'route' | 'model'>): Iterable<Names> {
  const own = ofClass(model.name);
  if (own !== undefined) yield own;
  const parts = route.split('/').length - 1;
  for (let count = 1; count <= parts; count += 1) yield ofRoute(route, count);
  const { one, many } = ofRoute(route, parts);
  for (let number = 2; ; number += 1) yield { one: `${one}${number}`, many: `${many}${number}` };
}

/** Everything that must not be there twice, without regard to case: a generator may make files of it. */
const claims = (names: Names): readonly string[] => [
  ...Object.values(componentNames(names)).map((name) => `schema ${name}`),
  `tag ${names.many}`,
];

/** The names of resources, in their order: those of their classes, or of their routes where these are taken. */
export function nameResources(resources: readonly Pick<Resource, 'route' | 'model'>[]): readonly Names[] {
  const taken = new Set(
    [...sharedSchemas.map((name) => `schema ${name}`), 'tag Login'].map((name) => name.toLowerCase()),
  );
  return resources.map((resource) => {
    for (const names of candidates(resource)) {
      const claimed = claims(names).map((name) => name.toLowerCase());
      if (claimed.some((name) => taken.has(name))) continue;
      for (const name of claimed) taken.add(name);
      return names;
    }
    throw new Error('there is always another number');
  });
}

/** Words of a name: `OrderItems` to `order items`. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase();

/** What operations of a resource stand under: `Order items`. */
export const tagName = ({ many }: Pick<Names, 'many'>): string => {
  const words = wordsOf(many);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** `a book`, `an order item`. */
export const withArticle = (words: string): string => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
