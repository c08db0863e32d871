/** What differs in the recorded kitchen where lists are asked for. */
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { aCursor } from './names.ts';
import { inQuery, problem } from './refusals.ts';

const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const { integerText } = problem;

const filters: readonly Difference[] = [
  { names: ['filter_i_bad'], because: because.exactFilters, ...inQuery(integerText, 'i', 'abc') },
  { names: ['filter_i_empty'], because: because.exactFilters, ...inQuery(integerText, 'i', '') },
  { names: ['filter_nullable_empty'], because: because.exactFilters, ...inQuery(integerText, 'i_opt', '') },
  { names: ['filter_nullable_null'], because: because.exactFilters, ...inQuery(integerText, 'i_opt', 'null') },
  {
    names: ['filter_i_huge'],
    because: because.noCrash,
    ...inQuery(problem.exactlyAtMost, 'i', '999999999999999999999999999999'),
  },
  { names: ['filter_f_bad'], because: because.exactFilters, ...inQuery(problem.numberText, 'f', 'x') },
  { names: ['filter_f_nan'], because: because.exactFilters, ...inQuery(problem.finite, 'f', 'nan') },
  {
    names: ['filter_b_garbage_is_false'],
    because: because.exactFilters,
    ...inQuery(problem.booleanText, 'b', 'banana'),
  },
  { names: ['filter_dt_bad'], because: because.exactFilters, ...inQuery(problem.timeTooShort, 'dt', 'yesterday') },
  { names: ['filter_dec_bad'], because: because.exactFilters, ...inQuery(problem.decimalText, 'dec', 'abc') },
  { names: ['filter_u_bad'], because: because.noCrash, ...inQuery(problem.uuidText, 'u', 'nope') },
  {
    names: ['filter_dt_valid'],
    because: 'a time finds its rows, where the original compares it with a text of another form',
    rows: ({ dt }) => dt === '2024-05-06T07:08:09.000Z',
  },
  { names: ['filter_u_valid'], because: because.noCrash, status: 200, rows: ({ u }) => u === uuid },
];

const noPage = (name: string, input: string): Difference => ({
  names: [name],
  because: because.exactPages,
  ...inQuery(integerText, 'page', input),
});

const encoded = 'links are encoded, where the original writes what it has read';

const page2 = (query: string) => ({ changes: { next: `http://127.0.0.1:9101/articles?${query}page=2` } });

const pages: readonly Difference[] = [
  { names: ['art_p0'], because: because.exactPages, ...inQuery(problem.atLeast(1), 'page', '0') },
  { names: ['art_pneg'], because: because.exactPages, ...inQuery(problem.atLeast(1), 'page', '-2') },
  noPage('art_pabc', 'abc'),
  noPage('art_pempty', ''),
  noPage('art_pfloat', '1.5'),
  {
    names: ['art_phuge'],
    because: because.exactPages,
    ...inQuery(problem.atMost(1_000_000_000), 'page', '999999999999999999999999999999'),
  },
  noPage('art_punderscore', '1_0'),
  noPage('mw_on_500', 'x'),
  {
    names: ['art_search_unicode_case'],
    because: 'search knows the case of all scripts, where SQLite knows that of ASCII alone',
    changes: { count: 1, pages: 1 },
    rows: [5],
  },
  { names: ['art_next_link_encoding'], because: encoded, ...page2('category=news&foo=a+b%26c%3Dd&') },
  { names: ['art_order_multi'], because: encoded, ...page2('ordering=title%2C-author&') },
  { names: ['art_order_mixed'], because: encoded, ...page2('ordering=category%2C-title&') },
  {
    names: ['art_host_header'],
    because: 'X-Forwarded-Proto is believed of proxies that the app names',
    ...page2(''),
  },
];

const noCursor = (name: string, input: string): Difference => ({
  names: [`cur_bad_${name}`],
  because: because.signedCursors,
  ...inQuery(problem.cursor, 'cursor', input),
});

const { bothWays } = because;
const exactEnd = 'next is null where nothing follows';

const cursors: readonly Difference[] = [
  { names: ['cur_p2', 'cur_p3_short_page_null_next'], because: bothWays, changes: { previous: aCursor } },
  {
    names: ['cur_p2_exactly_full_has_next', 'cur_bad_nopad'],
    because: `${exactEnd}; ${bothWays}`,
    changes: { next: null, previous: aCursor },
  },
  { names: ['cur_filter'], because: exactEnd, changes: { next: null } },
  {
    names: ['cur_with_ordering_p2'],
    because: `cursors go on in the order that was asked for, where the original repeats rows and loses others; ${bothWays}`,
    changes: { previous: aCursor },
    rows: [3, 2, 1],
  },
  noCursor('garbage', 'garbage'),
  noCursor('bad_b64', '%%%'),
  noCursor('json_str', 'Ingi'),
  noCursor('json_noid', 'eyJ4IjogMX0='),
  noCursor('id_str', 'eyJpZCI6ICJ4In0='),
  noCursor('id_str_num', 'eyJpZCI6ICIzIn0='),
  noCursor('id_null', 'eyJpZCI6IG51bGx9'),
  noCursor('id_list', 'eyJpZCI6IFsxXX0='),
  noCursor('id_neg', 'eyJpZCI6IC01fQ=='),
  noCursor('id_float', 'eyJpZCI6IDIuNX0='),
  noCursor('id_true', 'eyJpZCI6IHRydWV9'),
  noCursor('id_huge', 'eyJpZCI6IDEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDB9'),
  noCursor('id_obj', 'eyJpZCI6IHt9fQ=='),
  noCursor('std_b64', 'eyJpZCI6M30='),
];

export const lists: readonly Difference[] = [...filters, ...pages, ...cursors];
