/** The paths at which probes ask: whether the process lives, and whether it is ready. */
import type { Hono } from 'hono';
import { json } from '../http/reply.ts';
import { addStatic } from '../http/routes.ts';
import type { Readiness } from './readiness.ts';

interface Probes {
  readonly healthPath: string | false;
  readonly readyPath: string | false;
  readonly readiness: Readiness;
}

/** A proxy must not answer for the process. */
const headers = { 'cache-control': 'no-store' };

/** Adds the paths; added first, they are answered before any middleware, limit or login is asked. */
export function addProbes(app: Hono, { healthPath, readyPath, readiness }: Probes): void {
  if (healthPath !== false) addStatic(app, healthPath, ['GET', () => json({ status: 'ok' }, 200, headers)]);
  if (readyPath === false) return;
  addStatic(app, readyPath, [
    'GET',
    async () => {
      const report = await readiness.report();
      return json(report, report.status === 'ok' ? 200 : 503, headers);
    },
  ]);
}
