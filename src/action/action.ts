/** What a verb works with, bound once at start. */
import type { Table } from '../database/database.ts';
import type { BodyRules } from '../http/body.ts';
import type { BodySchema } from '../schema/schema.ts';

export interface ActionContext {
  readonly table: Table;
  readonly schema: BodySchema;
  readonly body: BodyRules;
  /** Rows in one list, at most. */
  readonly listLimit: number;
  readonly now: () => Date;
}
