/** An API answers as its description declares, whatever database it stands on. */
import { expect, it, onTestFinished } from 'vitest';
import { openShop } from '../openapi/open-shop.ts';
import { operationsOf } from '../openapi/operation.ts';
import { freshDatabase } from '../servers.ts';

it('no operation gives an answer that its document does not declare', { timeout: 60_000 }, async () => {
  const { app, document, hold, seen } = await openShop(await freshDatabase());
  onTestFinished(() => app.close());
  for (const placed of operationsOf(document)) await hold(placed, 40);
  expect([...seen]).toEqual(expect.arrayContaining(['200', '201', '204', '404', '409', '412', '422']));
});
