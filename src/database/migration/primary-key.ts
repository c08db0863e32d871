/** Primary keys that are to be others: what can't be done by a file that is written here. */
import type { ConfigurationProblem } from '../../errors.ts';
import type { Column } from '../../model.ts';
import { isText, type MigrationTypes } from './difference.ts';
import type { Existing, FoundColumn } from './found.ts';
import { shortens } from './values.ts';

/** A primary key can't become another: rows, addresses and foreign keys are known by it. */
export function keyProblems({ model, found }: Existing, types: MigrationTypes): readonly ConfigurationProblem[] {
  const { name, isReflected } = model.primaryKey;
  const keys = [...found.columns.values()].filter(({ primary }) => primary);
  const [key] = keys;
  if (isReflected || (keys.length === 1 && key?.name === name && isSameKey(model.primaryKey, key, types))) return [];
  const is = keys.map((each) => `${each.name} ${each.type}`).join(', ');
  return [
    {
      code: 'table_differs',
      where: `${model.name}, ${model.table}.${name}`,
      problem: `is to be the primary key, ${types.sqlType(model.primaryKey)}, and ${is === '' ? 'there is none' : `that is ${is}`} in the database.`,
      remedy:
        'Write this migration by hand, with the foreign keys that lead there; or say what the key was by renamedFrom.',
    },
  ];
}

/** Texts may differ in length where that can be changed. */
function isSameKey(column: Column, { type }: FoundColumn, types: MigrationTypes): boolean {
  if (!types.fitsType(column, type)) return false;
  const declared = types.sqlType(column);
  return (
    column.type !== 'string' || types.sameType(column, type) || isText(declared, type) || !shortens(declared, type)
  );
}
