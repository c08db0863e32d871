/** A line in the log for each request: who asked for what, what came of it, how long it took. */
import type { ClientAddress } from '../middleware/client-address.ts';
import { type Logger, pathOf } from '../middleware/errors.ts';
import { nameOf } from '../middleware/rate-limit.ts';
import { requestId } from '../middleware/request-id.ts';
import { inWords, lineWriter, rounded } from './lines.ts';
import type { Exchange, Observer } from './observe.ts';

interface AccessLog {
  readonly logger: Logger;
  readonly clientAddress: ClientAddress;
}

/** Of the URL, the path alone: what stands behind it may be secret. Headers and bodies are not logged. */
function fieldsOf({ c, method, route, waited, statements, traceId }: Exchange, clientAddress: ClientAddress) {
  const userId = nameOf(c.get('user'));
  return {
    requestId: requestId(c),
    method,
    path: pathOf(c),
    ...(route !== undefined && { route }),
    status: c.res.status,
    databaseMs: rounded(waited),
    statements,
    clientAddress: clientAddress(c),
    ...(userId !== undefined && { userId }),
    ...(traceId !== undefined && { traceId }),
  };
}

export function accessLog({ logger, clientAddress }: AccessLog): Observer {
  const write = lineWriter(logger);
  return {
    answered: (exchange, took) => {
      const fields = { ...fieldsOf(exchange, clientAddress), durationMs: rounded(took) };
      const { method, path, status, requestId: id, clientAddress: client, userId } = fields;
      const who = userId === undefined ? '' : `, user ${JSON.stringify(userId)}`;
      write(status >= 500 ? 'warn' : 'info', {
        event: 'request',
        fields,
        text: () => `${method} ${path} ${status} in ${inWords(took)} (request ${id}, client ${client}${who})`,
      });
    },
  };
}
