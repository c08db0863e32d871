/** How far a file is read: one line on a terminal, written anew; nothing anywhere else. */

/** Where it is shown: `process.stderr`. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

interface Progress {
  /** So much was read in all. */
  readonly show: (bytes: number, rows: number) => void;
  /** Takes the line away, for others to be written. */
  readonly clear: () => void;
}

/** Milliseconds between two. */
const pause = 100;
const width = 30;

function render(share: number | undefined, rows: number): string {
  const counted = `${rows.toLocaleString('en')} rows`;
  if (share === undefined) return counted;
  const done = Math.floor(share * width);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `[${'#'.repeat(done)}${'.'.repeat(width - done)}] ${percent} %  ${counted}`;
}

/** `size` is that of the whole, in bytes, where it is known. */
export function openProgress(screen: Screen, size: number | undefined, now = () => performance.now()): Progress {
  if (screen.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let last = now();
  let isShown = false;
  return {
    show: (bytes, rows) => {
      if (now() - last < pause) return;
      last = now();
      isShown = true;
      screen.write(`\r${render(size ? Math.min(bytes / size, 1) : undefined, rows)}\u001b[K`);
    },
    clear: () => {
      if (isShown) screen.write('\r\u001b[K');
      isShown = false;
    },
  };
}
