import { field, IsAdminUser, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';

// In production: LIGHTAPI_JWT_SECRET, and no secret here.
const backend = new JWTAuthentication({ secret: 'an example, at least 32 bytes long' });

class PlanEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });

  static override meta: Meta<PlanEndpoint> = {
    authentication: { backend, permission: IsAdminUser },
  };
}

const app = new LightApi({
  database: 'sqlite:///plans.db',
  // POST /auth/login {"username": "ann", "password": "secret"} answers with a token.
  loginValidator: (name, password) => (name === 'ann' && password === 'secret' ? { sub: name, is_admin: true } : null),
});
app.register({ '/plans': PlanEndpoint });
await app.run();
