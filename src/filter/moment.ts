/** Comparisons of times at the milliseconds that replies show: a database may hold finer ones. */
import type { Condition } from '../database/conditions.ts';
import type { Column } from '../model.ts';

/** Behind it no time is shown, or can be asked for. */
const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What is shown as this moment or later. */
const from = (column: Column, moment: Date): Condition => ({ column, is: 'gte', value: moment });

/** What is shown as later than this moment. */
const after = (column: Column, moment: Date): Condition =>
  moment.getTime() >= last ? { any: [] } : from(column, new Date(moment.getTime() + 1));

/** What is shown as this moment or earlier. */
const until = (column: Column, moment: Date): Condition =>
  moment.getTime() >= last ? { column, is: 'notnull' } : { column, is: 'lt', value: new Date(moment.getTime() + 1) };

const at = (column: Column, moment: Date): Condition => ({ all: [from(column, moment), until(column, moment)] });

const notAt = (column: Column, moment: Date): Condition => ({
  any: [{ column, is: 'lt', value: moment }, after(column, moment), { column, is: 'null' }],
});

/** The condition with which a comparison finds what replies show. */
export function asShown(condition: Condition): Condition {
  if ('all' in condition) return { all: condition.all.map(asShown) };
  if (!('is' in condition) || condition.column.type !== 'datetime') return condition;
  const { column, is } = condition;
  if ('values' in condition) {
    const moments = condition.values as readonly Date[];
    return is === 'in'
      ? { any: moments.map((moment) => at(column, moment)) }
      : { all: moments.map((moment) => notAt(column, moment)) };
  }
  if (!('value' in condition)) return condition;
  const compare = { eq: at, ne: notAt, gt: after, lte: until }[is as 'eq' | 'ne' | 'gt' | 'lte'];
  return compare === undefined ? condition : compare(column, condition.value as Date);
}
