/** The files that an app is made of, as they are loaded. */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const own = join(import.meta.dirname, '../..');

/** A file of the project: neither of a package nor of this one. */
function fileOf(url: string | undefined): string | undefined {
  if (url === undefined || !url.startsWith('file:')) return undefined;
  const file = fileURLToPath(url);
  const isOurs = file.startsWith(join(own, 'src')) || file.startsWith(join(own, 'dist'));
  return isOurs || file.includes('/node_modules/') ? undefined : file;
}

/** Tells each file of the project that is imported from now on, also one that is missing or can't be read. */
export function onImport(tell: (file: string) => void): void {
  const told = (url: string | undefined): void => {
    const file = fileOf(url);
    if (file !== undefined) tell(file);
  };
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        if (/^\.{0,2}\//.test(specifier)) told(URL.parse(specifier, context.parentURL ?? 'file:///')?.href);
        throw error;
      }
    },
    load: (url, context, next) => {
      told(url);
      return next(url, context);
    },
  });
}
