/** What MySQL or MariaDB would do for a statement. */
import type { PlanOf } from '../../explained.ts';

/** A line for each table: how it is read, by which index, and how many rows that may be. */
export const planOf: PlanOf = async (query, sql, values) => {
  const { rows } = await query(`explain ${sql}`, values);
  return rows
    .map((row) =>
      Object.entries(row)
        .filter(([name, value]) => value != null && value !== '' && name !== 'id')
        .map(([name, value]) => `${name}: ${value}`)
        .join(', '),
    )
    .join('\n');
};
