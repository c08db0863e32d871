import { field, type LightApiOptions, type Meta, RestEndpoint } from 'lightapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { databaseFile } from '../database/file.ts';
import { type Api, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta<BookEndpoint> = {
    pagination: { style: 'cursor', pageSize: 1 },
    filtering: { ordering: ['title'] },
  };
}

/** Two apps on one file, each with its own settings. */
async function two(first: LightApiOptions, second: LightApiOptions): Promise<[Api, Api]> {
  const { url } = databaseFile();
  const one = await serve({ '/books': BookEndpoint }, { ...first, database: url });
  const other = await serve({ '/v2/books': BookEndpoint }, { ...second, database: url });
  for (const title of ['a', 'b']) await one.post('/books', { title });
  return [one, other];
}

async function statusOfCursor([one, other]: [Api, Api]): Promise<[number, unknown]> {
  const { next } = (await one.get('/books?ordering=-title')).body;
  const reply = await other.get(`/v2/books?ordering=-title&cursor=${next}`);
  return [reply.status, reply.body.results?.map(({ title }) => title)];
}

afterEach(() => vi.unstubAllEnvs());

describe('P6: a declaration', () => {
  it('is read at start, and by no request', async () => {
    let reads = 0;
    const options = {
      get minLength() {
        reads += 1;
        return 1;
      },
    };
    class ThingEndpoint extends RestEndpoint {
      title = field.string(options);
      static override get meta(): Meta {
        reads += 1;
        return { filtering: { fields: ['title'] } };
      }
    }
    const { post, put, patch, get } = await serve({ '/things': ThingEndpoint });
    const atStart = reads;
    expect(atStart).toBeGreaterThan(0);
    expect((await post('/things', { title: '' })).status).toBe(422);
    await post('/things', { title: 'a' });
    await patch('/things/1', { title: 'b', version: 1 });
    await put('/things/1', { title: 'c', version: 2 });
    expect((await get('/things?title=c')).body.results).toHaveLength(1);
    expect(reads).toBe(atStart);
  });
});

describe('the secret of an app', () => {
  it('makes the cursors of one app those of another', async () => {
    expect(await statusOfCursor(await two({ secret: 'x'.repeat(32) }, { secret: 'x'.repeat(32) }))).toEqual([
      200,
      ['a'],
    ]);
  });

  it('that is another makes them foreign', async () => {
    expect(await statusOfCursor(await two({ secret: 'x'.repeat(32) }, { secret: 'y'.repeat(32) }))).toEqual([
      422,
      undefined,
    ]);
  });

  it('is made at start where none is given', async () => {
    vi.stubEnv('LIGHTAPI_SECRET', '');
    expect((await statusOfCursor(await two({}, {})))[0]).toBe(422);
  });

  it('may come from the environment, and the option stands above it', async () => {
    vi.stubEnv('LIGHTAPI_SECRET', 'z'.repeat(32));
    expect((await statusOfCursor(await two({}, {})))[0]).toBe(200);
    expect((await statusOfCursor(await two({}, { secret: 'z'.repeat(32) })))[0]).toBe(200);
    expect((await statusOfCursor(await two({}, { secret: 'y'.repeat(32) })))[0]).toBe(422);
  });

  it('signs the places of lists without pagination as well', async () => {
    class ListEndpoint extends BookEndpoint {
      static override meta: Meta<BookEndpoint> = { table: 'books', filtering: { ordering: ['title'] } };
    }
    const { url } = databaseFile();
    const apps = await Promise.all(
      ['x', 'x', 'y'].map((letter) =>
        serve({ '/books': ListEndpoint }, { database: url, listLimit: 1, secret: letter.repeat(32) }),
      ),
    );
    for (const title of ['b', 'a']) await apps[0]?.post('/books', { title });
    const next = (await apps[0]?.get('/books?ordering=title'))?.body.next ?? '';
    expect(await Promise.all(apps.map(async ({ get }) => (await get(next)).status))).toEqual([200, 200, 422]);
  });
});
