/** The recorded conversation with the original's app with CORS by a middleware. */
import { corsmw } from './corsmw.ts';
import { replay } from './replay.ts';

replay('the recorded app with CORS by a middleware', corsmw);
