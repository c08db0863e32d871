import type { StandardSchemaV1 } from '@standard-schema/spec';
import { ConfigurationError, type EndpointClass, field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { mistakesOf, serve } from '../serve.ts';

const codesOf = async (endpoint: EndpointClass | (new () => object)) =>
  (await mistakesOf({ '/things': endpoint as EndpointClass })).problems.map(({ code, where }) => `${code} at ${where}`);

describe('a class', () => {
  it('gives its fields in their order, then id, created_at, updated_at and version', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      author = field.string();
    }
    const { post, get } = await serve({ '/books': BookEndpoint });
    const created = await post('/books', { author: 'b', title: 'a' });
    const names = ['title', 'author', 'id', 'created_at', 'updated_at', 'version'];
    expect(Object.keys(created.body)).toEqual(names);
    expect(Object.keys((await get('/books')).body.results[0] ?? {})).toEqual(names);
  });

  it('inherits fields and meta of its bases, abstract ones too', async () => {
    abstract class Owned extends RestEndpoint {
      owner = field.string({ minLength: 1 });
      static override meta: Meta<Owned> = { methods: ['GET', 'POST'] };
    }
    abstract class Named extends Owned {
      name = field.string();
    }
    class BookEndpoint extends Named {
      pages = field.integer();
    }
    const { post, send } = await serve({ '/books': BookEndpoint });
    const created = await post('/books', { owner: 'o', name: 'n', pages: 1 });
    expect(Object.keys(created.body).slice(0, 3)).toEqual(['owner', 'name', 'pages']);
    expect((await post('/books', { owner: '', name: 'n', pages: 1 })).status).toBe(422);
    expect((await send('DELETE', '/books/1')).status).toBe(405);
  });

  it('with a meta of its own replaces that of its base whole', async () => {
    class Base extends RestEndpoint {
      name = field.string();
      static override meta: Meta<Base> = { methods: ['GET'], table: 'base_table' };
    }
    class BookEndpoint extends Base {
      static override meta: Meta<BookEndpoint> = {};
    }
    const { post } = await serve({ '/base': Base, '/books': BookEndpoint });
    expect((await post('/books', { name: 'a' })).status).toBe(201);
    expect((await post('/base', { name: 'a' })).status).toBe(405);
  });

  it('may say a field of its base anew', async () => {
    class Base extends RestEndpoint {
      name = field.string();
    }
    class BookEndpoint extends Base {
      override name = field.string({ minLength: 3 });
    }
    const { post } = await serve({ '/books': BookEndpoint });
    expect((await post('/books', { name: 'ab' })).status).toBe(422);
  });

  it('keeps an excluded field to itself: no column, no input, no output', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      scratch = field.json({ exclude: true });
    }
    const { post } = await serve({ '/books': BookEndpoint });
    const created = await post('/books', { title: 'a', scratch: { a: 1 } });
    expect(created.status).toBe(201);
    expect(created.body).not.toHaveProperty('scratch');
  });

  it('may name its columns as SQL names its verbs', async () => {
    class OrderEndpoint extends RestEndpoint {
      order = field.string();
      group = field.integer({ index: true });
      table = field.enum(['where', 'from']);
      limit = field.integer();
      after = field.integer();
      from = field.integer({ foreignKey: 'select.id', optional: true });
      static override meta: Meta<OrderEndpoint> = { table: 'select' };
    }
    const { post, patch, get } = await serve({ '/orders': OrderEndpoint });
    const values = { order: 'a', group: 1, table: 'where', limit: 3, after: 4, from: null };
    expect((await post('/orders', values)).body).toMatchObject(values);
    expect((await patch('/orders/1', { limit: 5, from: 1, version: 1 })).body).toMatchObject({ limit: 5, from: 1 });
    expect((await get('/orders?after=0')).body.results).toMatchObject([{ after: 4 }]);
  });
});

describe('a mistake in a class', () => {
  it.each(['get', 'list', 'create', 'queryset', 'scope', 'background', 'select', 'constructor', 'beforeCreate'])(
    'the name "%s" belongs to a method',
    async (name) => {
      class ThingEndpoint extends RestEndpoint {
        [name] = field.string();
      }
      expect(await codesOf(ThingEndpoint)).toEqual([`reserved_name at ThingEndpoint.${name}`]);
    },
  );

  it('an automatic field is declared', async () => {
    class ThingEndpoint extends RestEndpoint {
      name = field.string();
      // @ts-expect-error every endpoint has it
      override id = field.string();
      // @ts-expect-error every endpoint has it
      override version = field.integer();
      // @ts-expect-error every endpoint has it
      override created_at = field.datetime();
    }
    expect(await codesOf(ThingEndpoint)).toEqual([
      'redeclared_field at ThingEndpoint.id',
      'redeclared_field at ThingEndpoint.created_at',
      'redeclared_field at ThingEndpoint.version',
    ]);
  });

  it.each(['naïve', '_private', 'two words', 'a-b', '1st', '', 'x'.repeat(64), 'a"b', "a'; drop table things; --"])(
    'the name "%s" is no column name',
    async (name) => {
      class ThingEndpoint extends RestEndpoint {
        [name] = field.string();
      }
      expect(await codesOf(ThingEndpoint)).toEqual([`bad_name at ThingEndpoint.${name}`]);
    },
  );

  it('two names differ in case alone', async () => {
    class ThingEndpoint extends RestEndpoint {
      title = field.string();
      Title = field.string();
      ID = field.string();
    }
    const { problems } = await mistakesOf({ '/things': ThingEndpoint });
    expect(problems).toMatchObject([
      { code: 'bad_name', where: 'ThingEndpoint', problem: 'title and Title differ only in case.' },
      { code: 'bad_name', where: 'ThingEndpoint', problem: 'ID and id differ only in case.' },
    ]);
  });

  it('it declares no field', async () => {
    class ThingEndpoint extends RestEndpoint {}
    expect(await codesOf(ThingEndpoint)).toEqual(['empty_model at ThingEndpoint']);
  });

  it('it declares fields that are all excluded', async () => {
    class ThingEndpoint extends RestEndpoint {
      scratch = field.string({ exclude: true });
    }
    expect(await codesOf(ThingEndpoint)).toEqual(['empty_model at ThingEndpoint']);
  });

  it.each([{ tabel: 'x' }, { methods: [] }, { methods: ['GET', 'get'] }, { methods: 'GET' }, { methods: ['FETCH'] }])(
    'its meta is %j',
    async (meta) => {
      class ThingEndpoint extends RestEndpoint {
        name = field.string();
        static override meta = meta as never;
      }
      expect(await codesOf(ThingEndpoint)).toEqual(['unknown_meta at ThingEndpoint.meta']);
    },
  );

  it.each(['my table', '', '1st', 'x'.repeat(64), 5, null, 'a"b'])('its table is named %j', async (table) => {
    class ThingEndpoint extends RestEndpoint {
      name = field.string();
      static override meta = { table } as never;
    }
    expect(await codesOf(ThingEndpoint)).toEqual(['bad_name at ThingEndpoint.meta']);
  });

  it.each([
    ['string', field.string({ minLength: 2, default: 'a' }), 'a is refused by the field itself: String should have'],
    ['integer', field.integer({ ge: 1, default: 0 }), '0 is refused by the field itself: Input should be greater'],
    ['decimal', field.decimal({ decimalPlaces: 1, default: '1.25' }), '1.25 is refused'],
    ['datetime', field.datetime({ default: new Date(Number.NaN) }), 'Invalid Date is refused'],
    ['enum', field.enum(['a'], { default: 'b' as never }), 'b is refused'],
    ['null', field.string({ default: null as never }), 'null is refused'],
  ])('its default fails its own field (%s)', async (_, value, message) => {
    class ThingEndpoint extends RestEndpoint {
      value = value;
    }
    const { problems } = await mistakesOf({ '/things': ThingEndpoint });
    expect(problems).toMatchObject([{ code: 'bad_default', where: 'ThingEndpoint.value' }]);
    expect(problems[0]?.problem).toContain(message);
  });
});

describe('a policy that is wrong', () => {
  it.each(['strictQuery', 'requireVersionOnDelete'])('is told at start: %s is no boolean', async (key) => {
    for (const value of ['yes', 1, null, {}]) {
      class ThingEndpoint extends RestEndpoint {
        name = field.string();
        static override meta = { [key]: value } as never;
      }
      expect(await codesOf(ThingEndpoint)).toEqual([`unknown_meta at ThingEndpoint.meta.${key}`]);
    }
  });
});

describe('all mistakes', () => {
  it('of all classes are told together, each with class, field and remedy', async () => {
    class FirstEndpoint extends RestEndpoint {
      // @ts-expect-error a program in JavaScript may do so
      list = field.string();
      pages = field.integer({ ge: 10, le: 1 });
    }
    class SecondEndpoint extends RestEndpoint {
      author = field.integer({ foreignKey: 'writers.id' });
      static override meta = { tabel: 'x' } as never;
    }
    const error = await mistakesOf({
      '/first': FirstEndpoint,
      '/second': SecondEndpoint,
      third: FirstEndpoint,
    } as never);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.problems.map(({ code, where }) => [code, where])).toEqual([
      ['reserved_name', 'FirstEndpoint.list'],
      ['bad_option', 'FirstEndpoint.pages'],
      ['unknown_meta', 'SecondEndpoint.meta'],
      ['bad_route', 'route "third"'],
      ['reserved_name', 'FirstEndpoint.list'],
      ['bad_option', 'FirstEndpoint.pages'],
      ['duplicate_table', 'FirstEndpoint at /first and FirstEndpoint at third'],
      ['bad_foreign_key', 'SecondEndpoint.author'],
    ]);
    expect(error.message).toMatch(/^8 mistakes in the declaration:\n/);
    for (const { where, problem, remedy } of error.problems) {
      expect(error.message).toContain(`  - ${where}: ${problem} ${remedy}`);
      expect(remedy).toMatch(/.\.$/);
    }
  });
});

it('a default whose validator fails later does not end the process at start', async () => {
  const validate = () => Promise.reject(new Error('no network'));
  const schema: StandardSchemaV1<unknown, string> = { '~standard': { version: 1, vendor: 'test', validate } };
  class NoteEndpoint extends RestEndpoint {
    text = field.string({ default: 'a', schema });
  }
  const { get } = await serve({ '/notes': NoteEndpoint });
  await new Promise((resolve) => setImmediate(resolve));
  expect((await get('/notes')).status).toBe(200);
});
