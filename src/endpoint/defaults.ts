/** The defaults of what an endpoint can override, for its own methods to call. */
import type { Context } from 'hono';
import type { ActionContext } from '../action/action.ts';
import { insertRow } from '../action/create.ts';
import { removeRow } from '../action/destroy.ts';
import { listing } from '../action/list.ts';
import { findRow } from '../action/retrieve.ts';
import { changeRow } from '../action/update.ts';
import { userOf } from '../auth/user.ts';
import type { Opened, Table } from '../database/database.ts';
import { selectRows } from '../database/kysely.ts';
import { hideOtherFields } from '../filter/sparse-fields.ts';
import type { Key, StoredRow } from '../model.ts';
import { answer, remembered } from './answer.ts';
import { ask, asked } from './asking.ts';
import { compileReadKey } from './key.ts';
import type { Resource } from './resource.ts';
import type { Body, Runtime } from './runtime.ts';
import type { See } from './see.ts';

/** What the defaults of one endpoint work with. */
interface Bound {
  readonly resource: Resource;
  readonly action: ActionContext;
  readonly see: See;
  readonly opened: Opened;
}

type Actions = Pick<Runtime, 'list' | 'retrieve' | 'create' | 'update' | 'destroy'>;
type Verbs = Pick<Runtime, 'get' | 'post' | 'change' | 'remove'>;

/** A row for the program, which remembers what its reply is. */
const loaded = (table: Table, row: StoredRow, made = false): StoredRow =>
  remembered(table.load.write(row), { made, id: table.keyOf(row), tag: table.tag(row) });

/** `?fields=` is about the reply of a GET: other verbs read rows to decide by them. */
const shownOf = ({ req }: Context, rows: StoredRow[], names: readonly string[] | undefined): StoredRow[] =>
  req.method === 'GET' || req.method === 'HEAD' ? hideOtherFields(rows, names) : rows;

function actions({ see }: Bound): Actions {
  return {
    list: async (c) => {
      const seen = await see(c, 'list', true);
      const { read } = seen.table.load;
      const show = (rows: StoredRow[], names?: readonly string[]) => shownOf(c, rows.map(read), names);
      return (await listing(seen, c, show)) as Record<string, unknown>;
    },
    retrieve: async (c, id) => {
      const seen = await see(c, 'retrieve', true);
      return findRow(seen, { c, id }, (row, names) => {
        const [shown = {}] = shownOf(c, [seen.table.load.read(row)], names);
        return remembered(shown, { made: false, id, tag: seen.table.tag(row) });
      });
    },
    create: async (c, data) => {
      const seen = await see(c, 'create', true);
      return loaded(seen.table, await insertRow(seen, data), true);
    },
    update: async (c, id, { data, partial }) => {
      const seen = await see(c, partial ? 'change' : 'replace', true);
      return loaded(seen.table, await changeRow(seen, c, { id, partial, body: data }));
    },
    destroy: async (c, id) => removeRow(await see(c, 'destroy', true), c, id),
  };
}

function verbs({ resource: { endpoint, model }, action }: Bound): Verbs {
  const source = (method: string): string => `${model.name}.${method}`;
  const body = async (c: Context): Promise<Body> => action.schema.object(await c.req.json());
  const readKey = compileReadKey(model.primaryKey);
  const idOf = (c: Context): Key => readKey(c.req.param('id'));
  return {
    get: async (c) => {
      const isItem = c.req.param('id') !== undefined;
      const returned = isItem ? await endpoint.retrieve(c, idOf(c)) : await endpoint.list(c);
      return answer(returned, { c, source: source(isItem ? 'retrieve' : 'list'), status: 200 });
    },
    post: async (c) => {
      const returned = await endpoint.create(c, await body(c));
      return answer(returned, { c, source: source('create'), status: 201 });
    },
    change: async (c, partial) => {
      const returned = await endpoint.update(c, idOf(c), await body(c), { partial });
      return answer(returned, { c, source: source('update'), status: 200 });
    },
    remove: async (c) => answer(await endpoint.destroy(c, idOf(c)), { c, source: source('destroy'), status: 204 }),
  };
}

/** Compiles the defaults of an endpoint. */
export function compileRuntime(bound: Bound): Runtime {
  const { opened, action, resource } = bound;
  const db = () => {
    asked('this.db');
    return opened.query;
  };
  const { list, retrieve, create, update, destroy } = actions(bound);
  return {
    ...verbs(bound),
    list,
    retrieve,
    create: (...args) => opened.begin(() => create(...args)),
    update: (...args) => opened.begin(() => update(...args)),
    destroy: (...args) => opened.begin(() => destroy(...args)),
    db,
    session: (work, settings) => {
      asked('this.withSession()');
      return opened.session(work, settings);
    },
    select: () => selectRows(db(), resource.model.table, action.table.load.read),
    user: () => userOf(asked('this.user').c),
    later: (task) => {
      const { c, later } = asked('background()');
      // A task of a write that is undone is none; and it runs outside of the transaction.
      later(() => opened.leave(() => ask({ c, later }, task)), opened.committed);
    },
  };
}
