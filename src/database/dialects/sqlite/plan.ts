/** What SQLite would do for a statement. */
import type { PlanOf } from '../../explained.ts';

/** A step, and the one that it is part of. */
interface Step {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

export const planOf: PlanOf = async (query, sql, values) => {
  const { rows } = await query(`explain query plan ${sql}`, values);
  const steps = rows as unknown as readonly Step[];
  const depthOf = (step: Step): number => {
    const parent = steps.find(({ id }) => id === step.parent);
    return parent === undefined ? 0 : depthOf(parent) + 1;
  };
  return steps.map((step) => '  '.repeat(depthOf(step)) + step.detail).join('\n');
};
