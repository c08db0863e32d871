/** A program of many routes, and of calls of each of them, for the compiler alone. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf, root } from '../house/repository.ts';

/** Half of them say their `meta` to clients, half hide it; every third route has parts. */
function endpoint(at: number): string {
  const meta =
    "{ filtering: { fields: ['category', 'price'], search: ['title'], ordering: ['title'] }, pagination: { style: 'cursor' } }";
  return `class Endpoint${at} extends RestEndpoint {
  title = field.string({ minLength: 1 });
  category = field.enum(['news', 'science']);
  price = field.decimal({ decimalPlaces: 2 });
  own${at} = field.integer({ default: 0 });
  at = field.datetime({ optional: true });
  static override meta${at % 2 === 0 ? ` = ${meta} satisfies Meta<Endpoint${at}>` : `: Meta<Endpoint${at}> = ${meta}`};
}`;
}

const isDeep = (at: number): boolean => at % 3 === 0;

const calls = (at: number): string => `export async function call${at}(): Promise<number> {
  const rows = api${isDeep(at) ? '.api.v1' : ''}.route${at};
  const { results } = await rows.list({ category: 'news', price__gte: '10', ordering: '-title' });
  const [first] = results;
  const changed = first && (await rows.update(first, { own${at}: first.own${at} + 1 }));
  return changed?.own${at} ?? 0;
}`;

const wrong = `// @ts-expect-error a column of another class
export const wrong = () => api.route1.list({ own2: 3 });`;

/** Writes the program, and what compiles it, into a folder; without `client`, the app alone. */
export function writeManyRoutes(folder: string, count: number, client = true): void {
  const every = Array.from({ length: count }, (_, at) => at);
  const program = [
    "import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';",
    "import { createClient } from 'lightapi/client';",
    ...every.map(endpoint),
    'export const app = new LightApi().register({',
    ...every.map((at) => `  '${isDeep(at) ? '/api/v1' : ''}/route${at}': Endpoint${at},`),
    '});',
    "export const api = createClient<typeof app>('http://localhost');",
    ...(client ? [...every.map(calls), wrong] : []),
  ];
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/lightapi'));
  symlinkSync(pathOf('node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), program.join('\n'));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: pathOf('tsconfig.json'), include: ['program.ts'] }),
  );
}
