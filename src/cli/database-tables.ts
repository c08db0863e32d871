/** The tables of a database that can be served as they are, and what is left out, with the reason. */
import { migrationsTable } from '../database/create-tables.ts';
import { readAllTables } from '../database/open.ts';
import type { Reflected } from '../database/reflect.ts';
import type { Column } from '../model.ts';
import { isTableName } from './table-names.ts';

/** A table or view that can be served. */
export interface ServableTable {
  readonly name: string;
  readonly reflected: Reflected;
  readonly columns: readonly Column[];
  /** The columns that are unique by themselves. */
  readonly unique: ReadonlySet<string>;
  /** Columns of types that JSON has no form for. */
  readonly unmapped: readonly string[];
}

/** What is served of a database, and what is not, in words. */
interface DatabaseTables {
  readonly tables: readonly ServableTable[];
  readonly leftOut: readonly string[];
}

/** Where programs keep what they migrated, and what extensions bring. */
const records: ReadonlySet<string> = new Set([
  ...[migrationsTable, 'lightapi_migration_progress', 'alembic_version', '_prisma_migrations', 'schema_migrations'],
  ...['ar_internal_metadata', 'django_migrations', 'flyway_schema_history', 'knex_migrations', 'knex_migrations_lock'],
  ...['mikro_orm_migrations', 'typeorm_metadata', '__drizzle_migrations', 'spatial_ref_sys', 'geometry_columns'],
]);

/** Names of what nobody is to read; rather one too many than one too few. */
const secret = new RegExp(
  [
    'passw|passphrase|pwd|pwhash|(?:^|_)(?:pw|pass|hash|otp|pin|ssn|cvv|cvc|dsn|jwt|mfa)(?:$|_)|totp',
    'secret|token|credential|salt|cookie|recovery_?code|session_?id',
    '(?:api|auth|access|private|signing|encryption)_?key',
  ].join('|'),
  'i',
);

/** Why a table is left out; `undefined`: it is not. */
function unfit(name: string, { isView, columns }: Reflected): string | undefined {
  if (!isTableName(name)) return 'its name is no plain one';
  const keys = columns.filter((column) => column.isKey || (isView && column.name === 'id'));
  if (keys.length === 1) {
    return keys.some(({ name: key }) => secret.test(key))
      ? `its primary key ${keys[0]?.name} may be a secret`
      : undefined;
  }
  if (isView) return 'it is a view without a column id';
  return keys.length === 0 ? 'it has no primary key' : `its primary key has ${keys.length} columns`;
}

/** Looks at a database. Throws `ConfigurationError` where it can't be read. */
export async function readDatabaseTables(url: string): Promise<DatabaseTables> {
  const { tables, keys } = await readAllTables(url);
  const servable: ServableTable[] = [];
  const leftOut: string[] = [];
  for (const [name, reflected] of tables) {
    if (records.has(name)) continue;
    const reason = unfit(name, reflected);
    const { columns, unmapped } = reflected;
    const unique = keys.get(name) ?? new Set();
    if (reason !== undefined) leftOut.push(`${name} is left out: ${reason}.`);
    else servable.push({ name, reflected, columns, unique, unmapped: [...unmapped.keys()] });
  }
  return { tables: servable, leftOut };
}

/** Whether the name of a column says that nobody is to read it. */
export const isSecret = ({ name, isKey }: Column): boolean => isKey !== true && secret.test(name);
