/** What PostgreSQL would do for a statement. */
import type { PlanOf } from '../../explained.ts';

export const planOf: PlanOf = async (query, sql, values) => {
  const { rows } = await query(`explain ${sql}`, values);
  return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
};
