/** The recorded conversation with the original's app with CORS for any origin. */
import { corsappStar } from './corsapp-star.ts';
import { replay } from './replay.ts';

replay('the recorded app with CORS for any origin', corsappStar);
