/** `?ordering=-price,title`: the order of a list, by the fields that an endpoint lets it be sorted by. */

import type { Query } from '../model.ts';
import { type Asked, type CompiledFilter, type Filterable, type FilterBackend, last } from './filter.ts';

/**
 * Sorts by `?ordering=`, a comma list of the fields of `meta.filtering.ordering`, descending with `-`. What is not
 * among them is passed over, as in the original; the primary key breaks ties.
 */
export class OrderingFilter implements FilterBackend {
  compile({ ordering }: Filterable): CompiledFilter {
    const columns = new Map(ordering.map((column) => [column.name, column]));
    const read = (query: Query): Partial<Asked> => {
      const terms = (last(query, 'ordering') ?? '').split(',').map((term) => term.trim());
      const wanted = new Map<string, boolean>();
      for (const term of terms) {
        const name = term.replace(/^-+/, '');
        if (columns.has(name) && !wanted.has(name)) wanted.set(name, term.startsWith('-'));
      }
      const order = [...wanted].flatMap(([name, descending]) => {
        const column = columns.get(name);
        return column === undefined ? [] : [{ column, descending }];
      });
      return { order };
    };
    if (ordering.length === 0) return { parameters: [], read: () => ({}) };
    const description = `A comma list of ${[...columns.keys()].join(', ')}; descending with - before it.`;
    const items = { type: 'string', enum: [...columns.keys()].flatMap((name) => [name, `-${name}`]) };
    return { parameters: [{ name: 'ordering', description, schema: { type: 'array', items } }], read };
  }
}
