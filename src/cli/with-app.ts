/** Work with the app that a module exports. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LightApi } from '../app.ts';
import { ConfigurationError } from '../errors.ts';

const unusable = (file: string, [problem, remedy]: readonly [string, string]): ConfigurationError =>
  new ConfigurationError([{ code: 'bad_option', where: file, problem, remedy }]);

/** As `default` or as `app`. Throws `ConfigurationError` where there is none. */
async function loadApp(file: string): Promise<LightApi> {
  if (!existsSync(file)) throw unusable(file, ['there is no such file.', 'Name the module that makes the app.']);
  const module = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown; app?: unknown };
  const app = [module.default, module.app].find((value) => value instanceof LightApi);
  if (app !== undefined) return app;
  throw unusable(file, ['it exports no app.', 'End it with "export default app", and serve it elsewhere.']);
}

/** Works with the app of a module, and closes it. */
export async function withApp<T>(file: string, work: (app: LightApi) => Promise<T>): Promise<T> {
  const app = await loadApp(file);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
