/** The recorded conversation with the original's asynchronous app. */
import { expect, it } from 'vitest';
import { asyncapp, notified } from './asyncapp.ts';
import { replay } from './replay.ts';

replay('the recorded asynchronous app', asyncapp);

it('the background task of the order that was made ran, and of no other', () => {
  expect(notified).toEqual([1]);
});
