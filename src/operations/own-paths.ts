/** The paths at which an app answers itself: no endpoint may stand there. */
import type { Complain } from '../complain.ts';
import type { DocsSettings, OpenApiSettings } from '../openapi/option.ts';
import { type MetricsOptions, readMetrics } from './asked.ts';

interface Paths {
  readonly authPath: string;
  readonly healthPath: string | false;
  readonly readyPath: string | false;
  readonly metrics: boolean | MetricsOptions;
  readonly openapi: Pick<OpenApiSettings, 'path'>;
  readonly docs: Pick<DocsSettings, 'path'> | undefined;
}

type OptionPath = readonly [option: string, path: string | false];

/** Metrics on a port of their own are in nobody's way. */
function metricsPath(metrics: Paths['metrics']): string | false {
  const asked = readMetrics(metrics);
  return asked === undefined || asked.port !== undefined ? false : asked.path;
}

/** Each path, by the option that says it. */
const pathsByOption = ({ authPath, healthPath, readyPath, metrics, openapi, docs }: Paths): readonly OptionPath[] => [
  ['authPath', `${authPath}/login`],
  ['authPath', `${authPath}/token`],
  ['healthPath', healthPath],
  ['readyPath', readyPath],
  ['metrics', metricsPath(metrics)],
  ['openapi', openapi.path ?? false],
  ['docs', docs?.path ?? false],
];

export const ownPaths = (paths: Paths): readonly string[] =>
  pathsByOption(paths).flatMap(([, path]) => (path === false ? [] : [path]));

/** Notes a path that two options say. */
export function checkOwnPaths(paths: Paths, complainAt: (where: string) => Complain): void {
  const taken = new Map<string, string>();
  for (const [option, path] of pathsByOption(paths)) {
    if (path === false) continue;
    const other = taken.get(path);
    if (other !== undefined) complainAt(option)('bad_option', `it is ${path}, as ${other} is.`, 'Choose another path.');
    taken.set(path, option);
  }
}
