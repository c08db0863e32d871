/** The recorded conversation with the original on PostgreSQL, by its sync engine. */
import { pgsync } from './pgsync.ts';
import { replay } from './replay.ts';

replay('the recorded app on PostgreSQL', pgsync);
