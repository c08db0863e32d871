import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import {
  AllowAny,
  and,
  BasePermission,
  field,
  IsAdminUser,
  JWTAuthentication,
  LightApi,
  type Meta,
  not,
  or,
  RestEndpoint,
} from 'lightapi';

const backend = new JWTAuthentication({ secret: process.env.LIGHTAPI_JWT_SECRET ?? randomBytes(32).toString('hex') });

class IsEditor extends BasePermission {
  hasPermission(c: Context) {
    return c.get('user').role === 'editor';
  }
}

// Everybody reads, editors write, and nobody removes what they wrote. PUT is not listed, and so denied.
const permission = {
  GET: AllowAny,
  POST: IsEditor,
  PATCH: or(IsEditor, IsAdminUser),
  DELETE: and(IsAdminUser, not(IsEditor)),
};

class ArticleEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  static override meta: Meta<ArticleEndpoint> = { authentication: { backend, permission } };
}

const app = new LightApi({ database: 'sqlite:///articles.db' });
app.register({ '/articles': ArticleEndpoint });
await app.run();
