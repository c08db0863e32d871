/** A line in the log for each statement that took long, and for which request it was. */
import type { Logger } from '../middleware/errors.ts';
import { requestId } from '../middleware/request-id.ts';
import { inWords, lineWriter, rounded } from './lines.ts';
import type { Exchange, Observer } from './observe.ts';

interface SlowQueries {
  readonly logger: Logger;
  /** From so many milliseconds on, a statement is slow. */
  readonly limit: number;
  readonly queryText: (sql: string) => string;
}

const fieldsOf = ({ c, method, route, traceId }: Exchange): object => ({
  requestId: requestId(c),
  method,
  ...(route !== undefined && { route }),
  ...(traceId !== undefined && { traceId }),
});

const inWordsOf = ({ c, method, route }: Exchange): string => `, for ${method} ${route} (request ${requestId(c)})`;

export function slowQueries({ logger, limit, queryText }: SlowQueries): Observer {
  const write = lineWriter(logger);
  return {
    watch: (exchange) => (sql) => (outcome) => {
      const { took } = outcome;
      if (took < limit) return;
      write('warn', {
        event: 'slow query',
        fields: {
          ...(exchange && fieldsOf(exchange)),
          durationMs: rounded(took),
          sql: queryText(sql),
          failed: 'error' in outcome,
        },
        text: () => `slow query, ${inWords(took)}: ${queryText(sql)}${exchange ? inWordsOf(exchange) : ''}`,
      });
    },
  };
}
