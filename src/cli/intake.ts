/** Rows into their tables: through the validators, many to a statement; what is refused, row by row. */
import type { Awaitable } from '../awaitable.ts';
import { type Problem, RequestError } from '../errors.ts';
import type { Values } from '../model.ts';
import type { Complaint, RowIn } from './rows-in.ts';
import type { Target } from './target.ts';

/** A row that is not taken, and why. */
export interface Refusal {
  readonly row: RowIn;
  readonly complaints: readonly Complaint[];
}

interface Accepted {
  readonly row: RowIn;
  readonly values: Values;
}

type Checked = Accepted | Refusal;

/** Rows of one statement, at most. From 20 on, SQLite gains nothing (9 µs a row; 13 one by one); a server is asked less. */
const rowsAtOnce = 500;
/** Values of one statement, at most: SQLite takes 32,766, others more. */
const valuesAtOnce = 30_000;

/** A refusal of the row's own; anything else is thrown on. */
function complaintsOf(error: unknown): readonly Complaint[] {
  if (!(error instanceof RequestError) || error.status >= 500) throw error;
  const { detail } = error;
  return typeof detail === 'string' ? [{ loc: [], msg: detail }] : detail.map(complaintOf);
}

/** Where something is missing, the whole row would be said. */
const complaintOf = ({ type, loc, msg, input }: Problem): Complaint =>
  type === 'missing' ? { loc, msg } : { loc, msg, input };

/** In a file, unlike in a request, a name that is no column is a slip of the pen: its values would be lost. */
function unknownIn(body: unknown, { columns }: Target): readonly Complaint[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  return Object.keys(body)
    .filter((name) => !columns.has(name))
    .map((name) => ({ loc: [JSON.stringify(name.slice(0, 100))], msg: 'There is no such column' }));
}

/** What a new row has, of what it leaves out; columns that the table lacks are not among its values. */
function stamped(values: Values, at: Date): Values {
  const { created_at = 0, updated_at = 0, version = 0 } = values;
  return {
    ...values,
    ...(created_at === null && { created_at: at }),
    ...(updated_at === null && { updated_at: at }),
    ...(version === null && { version: 1 }),
  };
}

function check(row: RowIn, at: Date): Awaitable<Checked> {
  const { target, body, complaints } = row;
  if (complaints !== undefined) return { row, complaints };
  const unknown = unknownIn(body, target);
  const accept = (values: Values): Checked => {
    if (unknown.length > 0) return { row, complaints: unknown };
    return { row, values: stamped(values, at) };
  };
  const refuse = (error: unknown): Checked => ({ row, complaints: [...complaintsOf(error), ...unknown] });
  try {
    const values = target.schema.create(body);
    return values instanceof Promise ? values.then(accept).catch(refuse) : accept(values);
  } catch (error) {
    return refuse(error);
  }
}

/** Whether a row gives its key; where it doesn't, the database does. */
const hasKey = ({ row, values }: Accepted): boolean => values[row.target.model.primaryKey.name] !== null;

/** Neighbours that one statement can insert. */
function* groupsOf(rows: readonly Accepted[]): Generator<readonly Accepted[]> {
  let group: Accepted[] = [];
  for (const each of rows) {
    const [first = each] = group;
    const { target } = first.row;
    const limit = Math.max(1, Math.min(rowsAtOnce, Math.floor(valuesAtOnce / target.columns.size)));
    if (target !== each.row.target || hasKey(first) !== hasKey(each) || group.length === limit) {
      yield group;
      group = [];
    }
    group.push(each);
  }
  if (group.length > 0) yield group;
}

/** Inserts rows; where they are refused, their halves, until it is known which. */
async function insert(group: readonly Accepted[]): Promise<readonly Refusal[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { table, columns, model } = first.row.target;
  const names = [...columns.keys()].filter((name) => name !== model.primaryKey.name || hasKey(first));
  try {
    const rows = group.map(({ values }) => values);
    await table.insertAll(names, rows);
    return [];
  } catch (error) {
    const complaints = complaintsOf(error);
    if (group.length === 1) return [{ row: first.row, complaints }];
    const half = Math.ceil(group.length / 2);
    return [...(await insert(group.slice(0, half))), ...(await insert(group.slice(half)))];
  }
}

/** Puts rows into their tables, and gives those that are refused, in the order of the file. */
export async function takeRows(rows: readonly RowIn[], at: Date): Promise<readonly Refusal[]> {
  const results = rows.map((row) => check(row, at));
  const checked = results.some((result) => result instanceof Promise)
    ? await Promise.all(results)
    : (results as readonly Checked[]);
  const refused = checked.filter((each): each is Refusal => 'complaints' in each);
  const accepted = checked.filter((each): each is Accepted => 'values' in each);
  for (const group of groupsOf(accepted)) refused.push(...(await insert(group)));
  const order = new Map(rows.map((row, at) => [row, at] as const));
  const place = ({ row }: Refusal): number => order.get(row) ?? 0;
  return refused.length < 2 ? refused : refused.toSorted((a, b) => place(a) - place(b));
}
