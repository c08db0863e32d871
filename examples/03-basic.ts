import { scryptSync, timingSafeEqual } from 'node:crypto';
import { AllowAny, BasicAuthentication, field, IsAuthenticated, LightApi, type Meta, RestEndpoint } from 'lightapi';

class NoteEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });

  // Everybody reads, users write, nobody deletes: a verb that is not listed is denied.
  static override meta: Meta<NoteEndpoint> = {
    authentication: {
      backend: BasicAuthentication,
      permission: { GET: AllowAny, POST: IsAuthenticated, PATCH: IsAuthenticated },
    },
  };
}

const hash = (password: string): Buffer => scryptSync(password, 'a salt of its own for each user', 32);
const hashes = new Map([['ann', hash('secret')]]);

const app = new LightApi({
  database: 'sqlite:///notes.db',
  loginValidator: (name, password) => {
    const known = hashes.get(name) ?? hash('nobody has this one');
    return timingSafeEqual(known, hash(password)) && hashes.has(name) ? { sub: name } : null;
  },
});
app.register({ '/notes': NoteEndpoint });
await app.run();
