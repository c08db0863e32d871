/** What names in a configuration stand for: what the package has, what the program gives, exports of modules. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ApiKeyAuthentication } from '../auth/api-key.ts';
import { BasicAuthentication } from '../auth/basic.ts';
import { JWTAuthentication } from '../auth/jwt.ts';
import { AllowAny, IsAdminUser, IsAuthenticated } from '../auth/permissions.ts';
import { FieldFilter } from '../filter/field-filter.ts';
import { OrderingFilter } from '../filter/ordering-filter.ts';
import { SearchFilter } from '../filter/search-filter.ts';
import { requestIds } from '../middleware/request-id.ts';
import { didYouMean } from './nearest.ts';
import type { Notes } from './notes.ts';
import { Reference } from './read.ts';
import type { Thing } from './shape.ts';

/** Middleware of the original that is something else here. */
export const corsMiddleware = Symbol('CORSMiddleware');
export const authenticationMiddleware = Symbol('AuthenticationMiddleware');
export const noMiddleware = Symbol('Middleware');

const own: Readonly<Partial<Record<Thing, Readonly<Record<string, unknown>>>>> = {
  backend: { JWTAuthentication, BasicAuthentication, ApiKeyAuthentication },
  permission: { AllowAny, IsAuthenticated, IsAdminUser },
  filter: { FieldFilter, SearchFilter, OrderingFilter },
  middleware: {
    CORSMiddleware: corsMiddleware,
    AuthenticationMiddleware: authenticationMiddleware,
    Middleware: noMiddleware,
    requestIds,
  },
};

const inWords: Readonly<Record<Thing, string>> = {
  backend: 'backend',
  permission: 'permission',
  filter: 'filter backend',
  middleware: 'middleware',
  endpoint: 'endpoint class',
  serializer: 'serializer',
  validator: 'validator',
  function: 'function',
};

interface Finding {
  /** What paths of modules are relative to. */
  readonly folder: string;
  readonly classes: Readonly<Record<string, object>>;
  readonly notes: Notes;
}

/** What a reference stands for, or the thing itself; `undefined` where a mistake was noted. */
export type Find = (reference: unknown) => unknown;

/** Finds what all references stand for, and loads modules for that. Notes what can't be found. */
export async function findThings(references: readonly Reference[], finding: Finding): Promise<Find> {
  const found = new Map<unknown, unknown>();
  for (const reference of references) {
    const thing = await findThing(reference, finding);
    if (thing !== undefined && isUsable(reference, thing, finding.notes)) found.set(reference, thing);
  }
  return (thing) => (thing instanceof Reference ? found.get(thing) : thing);
}

const modulePath = /^(\.{1,2}\/[^#]+)(?:#(.*))?$/s;
const identifier = /^[A-Za-z_$][\w$]*$/;
const dotted = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;

async function findThing(reference: Reference, finding: Finding): Promise<unknown> {
  const { of, value } = reference;
  if (typeof value !== 'string') return value;
  const known = own[of] ?? {};
  // The original's own things by their full names: lightapi.auth.JWTAuthentication.
  const short = value.startsWith('lightapi.') ? (value.split('.').at(-1) ?? '') : value;
  if (Object.hasOwn(known, short)) return known[short];
  if (Object.hasOwn(finding.classes, value)) return finding.classes[value];
  const [, path, name] = modulePath.exec(value) ?? [];
  if (path !== undefined) return findExport(reference, { path, name }, finding);
  const said = nameOf(reference);
  const isPython = dotted.test(value);
  const problem = isPython ? `"${said}" is a path of Python.` : `"${said}" is no ${inWords[of]}.`;
  finding.notes.problem(reference.said, 'unknown_name', [problem, remedyFor(value, reference, finding)]);
  return undefined;
}

/** The name as it is written: a variable is not told. */
const nameOf = ({ said, value }: Reference): string =>
  (said.kind === 'value' ? said.template : undefined) ?? String(value);

function remedyFor(value: string, { of }: Reference, { classes }: Finding): string {
  const names = [...Object.keys(own[of] ?? {}), ...Object.keys(classes)];
  const [last = ''] = value.split('.').slice(-1);
  const path = dotted.test(value) ? `./${value.split('.').slice(0, -1).join('/')}.ts#${last}` : './file.ts#name';
  const meant = didYouMean(last, names);
  const list = names.length === 0 ? '' : `Names: ${names.join(', ')}. `;
  const given = JSON.stringify(dotted.test(value) ? value : 'Name');
  return `${meant}${list}Your own: ${path}, or fromConfig(file, { classes: { ${given}: … } }).`;
}

async function findExport(
  reference: Reference,
  { path, name }: { readonly path: string; readonly name: string | undefined },
  { folder, notes }: Finding,
): Promise<unknown> {
  const wrong = (problem: string, remedy: string): undefined =>
    notes.problem(reference.said, 'unknown_name', [problem, remedy]) as undefined;
  if (name === undefined || !identifier.test(name)) {
    return wrong(`"${nameOf(reference)}" names no export.`, 'Write it as ./file.ts#name.');
  }
  const file = await fileOf(resolve(folder, path));
  if (file === undefined) return wrong(`there is no module "${path}".`, 'Paths begin at the folder of this file.');
  try {
    const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(module, name)) return module[name];
    const exports = Object.keys(module);
    return wrong(`"${path}" exports no "${name}".`, `${didYouMean(name, exports)}It exports ${exports.join(', ')}.`);
  } catch (error) {
    return wrong(
      `"${path}" can't be loaded: ${error instanceof Error ? error.message : String(error)}.`,
      'Correct it.',
    );
  }
}

/** The file of a module, whose ending may be left out. */
async function fileOf(path: string): Promise<string | undefined> {
  const endings = /\.[cm]?[jt]s$/.test(path) ? [''] : ['.ts', '.mts', '.js', '.mjs', ''];
  for (const ending of endings) {
    const isThere = await access(path + ending).then(
      () => true,
      () => false,
    );
    if (isThere) return path + ending;
  }
  return undefined;
}

/** What only a function can be is told here; the rest where it is used. */
function isUsable(reference: Reference, thing: unknown, notes: Notes): boolean {
  const { of } = reference;
  const needsFunction = of === 'function' || of === 'endpoint' || of === 'serializer';
  if (!needsFunction || typeof thing === 'function') return true;
  const problem = `"${nameOf(reference)}" is no ${inWords[of]}.`;
  notes.problem(reference.said, 'unknown_name', [problem, `Name an export that is one.`]);
  return false;
}
