/** The fields of an endpoint as a class declares them. */
import { isColumnName, reservedNames } from '../endpoint/names.ts';
import { Field } from '../field/field.ts';
import type { ColumnType } from '../model.ts';
import { camel } from './camel.ts';
import { typeNames } from './endpoint-grammar.ts';
import type { Entry, SaidValues, Translating } from './entry.ts';
import { didYouMean } from './nearest.ts';
import { memberPath } from './said.ts';

/** A field that can be made as often as its class is. */
export interface Declared {
  readonly type: ColumnType;
  readonly options: SaidValues;
}

/** Where foreign keys lead: names of tables by those that the original gave them. */
type Tables = ReadonlyMap<string, string>;

/** The fields by name. What can't be one is left out, and noted. */
export function translateFields(
  { fields, path, meta: { scope } }: Entry,
  tables: Tables,
  by: Translating,
): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const [name, said] of Object.entries(fields)) {
    const at = memberPath(`${path}.fields`, name);
    if (!isNameable(name, at, by)) continue;
    const field = translateField(typeof said === 'string' ? { type: said } : said, at, { tables, by });
    if (field !== undefined) declared.set(name, field);
  }
  const owner = scope?.owner;
  if (owner === undefined) return declared;
  const field = declared.get(owner);
  if (field !== undefined) declared.set(owner, { ...field, options: { ...field.options, readOnly: true } });
  else {
    const names = [...declared.keys()];
    const remedy = `${didYouMean(owner, names)}Fields: ${names.join(', ')}.`;
    by.notes.problem(`${path}.meta.scope.owner`, 'unknown_column', [
      `"${owner}" is no field that is declared.`,
      remedy,
    ]);
  }
  return declared;
}

function isNameable(name: string, at: string, { notes }: Translating): boolean {
  if (reservedNames.has(name)) {
    notes.problem(at, 'reserved_name', ['the name belongs to a method of endpoints.', 'Give the field another name.']);
    return false;
  }
  if (isColumnName(name)) return true;
  const remedy = 'Use letters, digits and _, a letter first, 63 at most.';
  notes.problem(at, 'bad_name', ['the name is no column name.', remedy]);
  return false;
}

/** Keys that are something else in a class. */
const special = new Set(['type', 'default', 'default_factory', 'values', 'choices', 'foreign_key']);

function translateField(
  said: SaidValues,
  at: string,
  { tables, by }: { readonly tables: Tables; readonly by: Translating },
): Declared | undefined {
  const { notes, find } = by;
  const type = typeof said.type === 'string' ? typeNames[said.type] : undefined;
  if (type === undefined && said.exclude !== true) {
    const isSaid = notes.has(`${at}.type`);
    if (!isSaid)
      notes.problem(at, 'bad_value', ['it has no "type".', `Give one: ${Object.keys(typeNames).join(', ')}.`]);
    return undefined;
  }
  const plain = Object.entries(said).filter(([key]) => !special.has(key) && isMeant(key, type, [at, by]));
  const made = said.default_factory === undefined ? translateDefault(said, at, by) : find(said.default_factory);
  const values = said.values ?? said.choices;
  return {
    type: type ?? 'string',
    options: {
      ...Object.fromEntries(plain.map(([key, value]) => [camel(key), readBound(key, find(value), type)])),
      ...(made !== undefined && { default: made }),
      ...(values !== undefined && { values }),
      ...(typeof said.foreign_key === 'string' && { foreignKey: renamedTable(said.foreign_key, tables) }),
    },
  };
}

/** The original keeps `decimal_places` of every type, and uses it for decimals. */
function isMeant(key: string, type: ColumnType | undefined, [at, { notes }]: readonly [string, Translating]): boolean {
  if (key !== 'decimal_places' || type === 'decimal') return true;
  const remedy = 'Make it a decimal, or remove it.';
  notes.warn(`${at}.${key}`, 'bad_option', [`decimal_places says nothing of a ${type}.`, remedy]);
  return false;
}

/** A bound that is the text of a number, which is what a variable gives; decimals are exact as texts. */
function readBound(key: string, value: unknown, type: ColumnType | undefined): unknown {
  const isText = typeof value === 'string' && /^(?:gt|ge|lt|le)$/.test(key) && type !== 'decimal';
  return isText && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** `null` is what an optional field is without a default. */
function translateDefault(said: SaidValues, at: string, { notes }: Translating): unknown {
  if (typeof said.default === 'bigint')
    return typeNames[String(said.type)] === 'bigint' ? said.default : String(said.default);
  if (said.default !== null) return said.default;
  if (said.optional !== true) {
    notes.problem(`${at}.default`, 'bad_default', ['it is empty.', 'Give a value, or make the field optional: true.']);
  }
  return undefined;
}

/** `categoriesendpoints.id`, as a file has it that the original starts with, to `categories.id`. */
function renamedTable(foreignKey: string, tables: Tables): string {
  const [table = '', ...rest] = foreignKey.split('.');
  return [tables.get(table) ?? table, ...rest].join('.');
}

/** Puts the fields on an object of a class: a name is a property, whatever it is. */
export function declareFields(endpoint: object, fields: ReadonlyMap<string, Declared>): void {
  for (const [name, { type, options }] of fields) {
    const value = new Field(type, options);
    Object.defineProperty(endpoint, name, { value, enumerable: true, configurable: true, writable: true });
  }
}
