import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { BasicAuthentication, field, LightApi, type Meta, RestEndpoint } from 'lightapi';

class NoteEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });

  // Without a permission: whoever is logged in.
  static override meta: Meta<NoteEndpoint> = { authentication: { backend: BasicAuthentication } };
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const salt = randomBytes(16);
const hash = (password: string): Promise<Buffer> => derive(password, salt, 32);

// Where ANN_PASSWORD is not set, nobody knows Ann's.
const nobody = await hash(randomBytes(16).toString('hex'));
const hashes = new Map([['ann', await hash(process.env.ANN_PASSWORD ?? randomBytes(16).toString('hex'))]]);

const app = new LightApi({
  database: 'sqlite:///notes.db',
  // curl -u "ann:$ANN_PASSWORD" localhost:8000/notes. An unknown name takes as long as a wrong password.
  loginValidator: async (name, password) => {
    const isRight = timingSafeEqual(hashes.get(name) ?? nobody, await hash(password));
    return isRight && hashes.has(name) ? { sub: name } : null;
  },
});
app.register({ '/notes': NoteEndpoint });
await app.run();
