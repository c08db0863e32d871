/** Which of MySQL and MariaDB a server is, and in what they differ. */

export interface Flavour {
  readonly name: 'MySQL' | 'MariaDB';
  /** The collation that goes by code points, trailing spaces included. */
  readonly binary: string;
  /** A collation that knows the upper case of every script. */
  readonly folding: string;
  /** MariaDB's JSON is a text that may be nested 32 deep: ours is a text without that. */
  readonly json: 'json' | 'longtext';
  /** Whether an INSERT gives its row back. */
  readonly returnsInserted: boolean;
}

/** `8.0.36`, `10.11.6-MariaDB-1`, as one number: `8_000_036`, `10_011_006`. */
function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return (major * 1_000 + minor) * 1_000 + (Number.isNaN(patch) ? 0 : patch);
}

/** What a server is by the version that it tells; `undefined` where it is too old. */
export function flavourOf(version: string): Flavour | undefined {
  const number = versionNumber(version);
  if (!/mariadb/i.test(version)) {
    const mysql = { name: 'MySQL', json: 'json', returnsInserted: false } as const;
    const isKnown = number >= 8_000_017 || /tidb/i.test(version);
    return isKnown ? { ...mysql, binary: 'utf8mb4_0900_bin', folding: 'utf8mb4_0900_as_ci' } : undefined;
  }
  const folding = number >= 10_010_001 ? 'utf8mb4_uca1400_as_ci' : 'utf8mb4_unicode_520_ci';
  const mariadb = { name: 'MariaDB', json: 'longtext', returnsInserted: true } as const;
  return number >= 10_005_000 ? { ...mariadb, binary: 'utf8mb4_nopad_bin', folding } : undefined;
}
