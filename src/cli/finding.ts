/** What an examination finds: how bad it is, where, and what to do. */

/** `wrong` keeps an app from working, or makes it unsafe; a `warning` may; a `note` is worth knowing. */
type Level = 'ok' | 'note' | 'warning' | 'wrong';

export interface Finding {
  readonly level: Level;
  readonly where: string;
  readonly says: string;
}

const finding =
  (level: Level) =>
  (where: string, says: string): Finding => ({ level, where, says });

export const ok = finding('ok');
export const note = finding('note');
export const warning = finding('warning');
export const wrong = finding('wrong');
