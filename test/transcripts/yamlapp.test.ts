/** The recorded conversation with the original's app that is made of a YAML file. */
import { afterAll, beforeAll, vi } from 'vitest';
import { secret } from './login.ts';
import { replay } from './replay.ts';
import { yamlapp } from './yamlapp.ts';

beforeAll(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', secret));
afterAll(() => void vi.unstubAllEnvs());

replay('the recorded app that a YAML file makes', yamlapp);
