/** The recorded conversation with the original's app with a limited login. */
import { ratelimit } from './ratelimit.ts';
import { replay } from './replay.ts';

replay('the recorded app with a limited login', ratelimit);
