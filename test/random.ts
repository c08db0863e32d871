/** Random numbers that a seed repeats: the generator mulberry32. */
export interface Random {
  readonly seed: number;
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number from `least` to `most`. */
  readonly between: (least: number, most: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** Seeded by `LIGHTAPI_TEST_SEED`, or anew; print the seed, so that a failure can be repeated. */
export function seeded(seed = Number(process.env.LIGHTAPI_TEST_SEED ?? Date.now() % 2 ** 31)): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return { seed, next, between, pick: (from) => from[between(0, from.length - 1)] as (typeof from)[number] };
}
