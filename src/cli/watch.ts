/** Looks out for changes of files, by the folders that they are in: editors put new files in the place of old ones. */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Milliseconds in which changes are one: editors write a file in several steps, and tools several files. */
const debounce = 50;

export interface Watch {
  /** Looks out for this one, too. */
  readonly add: (file: string) => void;
  readonly close: () => void;
}

/** Calls back with one of the files that changed, once they are at rest. */
export function openWatch(changed: (file: string) => void): Watch {
  const folders = new Map<string, { readonly watcher: FSWatcher; readonly names: Set<string> }>();
  let timer: NodeJS.Timeout | undefined;
  const touched = (file: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => changed(file), debounce);
  };
  const open = (folder: string): Set<string> => {
    const names = new Set<string>();
    const watcher = watch(folder, (_, name) => {
      if (name !== null && names.has(name)) touched(join(folder, name));
    });
    // A folder that goes away takes its files with it.
    watcher.on('error', () => undefined);
    folders.set(folder, { watcher, names });
    return names;
  };
  return {
    add: (file) => {
      const folder = dirname(file);
      const names = folders.get(folder)?.names ?? (existsSync(folder) ? open(folder) : undefined);
      names?.add(basename(file));
    },
    close: () => {
      clearTimeout(timer);
      for (const { watcher } of folders.values()) watcher.close();
    },
  };
}
