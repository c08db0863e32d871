/** The statements that a request runs, with the plans that the database has for them; none of them that would write. */

import type { Model } from '../model.ts';
import type { Access } from './access.ts';
import type { Explained, Explaining } from './database.ts';
import type { Connected } from './opening.ts';
import { openTables } from './opening.ts';

/** Asks a database for its plan of a statement, which it does not run. */
export type PlanOf = (query: Access['query'], sql: string, values: readonly unknown[]) => Promise<string>;

/** What ends a request where it would write. */
class Unwritten extends Error {}

type Noted = Omit<Explained, 'plan'>;

/** What can't change a row, as far as its words say. */
const isRead = (sql: string): boolean =>
  /^\s*(?:\(\s*)*(?:select|with|values|show)\b/i.test(sql) &&
  !/\b(?:insert|update(?!\s+(?:skip|nowait|of)\b|\s*$)|delete|merge|replace\s+into)\b/i.test(
    sql.replaceAll(/'[^']*'|"[^"]*"|`[^`]*`|\bfor update\b/gi, ''),
  );

/** Savepoints of transactions, which are nobody's request. */
const isBracket = (sql: string): boolean => /^\s*(?:savepoint|release|rollback)\b/i.test(sql);

/** Runs what reads, and writes it down; stops at what writes. */
function noting(access: Access, noted: Noted[]): Access {
  const note = (sql: string, values: readonly unknown[]): void => {
    const isWrite = !isRead(sql);
    noted.push({ sql, values, isWrite });
    if (isWrite) throw new Unwritten(`not run: ${sql}`);
  };
  return {
    read: (statement, values, byteLimit) => {
      note(statement.sql, values);
      return access.read(statement, values, byteLimit);
    },
    write: async (work) =>
      work((statement, values) => {
        note(statement.sql, values);
        return access.read(statement, values);
      }),
    query: (sql, values) => {
      if (!isBracket(sql)) note(sql, values);
      return access.query(sql, values);
    },
  };
}

/** Opens the tables of models so that their statements are written down, and none of them writes. */
export function explainTables(connected: Connected, models: readonly Model[], planOf: PlanOf): Explaining {
  const { access, transact } = connected;
  const noted: Noted[] = [];
  const opened = openTables(
    {
      ...connected,
      access: noting(access, noted),
      transact: (work, settings) => transact((inside) => work(noting(inside, noted)), settings),
    },
    models,
  );
  const explained = async (): Promise<readonly Explained[]> => {
    const all: Explained[] = [];
    for (const each of noted) all.push({ ...each, plan: await planOf(access.query, each.sql, each.values) });
    return all;
  };
  return { opened, explained };
}
