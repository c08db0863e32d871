/** The types of an endpoint's own methods, right and wrong uses: the compiler runs this file, in `npm run check`. */
import type { Context } from 'hono';
import { type Body, type Changes, field, type Meta, RequestError, RestEndpoint, type Row, type Scope } from 'lightapi';
import { expectTypeOf } from 'vitest';

export class ArticleEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  body = field.string({ optional: true });
  price = field.decimal({ ge: 0, decimalPlaces: 2 });
  published = field.boolean({ default: false });
  at = field.datetime({ optional: true });
  big = field.bigint({ optional: true });
  static override meta: Meta<ArticleEndpoint> = { filtering: { fields: ['title'] } };

  override queryset(_: Context) {
    return this.select().where(this.published, '=', true).where(this.price, '>', '3').orderBy(this.at, 'desc');
  }

  override scope(_: Context): Scope {
    return this.user?.is_admin === true || this.eb(this.title, '=', 'x');
  }

  override async scopeDefaults() {
    return { title: String(this.user?.sub) };
  }

  override async post(c: Context) {
    const row = await this.create(c, await c.req.json());
    this.background((id: number) => console.log(id), row.id);
    // @ts-expect-error the task takes a number
    this.background((id: number) => console.log(id), row.title);
    const body: string | null = row.body;
    // @ts-expect-error string | null is not a string
    const wrong: string = row.body;
    return Response.json({ ...row, body, wrong });
  }

  override get(c: Context) {
    return c.req.param('id') === undefined ? { own: true } : super.get(c);
  }

  override async list(c: Context) {
    const page = await super.list(c);
    const title: string | undefined = page.results[0]?.title;
    // @ts-expect-error text is no number
    const wrong: number | undefined = page.results[0]?.title;
    console.assert(title !== wrong);
    return page;
  }

  override async create(c: Context, data: Body) {
    return super.create(c, { ...data, title: 'own' });
  }

  override async update(c: Context, id: number, data: Body, options: { partial: boolean }) {
    if (options.partial) throw new RequestError('permission_denied', 'PUT alone');
    return super.update(c, id, data, options);
  }

  override beforeCreate(_: Context, values: Changes<ArticleEndpoint>) {
    values.price = '3.00';
    // @ts-expect-error a decimal is a string
    values.price = 3;
    // @ts-expect-error no such field
    values.prise = '3';
  }

  override afterUpdate(_: Context, row: Row<ArticleEndpoint>, before: Row<ArticleEndpoint>) {
    expectTypeOf(row.at).toEqualTypeOf<Date | null>();
    expectTypeOf(before.big).toEqualTypeOf<bigint | null>();
  }

  async titles(): Promise<string[]> {
    const rows = await this.select().execute();
    return rows.map(({ title }) => title);
  }
}

export class MistakenEndpoint extends RestEndpoint {
  name = field.string();
  // @ts-expect-error not a column of this class
  static override meta: Meta<MistakenEndpoint> = { filtering: { fields: ['nope'] } };
  override queryset(_: Context) {
    // @ts-expect-error a string column is not compared with a number
    return this.select().where(this.name, '=', 3);
  }
  // @ts-expect-error text is no condition
  override scope(_: Context) {
    return "name = 'x'";
  }
}

export class HidingEndpoint extends RestEndpoint {
  // @ts-expect-error the name is that of a method
  list = field.string();
}
