/** The recorded conversation with the original's app of basiconly. */
import { basiconly } from './basiconly.ts';
import { replay } from './replay.ts';

replay('the recorded app of basiconly', basiconly);
