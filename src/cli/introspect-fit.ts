/** Tables as classes that stand for them so exactly that nothing is left to migrate. */
import { LightApi } from '../app.ts';
import type { Migrator } from '../database/migration/migrator.ts';
import { type EndpointClass, RestEndpoint } from '../endpoint/endpoint.ts';
import type { Meta } from '../endpoint/meta.ts';
import { ConfigurationError } from '../errors.ts';
import { Field } from '../field/field.ts';
import type { ServableTable } from './database-tables.ts';
import { type SaidField, type SaidTable, sayTable } from './introspect-table.ts';
import { classNameOf, isTableOf, routeOf } from './table-names.ts';

/** A class that is to be written. */
export interface SaidClass extends SaidTable {
  readonly name: string;
  readonly route: `/${string}`;
  readonly meta: Meta;
}

function makeClass({ name, fields, meta }: SaidClass): EndpointClass {
  const made = class extends RestEndpoint {
    static override meta = meta;
    constructor() {
      super();
      for (const { name: field, type, options } of fields) {
        const value = new Field(type, options);
        Object.defineProperty(this, field, { value, enumerable: true, configurable: true, writable: true });
      }
    }
  };
  Object.defineProperty(made, 'name', { value: name });
  return made;
}

/** Whether a class is taken, and its table is as it says. */
async function fits(said: SaidClass, { url, migrator }: Fitting): Promise<boolean> {
  const app: LightApi = new LightApi({ database: url }).register({ [said.route]: makeClass(said) });
  try {
    const { steps, problems } = await migrator.plan(await app.declaration().models());
    return steps.length === 0 && problems.length === 0;
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}

interface Fitting {
  readonly url: string;
  readonly migrator: Migrator;
  /** Whether the classes serve more than GET. */
  readonly write: boolean;
}

/** The ways to say a table, the fullest first: as ours, as another's with fields over its columns, by its name alone. */
function* waysOf(table: ServableTable, name: string, write: boolean): Iterable<SaidClass> {
  const said = sayTable(table);
  const named = { name, route: routeOf(table.name) };
  const methods = !write && { methods: ['GET'] as const };
  const ownName = !isTableOf(name, table.name) && { table: table.name };
  if (said.isOwn) yield { ...named, ...said, meta: { ...ownName, ...methods } };
  const reflecting = { meta: { reflect: true, table: table.name, ...methods }, isOwn: false };
  yield { ...named, ...said, ...reflecting };
  const must = ({ options }: SaidField): boolean => options.exclude === true || options.writeOnly === true;
  yield { ...named, ...said, ...reflecting, fields: said.fields.filter(must) };
}

/** A name for each class: of two tables whose classes would have the same, the second has its table's. */
function nameClasses(tables: readonly ServableTable[]): ReadonlyMap<ServableTable, string> {
  const names = new Map<ServableTable, string>();
  const taken = new Set<string>();
  for (const table of tables) {
    const plain = classNameOf(table.name);
    let name = plain;
    for (let at = 2; taken.has(name); at += 1) name = plain.replace(/Endpoint$/, `${at}Endpoint`);
    taken.add(name);
    names.set(table, name);
  }
  return names;
}

/** The classes of tables, each in the fullest way that leaves nothing to migrate; `leave` is told of those that have none. */
export async function fitClasses(
  tables: readonly ServableTable[],
  fitting: Fitting,
  leave: (table: string) => void,
): Promise<readonly SaidClass[]> {
  const names = nameClasses(tables);
  const classes: SaidClass[] = [];
  for (const table of tables) {
    let fitted: SaidClass | undefined;
    for (const way of waysOf(table, names.get(table) ?? '', fitting.write)) {
      if (await fits(way, fitting)) {
        fitted = way;
        break;
      }
    }
    if (fitted === undefined) leave(table.name);
    else classes.push(fitted);
  }
  return classes;
}
