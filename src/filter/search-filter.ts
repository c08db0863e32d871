/** `?search=text`: rows that hold the text in any of the fields that an endpoint lets be searched. */

import type { Query } from '../model.ts';
import { type Asked, type CompiledFilter, type Filterable, type FilterBackend, last } from './filter.ts';

/** Looks for `?search=` in the fields of `meta.filtering.search`, literally and without regard to case. */
export class SearchFilter implements FilterBackend {
  compile({ search }: Filterable): CompiledFilter {
    const read = (query: Query): Partial<Asked> => {
      const value = last(query, 'search');
      if (value === undefined || value === '') return {};
      return { where: [{ any: search.map((column) => ({ column, is: 'icontains', value })) }] };
    };
    if (search.length === 0) return { parameters: [], read: () => ({}) };
    const fields = search.map(({ name }) => name).join(' or ');
    return { parameters: [{ name: 'search', description: `Rows that hold this text in ${fields}.` }], read };
  }
}
