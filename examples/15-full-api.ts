import { randomBytes } from 'node:crypto';
import { field, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';

const backend = new JWTAuthentication({ secret: process.env.LIGHTAPI_JWT_SECRET ?? randomBytes(32).toString('hex') });
const shared: Meta = {
  authentication: { backend },
  pagination: { style: 'page_number', pageSize: 20, maxPageSize: 100 },
  rateLimit: { points: 600, duration: 60, by: 'user' },
};
class ProjectEndpoint extends RestEndpoint {
  owner = field.string({ readOnly: true, index: true });
  name = field.string({ minLength: 1 });

  static override meta: Meta<ProjectEndpoint> = { ...shared, filtering: { search: ['name'], ordering: ['name'] } };

  override scope() {
    return this.eb('owner', '=', this.user?.sub);
  }
  override scopeDefaults() {
    return { owner: this.user?.sub };
  }
}
class TaskEndpoint extends RestEndpoint {
  project_id = field.integer({ foreignKey: 'projects.id', index: true });
  title = field.string({ minLength: 1 });
  done = field.boolean({ default: false });

  static override meta: Meta<TaskEndpoint> = { ...shared, filtering: { fields: ['project_id', 'done'] } };

  override scope() {
    const mine = this.db.selectFrom('projects').select('id').where('owner', '=', this.user?.sub);
    return this.eb(this.project_id, 'in', mine);
  }
}
// POST /auth/login; where ANN_PASSWORD is not set, nobody can log in.
const loginValidator = (name: string, password: string) =>
  name === 'ann' && password === process.env.ANN_PASSWORD ? { sub: name } : null;
const app = new LightApi({ database: 'sqlite:///projects.db', loginValidator, openapi: { title: 'Projects' } });
app.register({ '/projects': ProjectEndpoint, '/tasks': TaskEndpoint });
await app.run();
