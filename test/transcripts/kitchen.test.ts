/** The recorded conversation with the original's app that has something of everything. */
import { kitchen } from './kitchen.ts';
import { replay } from './replay.ts';

replay('the recorded app that has something of everything', kitchen);
