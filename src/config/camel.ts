/** The names of options: `page_size` in YAML, `pageSize` in TypeScript. */

export const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The same with keys as TypeScript writes them. */
export const withCamelKeys = (said: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(said).map(([name, value]) => [camel(name), value]));
