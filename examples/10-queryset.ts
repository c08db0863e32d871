import { randomBytes } from 'node:crypto';
import { field, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';

const backend = new JWTAuthentication({ secret: process.env.LIGHTAPI_JWT_SECRET ?? randomBytes(32).toString('hex') });

class NoteEndpoint extends RestEndpoint {
  owner = field.string({ readOnly: true, index: true });
  text = field.string({ minLength: 1 });
  archived = field.boolean({ default: false });

  static override meta: Meta<NoteEndpoint> = { authentication: { backend } };

  // Users have notes of their own. Those of others are not there: 404 on every verb, and in no list and no count.
  override scope() {
    if (this.user?.is_admin === true) return true;
    const sub = this.user?.sub;
    return typeof sub === 'string' && this.eb(this.owner, '=', sub);
  }

  // Whose a new note is.
  override scopeDefaults() {
    return { owner: this.user?.sub };
  }

  // Lists leave out what is archived, and begin with the newest. GET /notes/{id} finds it still.
  override queryset() {
    return this.select().where(this.archived, '=', false).orderBy(this.created_at, 'desc');
  }
}

const app = new LightApi({ database: 'sqlite:///notes.db' });
app.register({ '/notes': NoteEndpoint });
await app.run();
