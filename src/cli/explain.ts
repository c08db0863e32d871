/** `lightapi explain`: the SQL of a request, with its values, and the plans of the database. */
import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { LightApi } from '../app.ts';
import { actingAs, type User } from '../auth/user.ts';
import type { Explained } from '../database/database.ts';
import type { Logger } from '../middleware/errors.ts';
import { UsageFault } from './exit.ts';
import { readTwo } from './two-arguments.ts';
import { type AppOptions, addAppOptions, addWriteOption, withApp } from './with-app.ts';

interface ExplainOptions extends AppOptions {
  readonly as?: string;
  readonly body?: string;
}

const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `GET /books?page=2`; without a verb, GET. */
function readRequest(said: string, body: string | undefined): Request {
  const [, verb = 'GET', path = ''] = /^(?:([A-Za-z]+)\s+)?(\/\S*)$/.exec(said.trim()) ?? [];
  if (path === '') throw new UsageFault(`"${said}" is no request: write it as "GET /books?page=2".`);
  const method = verb.toUpperCase();
  const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body };
  try {
    return new Request(new URL(path, 'http://localhost'), { method, ...json });
  } catch (error) {
    throw new UsageFault(`${method} ${path}: ${(error as Error).message}`);
  }
}

/** Who calls, as what a backend would have found out. */
function readUser(said: string | undefined): object | undefined {
  if (said === undefined) return undefined;
  try {
    const user: unknown = JSON.parse(said);
    if (typeof user === 'object' && user !== null && !Array.isArray(user)) return actingAs(user as User);
  } catch {
    // Told below, with the same words.
  }
  throw new UsageFault(`--as ${said}: give a user as JSON, {"sub": "ann", "is_admin": true}.`);
}

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });

const renderValue = (value: unknown): string =>
  typeof value === 'bigint'
    ? String(value)
    : value instanceof Uint8Array
      ? `${value.length} bytes`
      : JSON.stringify(value);

const indented = (text: string): string => text.replace(/^/gm, '   ');

function render({ sql, values, isWrite, plan }: Explained, at: number): string {
  const bound = values.map((value, place) => `\n   ${place + 1} = ${renderValue(value)}`).join('');
  return `\n${bold(`${at + 1}. ${isWrite ? 'not run: ' : ''}`)}${sql}${bound}\n${indented(plan)}`;
}

/** What became of the request, in a line. */
async function outcome(statements: readonly Explained[], reply: Response): Promise<string> {
  if (statements.some(({ isWrite }) => isWrite)) return 'would write; what would follow its first write is not known';
  const { detail } = (reply.ok ? {} : await reply.json().catch(() => ({}))) as { detail?: unknown };
  const why = detail === undefined ? '' : `, ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`;
  const hint = reply.status === 401 ? ' Say who calls: --as \'{"sub": "ann"}\'.' : '';
  return `${reply.status}${why}.${hint}`;
}

async function explainRequest(app: LightApi, said: string, { as, body }: ExplainOptions): Promise<void> {
  const request = readRequest(said, body);
  const { database, resources, assemble } = await app.open();
  const { opened, explained } = database.explain(resources.map(({ model }) => model));
  const reply = await assemble(opened, silent).fetch(request, readUser(as));
  const statements = await explained();
  const { pathname, search } = new URL(request.url);
  console.log(`${bold(`${request.method} ${pathname}${search}`)}: ${await outcome(statements, reply)}`);
  for (const line of statements.map(render)) console.log(line);
  if (statements.length === 0) console.log('\nNo statement was run.');
}

const examples = `
Examples:
  $ lightapi explain "GET /books?author=Abelson&ordering=-title"
  $ lightapi explain app.ts "PATCH /books/1" --body '{"title": "SICP", "version": 1}' --as '{"sub": "ann"}'`;

/** Adds the command. */
export function addExplain(program: Command): void {
  addWriteOption(
    addAppOptions(
      program
        .command('explain')
        .argument('<app-and-request...>', 'the app, unless it is found; then "GET /books?page=2"')
        .usage('[options] [app] <request>'),
    ),
  )
    .option('--body <json>', 'what POST, PUT and PATCH send')
    .option('--as <json>', 'who calls: the user that a backend would have found')
    .description('says which SQL a request runs, and the plan of the database; nothing is written')
    .addHelpText('after', examples)
    .action((said: readonly string[], options: ExplainOptions) => {
      const [app, request] = readTwo(said, 'a request');
      return withApp({ app, ...options }, (made) => explainRequest(made, request, options));
    });
}
