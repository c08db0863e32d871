import { expect, it } from 'vitest';
import { openProgress } from '../../src/cli/progress.ts';

/** A screen, what is written to it, and a clock that is set by hand. */
function show(size: number | undefined, isTTY = true) {
  const written: string[] = [];
  const clock = { time: 0 };
  const screen = { isTTY, write: (text: string) => written.push(text) };
  return { written, clock, progress: openProgress(screen, size, () => clock.time) };
}

it('is one line, written anew ten times a second at most', () => {
  const { written, clock, progress } = show(1000);
  for (clock.time = 0; clock.time <= 200; clock.time += 10) progress.show(clock.time * 2, clock.time * 10);
  expect(written).toEqual([
    '\r[######........................]  20 %  1,000 rows\u001b[K',
    '\r[############..................]  40 %  2,000 rows\u001b[K',
  ]);
  progress.clear();
  progress.clear();
  expect(written.slice(2)).toEqual(['\r\u001b[K']);
});

it('counts rows alone where the size is not known', () => {
  const { written, clock, progress } = show(undefined);
  clock.time = 100;
  progress.show(5, 1);
  expect(written).toEqual(['\r1 rows\u001b[K']);
});

it('says nothing where nobody looks', () => {
  const { written, clock, progress } = show(10, false);
  clock.time = 1000;
  progress.show(5, 1);
  progress.clear();
  expect(written).toEqual([]);
});
