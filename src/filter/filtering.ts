/** `meta.filtering`: which backends read the query of an endpoint's lists, and which columns they may name. */
import { type Complain, columnsOf, readOption } from '../complain.ts';
import type { Column, Query, QueryParameter } from '../model.ts';
import { FieldFilter } from './field-filter.ts';
import type { Asked, CompiledFilter, Filterable, FilterBackend } from './filter.ts';

import { OrderingFilter } from './ordering-filter.ts';
import { SearchFilter } from './search-filter.ts';

/** The value of `meta.filtering`. */
export interface Filtering<Name> {
  /** Default: those that the lists below need. */
  readonly backends?: readonly ((new () => FilterBackend) | FilterBackend)[];
  /** Compared by `?field=` and `?field__operator=`. */
  readonly fields?: readonly Name[];
  /** Searched by `?search=`; text columns. */
  readonly search?: readonly Name[];
  /** Sorted by with `?ordering=`. */
  readonly ordering?: readonly Name[];
}

/** What the query of a list is read with. */
export interface CompiledFiltering {
  /** One that stands here twice means two things. */
  readonly parameters: readonly QueryParameter[];
  readonly read: (query: Query) => Asked;
}

const nothing: Asked = { where: [], order: [] };
/** An endpoint without filtering: no parameter means anything. */
const noFiltering: CompiledFiltering = { parameters: [], read: () => nothing };

function readFilterable(option: Filtering<string>, columns: readonly Column[], complain: Complain): Filterable {
  const filterable = {
    fields: columnsOf(option.fields, columns, complain),
    search: columnsOf(option.search, columns, complain),
    ordering: columnsOf(option.ordering, columns, complain),
  };
  const unsearchable = filterable.search.filter(({ type }) => type !== 'string' && type !== 'enum');
  const unsortable = filterable.ordering.filter(({ type }) => type === 'json');
  for (const { name, type } of [...unsearchable, ...unsortable]) {
    complain('unknown_column', `"${name}" is ${type}.`, 'Search text, and sort by what has an order.');
  }
  return filterable;
}

function defaultBackends({ fields, search, ordering }: Filterable): readonly FilterBackend[] {
  return [
    ...(fields.length > 0 ? [new FieldFilter()] : []),
    ...(search.length > 0 ? [new SearchFilter()] : []),
    ...(ordering.length > 0 ? [new OrderingFilter()] : []),
  ];
}

function readBackends(backends: unknown, complain: Complain): readonly FilterBackend[] {
  if (!Array.isArray(backends)) {
    complain('unknown_meta', 'backends is no list.', 'Give one: [FieldFilter, SearchFilter].');
    return [];
  }
  return backends.flatMap((backend) => {
    const made: unknown = typeof backend === 'function' ? new backend() : backend;
    if (typeof (made as FilterBackend | null)?.compile === 'function') return [made as FilterBackend];
    complain(
      'unknown_meta',
      'backends holds what is no filter backend.',
      'Give FieldFilter, SearchFilter, OrderingFilter or your own.',
    );
    return [];
  });
}

/** Compiles `meta.filtering`; only columns in `shown` can be named, so that a hidden value can't be found out. */
export function readFiltering(option: unknown, shown: readonly Column[], complain: Complain): CompiledFiltering {
  if (option === undefined) return noFiltering;
  const said = readOption<Filtering<string>>(option, ['backends', 'fields', 'search', 'ordering'], complain);
  const filterable = readFilterable(said, shown, complain);
  const backends = said.backends === undefined ? defaultBackends(filterable) : readBackends(said.backends, complain);
  const filters: readonly CompiledFilter[] = backends.map((backend) => backend.compile(filterable));
  return {
    parameters: filters.flatMap(({ parameters }) => parameters),
    read: (query) => {
      const asked = filters.map(({ read }) => read(query));
      return { where: asked.flatMap(({ where = [] }) => where), order: asked.flatMap(({ order = [] }) => order) };
    },
  };
}
