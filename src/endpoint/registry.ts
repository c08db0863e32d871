/** All endpoints of an app together: routes and tables that don't collide, foreign keys that lead somewhere. */

import type { CredentialValidator } from '../auth/credentials.ts';
import { type Complain, complaining } from '../complain.ts';
import type { Existing, TableKeys } from '../database/database.ts';
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import type { Column, Model } from '../model.ts';
import { describe, reflectedTable } from './describe.ts';
import { type DescribedClass, type EndpointClass, RestEndpoint } from './endpoint.ts';
import type { Resource } from './resource.ts';

/** What was registered, and what is wrong with that by itself. */
interface Entry {
  readonly route: string;
  readonly endpoint?: DescribedClass;
  readonly problems: readonly ConfigurationProblem[];
}

interface RegistrySettings {
  readonly ownPaths: readonly string[];
  readonly loginValidator: CredentialValidator | undefined;
}

/** Collects endpoints, and says what is wrong with them when asked for the resources. */
export class Registry {
  readonly #entries: Entry[] = [];
  readonly #ownPaths: readonly string[];
  readonly #loginValidator: CredentialValidator | undefined;

  /** `ownPaths` are those at which the app itself answers. */
  constructor({ ownPaths, loginValidator }: RegistrySettings) {
    this.#ownPaths = ownPaths;
    this.#loginValidator = loginValidator;
  }

  add(route: string, endpoint: EndpointClass): void {
    const problems: ConfigurationProblem[] = [];
    const complain = complaining(problems)(`route "${route}"`);
    const own = this.#ownPaths.find((path) => path === route || path.replace(/(?<=.)\/[^/]*$/, '') === route);
    const remedy = 'Choose another path for one of the two.';
    if (own === route) complain('bad_route', 'the app serves this path itself.', remedy);
    else if (own !== undefined) complain('bad_route', `the app itself serves ${own}, where a row would be.`, remedy);
    else checkRoute(route, this.#entries, complain);
    const isOne = isEndpoint(endpoint);
    if (!isOne) complain('bad_route', 'it leads to no endpoint class.', 'Register a class that extends RestEndpoint.');
    this.#entries.push({ route, problems, ...(isOne && { endpoint }) });
  }

  /** The names of the tables that the database must be asked for. */
  reflected(): readonly string[] {
    return this.#entries.flatMap(({ endpoint }) => (endpoint && reflectedTable(endpoint)) ?? []);
  }

  /**
   * The resources, if nothing is wrong. `database` is what it holds already, or why it can't be read; absent: it was not
   * asked. Throws `ConfigurationError` with the mistakes of all classes and of the database.
   */
  resources(database: Existing | ConfigurationError = new ConfigurationError([])): readonly Resource[] {
    const isUnreadable = database instanceof ConfigurationError;
    const existing = isUnreadable ? undefined : database;
    const describing = { loginValidator: this.#loginValidator, ...(existing && { existing }) };
    const problems: ConfigurationProblem[] = [];
    const resources = this.#entries.flatMap(({ route, endpoint, problems: own }) => {
      problems.push(...own);
      if (endpoint === undefined) return [];
      const { problems: more, ...described } = describe(endpoint, describing);
      problems.push(...more);
      return [{ route, ...described }];
    });
    if (isUnreadable) problems.push(...database.problems);
    checkTables(resources, complaining(problems));
    checkReferences(resources, existing?.keys, complaining(problems));
    if (problems.length > 0) throw new ConfigurationError(problems);
    return resources;
  }
}

const isEndpoint = (value: EndpointClass): value is DescribedClass =>
  typeof value === 'function' && value.prototype instanceof RestEndpoint;

type ComplainAt = (where: string) => Complain;

function checkRoute(route: string, others: readonly { readonly route: string }[], complain: Complain): void {
  if (!/^(?:\/[A-Za-z0-9._~-]+)+$/.test(route) || /\/\.\.?(?:\/|$)/.test(route)) {
    complain('bad_route', 'it is no plain path.', 'Write it as "/books" or "/api/v1/books".');
  } else if (others.some((other) => other.route === route)) {
    complain('bad_route', 'it is registered twice.', 'Remove one, or choose another path.');
  }
}

function checkTables(resources: readonly Resource[], complainAt: ComplainAt): void {
  for (const [table, same] of Map.groupBy(resources, ({ model }) => model.table.toLowerCase())) {
    if (same.length === 1) continue;
    const complain = complainAt(same.map(({ route, model }) => `${model.name} at ${route}`).join(' and '));
    complain('duplicate_table', `share the table "${table}".`, 'Set meta.table on one of them, or register it once.');
  }
}

function checkReferences(resources: readonly Resource[], tables: TableKeys | undefined, complainAt: ComplainAt): void {
  for (const { model } of resources) {
    for (const column of model.columns) {
      if (column.references === undefined) continue;
      const target = resources.find((other) => other.model.table === column.references?.table)?.model;
      const complain = complainAt(`${model.name}.${column.name}`);
      if (target !== undefined) checkTarget({ ...column, references: column.references }, target, complain);
      else if (tables !== undefined) checkForeignTable(column.references, { resources, tables }, complain);
    }
  }
}

type Reference = NonNullable<Column['references']>;

/** A foreign key to a table that no endpoint serves leads to a key of a table that the database has. */
function checkForeignTable(
  { table, column }: Reference,
  { resources, tables }: { readonly resources: readonly Resource[]; readonly tables: TableKeys },
  complain: Complain,
): void {
  const keys = tables.get(table);
  if (keys?.has(column)) return;
  const problem = `foreignKey "${table}.${column}" names`;
  const served = resources.map(({ model }) => model.table).join(', ');
  if (keys === undefined) complain('bad_foreign_key', `${problem} a table that there is not.`, `Tables: ${served}.`);
  else complain('bad_foreign_key', `${problem} no key of that table.`, `Keys: ${[...keys].join(', ')}.`);
}

/** A foreign key to the table of an endpoint leads to a unique column of the same type. */
function checkTarget(column: Column & { readonly references: Reference }, target: Model, complain: Complain): void {
  const { table, column: name } = column.references;
  const problem = `foreignKey "${table}.${name}" names`;
  const referenced = target.columns.find((other) => other.name === name);
  if (referenced === undefined) {
    const columns = target.columns.map((other) => other.name).join(', ');
    complain('bad_foreign_key', `${problem} a column that ${target.name} has not.`, `Columns: ${columns}.`);
  } else if (name !== target.primaryKey.name && !referenced.unique) {
    complain(
      'bad_foreign_key',
      `${problem} a column that is not unique.`,
      `Set unique: true on ${target.name}.${name}.`,
    );
  } else if (referenced.type !== column.type) {
    const types = `is ${column.type}, and ${table}.${name} is ${referenced.type}.`;
    complain('bad_foreign_key', types, 'Give both the same type.');
  }
}

/** Endpoints are added before an app is built. */
export const lateRegistration = (routes: readonly string[]): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'late_registration',
      where: routes.join(', '),
      problem: 'the app is built already, its routes are fixed.',
      remedy: 'Register before run(), build() and the first request.',
    },
  ]);
