/** What ends a command, told in one line: a file that can't be read, a route that is not there. */

export class Fault extends Error {
  /** Where in the file. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}
