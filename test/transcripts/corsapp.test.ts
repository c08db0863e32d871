/** The recorded conversation with the original's app with CORS for one origin. */
import { corsapp } from './corsapp.ts';
import { replay } from './replay.ts';

replay('the recorded app with CORS for one origin', corsapp);
