/** The five verbs on one table of any dialect. */
import { whenReady } from '../awaitable.ts';
import type { Key, StoredRow } from '../model.ts';
import type { Access } from './access.ts';
import type { Ambient } from './ambient.ts';
import { bind, type Compiled, compileTable, type TableSource } from './compiled.ts';
import type { Table, View } from './database.ts';
import { everything, type Seen } from './seen.ts';
import { sightOf } from './sight.ts';
import { keyed } from './statements.ts';
import { compileWrites } from './writes.ts';

const first = (rows: readonly StoredRow[]): StoredRow | undefined => rows[0];

/** Rows that a caller sees, read where the statements run. */
function reads({ read }: Access, { statements, selections, idIs }: Compiled, { where, from }: Seen) {
  const isWhole = where.length === 0;
  const seen = (more: Seen['where']) => ({ where: isWhole ? more : [...where, ...more], ...(from && { from }) });
  const getSeen = (id: Key) => {
    const { statement, values } = selections.rows({ where: [idIs(id), ...where], order: [], limit: 1 });
    return whenReady(read(statement, bind(statement, values)), first);
  };
  const reading: Pick<Table, 'select' | 'count' | 'get'> = {
    select: (selection) => {
      const { statement, values } = selections.rows({ ...selection, ...seen(selection.where) });
      return read(statement, bind(statement, values), selection.byteLimit);
    },
    count: (more) => {
      const { statement, values } = selections.count(seen(more));
      return whenReady(read(statement, bind(statement, values)), (rows) => Number(rows[0]?.count));
    },
    get: isWhole ? (id) => whenReady(read(statements.get, [id]), first) : getSeen,
  };
  return reading;
}

/** The columns of a model that its rows are read with, and what is made of them. */
interface Variant {
  readonly compiled: Compiled;
  readonly show: Table['show'];
  readonly load: Table['load'];
}

/** Compiles a model so that rows hold what replies show, or everything. */
function variant(source: TableSource, whole: boolean): Variant {
  const { model, engine } = source;
  const { columns, shown } = model;
  const held = whole ? { read: columns, write: columns } : shown;
  const show = (name: 'read' | 'write') => engine.show(shown[name], keyed(held[name], model));
  return {
    compiled: compileTable(whole ? { ...source, model: { ...model, shown: held } } : source, shown.read),
    show: { read: show('read'), write: show('write') },
    load: { read: engine.load(columns, shown.read), write: engine.load(columns, shown.write) },
  };
}

/** One model both ways; that with whole rows is compiled when it is asked for. */
interface Variants {
  readonly shown: Variant;
  readonly whole: () => Variant;
}

/** What a table is opened for. */
interface Opening {
  readonly ambient: Pick<Ambient, 'access' | 'changing'>;
  readonly isWhole: boolean;
  readonly seen: Seen;
  readonly view: View;
}

function openVariant(variants: Variants, { ambient, isWhole, seen, view: own }: Opening): Table {
  const { access, changing } = ambient;
  const { compiled, show, load } = isWhole ? variants.whole() : variants.shown;
  const { insert, insertAll, update, remove } = compileWrites(compiled, seen);
  // A write that is looked at afterwards is several statements, which fail as one.
  const isSeveral = seen.where.length > 0;
  const tables = [compiled.model.table];
  const write: Access['write'] = (work, several) => changing(tables, () => access.write(work, several));
  return {
    ...reads(access, compiled, seen),
    insert: (values) => write((run) => insert(run, values), isSeveral),
    insertAll: (names, rows) => write((run) => insertAll(run, names, rows), true),
    update: (target, values) => write((run) => update(run, target, values), isSeveral || target.tags !== undefined),
    delete: (id, state = {}) => write((run) => remove(run, id, state), state.tags !== undefined),
    tag: compiled.tag,
    keyOf: compiled.keyOf,
    isIn: compiled.isIn,
    order: seen.order,
    show,
    load,
    sight: () => sightOf(own, seen),
    view: ({ whole = false, ...view }) =>
      openVariant(variants, { ambient, isWhole: whole, seen: compiled.read(view), view }),
  };
}

/** Compiles the statements of a model, and runs them: reads on the reader, writes in the writer's groups. */
export function openTable(ambient: Pick<Ambient, 'access' | 'changing'>, source: TableSource): Table {
  const shown = variant(source, false);
  let whole: Variant | undefined;
  const variants: Variants = {
    shown,
    whole: () => {
      whole ??= variant(source, true);
      return whole;
    },
  };
  return openVariant(variants, { ambient, isWhole: false, seen: everything, view: {} });
}
