/** Classes as the text of a module, or of a YAML file. */
import { stringify } from 'yaml';
import type { SaidClass } from './introspect-fit.ts';
import type { SaidField } from './introspect-table.ts';

/** What the text is made from. */
export interface Source {
  /** For people: `SQLite shop.db`. */
  readonly label: string;
  /** The URL, where it may stand in a file: one with a password may not. */
  readonly url: string | undefined;
  readonly leftOut: readonly string[];
}

/** A value as TypeScript. */
function literal(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') {
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return object(value);
  return String(value);
}

const object = (value: object): string =>
  `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${literal(each)}`)
    .join(', ')} }`;

function fieldText({ name, type, options }: SaidField): string {
  const { values, ...rest } = options;
  const said = Object.keys(rest).length === 0 ? [] : [object(rest)];
  const all = type === 'enum' ? [literal(values), ...said] : said;
  return `  ${name} = field.${type}(${all.join(', ')});`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

function classText({ name, fields, remarks, meta }: SaidClass): string {
  const key = fields.filter(({ options }) => options.primaryKey === true);
  const lines = [...key, ...fields.filter((field) => !key.includes(field))].map((field) =>
    field.name === 'id' ? fieldText(field).replace('  id', '  override id') : fieldText(field),
  );
  const left = remarks.map((remark) => `  // ${remark.name}: ${oneLine(remark.why)}`);
  const said = Object.keys(meta).length === 0 ? [] : [`  static override meta: Meta<${name}> = ${object(meta)};`];
  const body = [...lines, ...left, ...(lines.length + left.length > 0 && said.length > 0 ? [''] : []), ...said];
  return `export class ${name} extends RestEndpoint {\n${body.join('\n')}\n}\n`;
}

const heading = ({ label, leftOut }: Source): readonly string[] => [
  `Written by "lightapi introspect" from ${label}.`,
  ...leftOut,
];

/** The text of a module that exports the app. */
export function renderModule(classes: readonly SaidClass[], source: Source): string {
  const imports = [
    ...(classes.some(({ fields }) => fields.length > 0) ? ['field'] : []),
    'LightApi',
    ...(classes.some(({ meta }) => Object.keys(meta).length > 0) ? ['type Meta'] : []),
    'RestEndpoint',
  ];
  const fallback = source.url === undefined ? '' : ` ?? ${literal(source.url)}`;
  const database = source.url === undefined ? '' : `{ database: process.env.LIGHTAPI_DATABASE_URL${fallback} }`;
  const routes = classes.map(({ route, name }) => `  ${literal(route)}: ${name},\n`).join('');
  return [
    heading(source)
      .map((line) => `// ${oneLine(line)}\n`)
      .join(''),
    `import { ${imports.join(', ')} } from 'lightapi';\n\n`,
    classes.map(classText).join('\n'),
    `\n${source.url === undefined ? '// The database is the one of LIGHTAPI_DATABASE_URL.\n' : ''}`,
    `const app = new LightApi(${database});\napp.register({\n${routes}});\n\nexport default app;\n`,
  ].join('');
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const yamlField = ({ type, options }: SaidField): object => ({
  type,
  ...Object.fromEntries(
    Object.entries(options).map(([name, value]) => [snake(name), typeof value === 'bigint' ? Number(value) : value]),
  ),
});

/** The text of a YAML file. */
export function renderYaml(classes: readonly SaidClass[], source: Source): string {
  const fallback = source.url === undefined ? '' : `:-${source.url}`;
  const endpoints = classes.map(({ route, fields, meta: { reflect, ...meta }, table }) => ({
    route,
    ...(reflect !== undefined && { reflect }),
    ...(fields.length > 0 && { fields: Object.fromEntries(fields.map((field) => [field.name, yamlField(field)])) }),
    meta: { ...meta, table },
  }));
  const remarks = classes.flatMap(({ table, remarks: left }) =>
    left.map(({ name, why }) => `${table}.${name}: ${why}`),
  );
  const comments = [...heading(source), ...remarks].map((line) => `# ${oneLine(line)}\n`).join('');
  return `${comments}${stringify({ database: { url: `\${LIGHTAPI_DATABASE_URL${fallback}}` }, endpoints }, { lineWidth: 0 })}`;
}
