/** Tells the log of a start: in words, or in fields where it takes them. */
import type { Logger } from '../middleware/errors.ts';
import { lineWriter } from '../operations/lines.ts';
import { renderBanner, type Started } from './banner.ts';

export function announce(logger: Logger, start: Started): void {
  const { resources, took, ...fields } = start;
  const routes = resources.map(({ route }) => route);
  lineWriter(logger)('info', {
    event: 'listening',
    fields: { ...fields, routes, durationMs: Math.round(took) },
    text: () => renderBanner(start),
  });
}
