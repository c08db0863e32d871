/** `lightapi export`: the rows of tables into a file that `lightapi seed` takes. */
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { LightApi } from '../app.ts';
import type { Condition } from '../database/conditions.ts';
import type { StoredRow } from '../model.ts';
import { Fault } from './fault.ts';
import { type Format, readFormat } from './format.ts';
import { counted, seconds } from './report.ts';
import { openWriter } from './rows-out.ts';
import { noLimit, openTargets, type Target } from './target.ts';
import { type AppOptions, withApp } from './with-app.ts';

interface ExportOptions extends AppOptions {
  readonly route?: string;
  readonly format?: Format;
  readonly out?: string;
}

/** Rows of one page, and the characters of its text columns, at most. */
const pageSize = 1_000;
const pageBytes = 2 ** 22;

/** All rows in the order of their keys, a page at a time. */
async function* pagesOf({ table, model }: Target): AsyncGenerator<readonly StoredRow[]> {
  const column = model.primaryKey;
  for (let where: readonly Condition[] = []; ; ) {
    const order = [{ column, descending: false }];
    const rows = await table.select({ where, order, limit: pageSize, byteLimit: pageBytes });
    const last = rows.at(-1);
    if (last === undefined) return;
    where = [{ column, is: 'gt', value: table.keyOf(last) }];
    yield table.show.read(rows);
  }
}

/** A table stands behind those that it refers to, as far as they don't refer to each other: so it can be seeded. */
function inOrder(targets: readonly Target[]): readonly Target[] {
  const seen = new Set<Target>();
  const ordered: Target[] = [];
  const visit = (target: Target): void => {
    if (seen.has(target)) return;
    seen.add(target);
    const tables = target.model.columns.map(({ references }) => references?.table);
    for (const other of targets.filter(({ model }) => tables.includes(model.table))) visit(other);
    ordered.push(target);
  };
  targets.forEach(visit);
  return ordered;
}

/** Takes a text; resolves when more can be taken. */
type Send = (text: string) => Promise<void>;

/** Writes all rows of a table, and counts them. */
async function sendTable(target: Target, format: Format, send: Send): Promise<number> {
  const { begin, rows, end } = openWriter(format, target.model.shown.read);
  let count = 0;
  await send(begin);
  for await (const page of pagesOf(target)) {
    await send(rows(page, count === 0));
    count += page.length;
  }
  await send(end);
  return count;
}

/** Writes the tables, by route where none is named; says how many rows of which. */
async function sendAll(targets: readonly Target[], { format, isNamed }: Chosen, send: Send): Promise<string> {
  const counts: string[] = [];
  for (const [at, target] of targets.entries()) {
    if (!isNamed) await send(`${at === 0 ? '{' : ','}\n${JSON.stringify(target.route)}: `);
    counts.push(`${counted(await sendTable(target, format, send))} from ${target.route}`);
  }
  if (format === 'json') await send(isNamed ? '\n' : '\n}\n');
  return counts.join(', ');
}

/** What is asked for. */
interface Chosen {
  readonly format: Format;
  readonly isNamed: boolean;
}

/** The reader of a pipe has had enough, as `head` does: that is no mistake. */
const closed = Symbol('closed');
const isClosed = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE';

/** Opens a file, or the standard output, for `work` to write to. Throws `Fault` where it can't be written. */
async function writing<T>(file: string | undefined, work: (send: Send) => Promise<T>): Promise<T> {
  const out: Writable = file === undefined ? process.stdout : createWriteStream(file);
  // Each write tells its own.
  out.on('error', () => undefined);
  const send: Send = (text) =>
    new Promise((resolve, reject) => {
      out.write(text, (error) => {
        if (error == null) resolve();
        else
          reject(file === undefined && isClosed(error) ? closed : new Fault(`${file ?? 'stdout'}: ${error.message}`));
      });
    });
  try {
    return await work(send);
  } finally {
    if (file !== undefined) await new Promise<void>((resolve) => out.end(() => resolve()));
  }
}

async function exportApp(app: LightApi, { route, format = 'json', out }: ExportOptions): Promise<void> {
  const started = performance.now();
  const targets = openTargets(await app.open());
  const chosen = route === undefined ? inOrder(targets.all) : [targets.at(route)];
  const counts = await writing(out, (send) =>
    targets.session(() => sendAll(chosen, { format, isNamed: route !== undefined }, send), {
      timeout: noLimit,
      accessMode: 'read only',
      isolationLevel: 'repeatable read',
    }),
  );
  const secret = chosen.flatMap(({ route: of, model }) =>
    model.columns.filter(({ writeOnly }) => writeOnly).map(({ name }) => `${name} of ${of}`),
  );
  if (secret.length > 0) console.error(`left out, since it is writeOnly: ${secret.join(', ')}`);
  console.error(`${counts}, ${seconds(performance.now() - started)}`);
}

export async function exportRows(app: string | undefined, options: ExportOptions): Promise<void> {
  const { out, route, format = out === undefined ? 'json' : undefined } = options;
  const read = readFormat(out ?? 'stdout', { ...(route !== undefined && { route }), ...(format && { format }) });
  await withApp({ app, ...options }, (made) => exportApp(made, { ...options, format: read })).catch(
    (error: unknown) => {
      if (error !== closed) throw error;
    },
  );
}
