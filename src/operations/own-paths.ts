/** The paths at which an app answers itself: no endpoint may stand there. */
import type { Complain } from '../complain.ts';

interface Paths {
  readonly authPath: string;
  readonly healthPath: string | false;
  readonly readyPath: string | false;
}

/** Notes what is no path, as an option that may be turned off. */
export const checkPath = (path: unknown, complain: Complain): void => {
  const isPath = typeof path === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(path) && !/\/\.\.?(?:\/|$)/.test(path);
  if (path !== false && !isPath) {
    complain('bad_option', `it is ${JSON.stringify(path)}.`, 'Give a plain path, as in "/healthz", or false.');
  }
};

/** Each path, by the option that says it. */
const pathsByOption = ({ authPath, healthPath, readyPath }: Paths): readonly (readonly [string, string | false])[] => [
  ['authPath', `${authPath}/login`],
  ['authPath', `${authPath}/token`],
  ['healthPath', healthPath],
  ['readyPath', readyPath],
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
