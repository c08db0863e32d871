/** The recorded conversation with the original's app of customauth. */
import { customauth } from './customauth.ts';
import { replay } from './replay.ts';

replay('the recorded app of customauth', customauth);
