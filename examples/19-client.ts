import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { createClient, VersionConflictError } from 'lightapi/client';

class NoteEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });
  done = field.boolean({ default: false });

  // `satisfies`, so that clients know what can be asked.
  static override meta = {
    filtering: { fields: ['done'], search: ['text'], ordering: ['text'] },
    pagination: { style: 'cursor', pageSize: 50 },
  } satisfies Meta<NoteEndpoint>;
}
const app = new LightApi({ database: 'sqlite:///notes.db' }).register({ '/notes': NoteEndpoint });

// In process here; elsewhere, as in a browser, with the server's address: import type { app } from './19-client.ts';
const api = createClient<typeof app>('http://localhost:8000', { fetch: app.fetch, retry: 2, timeout: 5_000 });
const note = await api.notes.create({ text: 'Buy tea' });
await api.notes.update(note, { done: true });
for await (const { text } of api.notes.all({ done: true, ordering: '-text' })) console.log(text);
try {
  await api.notes.update(note, { text: 'Buy coffee' }); // it was read before it was done
} catch (error) {
  if (!(error instanceof VersionConflictError)) throw error;
  console.log('changed meanwhile:', (await api.notes.get(note.id)).done);
}
await app.run();
