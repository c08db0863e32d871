import { randomBytes } from 'node:crypto';
import { field, IsAdminUser, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';

// Set LIGHTAPI_JWT_SECRET: with a secret that is made at start, every token ends with the process.
const backend = new JWTAuthentication({
  secret: process.env.LIGHTAPI_JWT_SECRET ?? randomBytes(32).toString('hex'),
  expiresIn: 900,
});

class PlanEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });

  static override meta: Meta<PlanEndpoint> = {
    authentication: { backend, permission: IsAdminUser },
  };
}

const app = new LightApi({
  database: 'sqlite:///plans.db',
  // POST /auth/login {"username": "ann", "password": …} answers with a token, which goes into Authorization: Bearer ….
  // Where ADMIN_PASSWORD is not set, nobody can log in.
  loginValidator: (name, password) =>
    name === 'ann' && password === process.env.ADMIN_PASSWORD ? { sub: name, is_admin: true } : null,
});
app.register({ '/plans': PlanEndpoint });
await app.run();
