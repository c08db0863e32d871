/** The original on PostgreSQL by its async engine, which answered every request with 500. */
import { type Exchange, readExchanges } from './exchange.ts';
import { pgsync } from './pgsync.ts';
import type { Transcript } from './replay.ts';

/** What was asked, and what its sync engine answered: here is one path for both, and one table of differences. */
const asSync = (exchange: Exchange): Exchange => {
  const found = pgsync.exchanges.find(({ name }) => name === exchange.name);
  if (found === undefined) throw new Error(`${exchange.name} was not asked of the sync engine`);
  return { ...exchange, response: found.response };
};

export const recorded = readExchanges('pgasync');

export const pgasync: Transcript = { ...pgsync, exchanges: recorded.map(asSync) };
