/** `lightapi routes`: what an app serves, to whom, and by what its lists can be asked. */
import type { Command } from 'commander';
import type { LightApi } from '../app.ts';
import { isPermissionMap } from '../auth/authentication.ts';
import type { Resource } from '../endpoint/resource.ts';
import { type Verb, verbs } from '../model.ts';
import { type AppOptions, addAppOptions, addWriteOption, appArgument, withApp } from './with-app.ts';

/** How a permission is called; one that is made of others has no name. */
function nameOf(permission: unknown): string {
  if (typeof permission === 'function') return permission.name || 'a permission';
  return (permission as object | null)?.constructor.name ?? 'IsAuthenticated';
}

/** Who may use a verb. */
function whoMay({ policies }: Resource, verb: Verb): string {
  const authentication = policies.authentication.get(verb);
  if (authentication === undefined) return 'everybody';
  const { permission } = authentication;
  if (!isPermissionMap(permission)) return permission === undefined ? 'IsAuthenticated' : nameOf(permission);
  return permission[verb] === undefined ? 'nobody' : nameOf(permission[verb]);
}

/** Verbs that the same callers may use, together. */
function* linesOf(resource: Resource, of: readonly Verb[]): Iterable<readonly [verbs: string, who: string]> {
  const served = of.filter((verb) => resource.model.verbs.includes(verb));
  for (const [who, same] of Map.groupBy(served, (verb) => whoMay(resource, verb))) yield [same.join(' '), who];
}

/** What the query of a list may say: each filter once, without its operators. */
function queryOf({ policies }: Resource): string {
  const names = policies.parameters.map(({ name }) => name.replace(/__\w+$/, ''));
  return [...new Set(names)].join(', ');
}

function rowsOf(resource: Resource): readonly (readonly string[])[] {
  const { route, model } = resource;
  const collection = [...linesOf(resource, ['GET', 'POST'])].map(([served, who], at) => [
    ...[served, route, who, at === 0 ? `${model.name}, table ${model.table}` : ''],
    served.includes('GET') ? queryOf(resource) : '',
  ]);
  const item = [
    ...linesOf(
      resource,
      verbs.filter((verb) => verb !== 'POST'),
    ),
  ].map(([served, who]) => [...[served, `${route}/{id}`, who, '', '']]);
  return [...collection, ...item];
}

const heading = ['verbs', 'path', 'who may', 'class', 'query'];

/** A table in columns. */
function render(rows: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function print(app: LightApi): Promise<void> {
  console.log(render([heading, ...(await app.resources()).flatMap(rowsOf)]));
}

/** Adds the command. */
export function addRoutes(program: Command): void {
  addWriteOption(addAppOptions(program.command('routes').argument(...appArgument)))
    .description('builds the app, which makes what its tables lack, and prints its routes')
    .action((app: string | undefined, options: AppOptions) => withApp({ app, ...options }, print));
}
