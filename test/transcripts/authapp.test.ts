/** The recorded conversation with the original's app with logins, tokens and permissions. */
import { authapp } from './authapp.ts';
import { replay } from './replay.ts';

replay('the recorded app with logins, tokens and permissions', authapp);
