/** Helm, where there is one: it renders the chart, and is not started for anything else. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { pathOf } from '../house/repository.ts';
import { temporaryFolder } from '../serve.ts';

/** `LIGHTAPI_TEST_HELM`, otherwise the one on the PATH. */
const helm = process.env.LIGHTAPI_TEST_HELM ?? 'helm';

export const hasHelm = spawnSync(helm, ['version', '--short']).status === 0;

/** A manifest, of whatever kind. */
// biome-ignore lint/suspicious/noExplicitAny: what a template gives is what the tests find out
export type Manifest = any;

export interface Rendered {
  /** The manifests, by their kinds. */
  readonly manifests: Readonly<Record<string, Manifest>>;
  /** What Helm said, where it refused. */
  readonly error: string | undefined;
}

/** Renders the chart with values over its own, as an upgrade or an install would. */
export function render(values: object = {}): Rendered {
  const file = join(temporaryFolder(), 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const args = [
    'template',
    'shop',
    pathOf('charts/lightapi'),
    '--namespace',
    'web',
    '--kube-version',
    '1.30.0',
    '--values',
    file,
  ];
  const { status, stdout, stderr } = spawnSync(helm, args, { encoding: 'utf8' });
  const documents = parseAllDocuments(status === 0 ? stdout : '').map((document) => document.toJS() as Manifest);
  const named = documents.filter((document) => document !== null).map((document) => [document.kind, document] as const);
  return { manifests: Object.fromEntries(named), error: status === 0 ? undefined : stderr };
}

/** The text of a YAML file, parsed. */
export const parseYaml = (text: string): Manifest => parse(text);
