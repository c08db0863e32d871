import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { LightApi } from 'lightapi';

process.env.LIGHTAPI_JWT_SECRET ??= randomBytes(32).toString('hex');

// POST /auth/login; where ANN_PASSWORD is not set, nobody can log in.
const loginValidator = (name: string, password: string) =>
  name === 'ann' && password === process.env.ANN_PASSWORD ? { sub: name } : null;

const app = await LightApi.fromConfig(join(import.meta.dirname, '17-yaml.yaml'), { loginValidator });
await app.run();
