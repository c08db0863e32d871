/** The recorded quick start of the Python original. */
import { quickstart } from './quickstart.ts';
import { replay } from './replay.ts';

replay('the recorded quick start', quickstart);
