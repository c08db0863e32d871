/** The names that follow from those of tables: of classes, of routes. */
import { isColumnName, tableNames } from '../endpoint/names.ts';

const singular = (word: string): string => {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
};

const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** `order_items` to `OrderItemEndpoint`: the class whose table it is by itself, where there is one. */
export const classNameOf = (table: string): string => {
  const words = singular(table).split(/_+/).filter(Boolean);
  return `${words.map(capitalised).join('')}Endpoint`;
};

/** Whether a class of this name has this table without saying so. */
export const isTableOf = (className: string, table: string): boolean => tableNames({ name: className }).table === table;

/** `order_items` to `/order_items`. */
export const routeOf = (table: string): `/${string}` => `/${table}`;

/** Whether a table can be named by a class at all. */
export const isTableName = isColumnName;
