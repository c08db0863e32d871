/** What an app gives to tools: what it declares, and what it stands on once it is built. */
import type { Hono } from 'hono';
import type { Database, Declaration, Opened } from './database/database.ts';
import type { Resource } from './endpoint/resource.ts';
import type { Logger } from './middleware/errors.ts';
import type { Settings } from './settings.ts';

/** What an app declares. */
export interface DeclaredApp extends Declaration, Pick<Settings, 'createTables' | 'corsOrigins'> {
  /** As `models`, with routes and policies. */
  readonly resources: () => Promise<readonly Resource[]>;
}

/** What an app stands on, for tools that work on tables without requests, or with tables of their own. */
export interface OpenedApp {
  readonly database: Database;
  readonly resources: readonly Resource[];
  readonly now: () => Date;
  /** The app's routes on other tables, which tell the logger what goes wrong. */
  readonly assemble: (opened: Opened, logger: Logger) => Hono;
}
