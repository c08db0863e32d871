/** The endpoints of the recorded app that has something of everything. */
import type { Context } from 'hono';
import { field, type Meta, RestEndpoint, Serializer } from 'lightapi';

class Everything extends RestEndpoint {
  s = field.string();
  s_opt = field.string({ optional: true });
  i = field.integer();
  i_opt = field.integer({ optional: true });
  f = field.number();
  f_opt = field.number({ optional: true });
  b = field.boolean();
  b_opt = field.boolean({ optional: true });
  dt = field.datetime();
  dt_opt = field.datetime({ optional: true });
  dec = field.decimal({ decimalPlaces: 2 });
  dec_opt = field.decimal({ optional: true });
  u = field.uuid();
  u_opt = field.uuid({ optional: true });
  static override meta: Meta<Everything> = {
    filtering: {
      fields: ['s', 'i', 'f', 'b', 'dt', 'dec', 'u', 'i_opt'],
      search: ['s'],
      ordering: ['i', 'f', 'dt', 'dec', 's'],
    },
  };
}

class Constraint extends RestEndpoint {
  name = field.string({ minLength: 2, maxLength: 5 });
  code = field.string({ pattern: '^[A-Z]{3}$' });
  qty = field.integer({ ge: 0, le: 100 });
  ratio = field.number({ gt: 0, lt: 1 });
  price = field.decimal({ ge: 0, le: 1000, decimalPlaces: 2 });
  flag = field.boolean({ default: true });
  tag = field.string({ default: 'x', maxLength: 3 });
  step = field.integer({ default: 5, multipleOf: 5 });
}

class Product extends RestEndpoint {
  name = field.string({ minLength: 1, maxLength: 200 });
  price = field.decimal({ ge: 0, decimalPlaces: 2 });
  category = field.string({ minLength: 1 });
  description = field.string({ optional: true });
  in_stock = field.boolean({ default: true });
}

class Article extends RestEndpoint {
  title = field.string({ minLength: 1 });
  category = field.string({ minLength: 1 });
  author = field.string({ minLength: 1 });
  static override meta: Meta<Article> = {
    filtering: { fields: ['category'], search: ['title', 'author'], ordering: ['title', 'author'] },
    pagination: { style: 'page_number', pageSize: 3 },
  };
}

class EventItem extends RestEndpoint {
  label = field.string({ minLength: 1 });
  kind = field.string({ default: 'a' });
  static override meta: Meta<EventItem> = {
    filtering: { fields: ['kind'], ordering: ['label'] },
    pagination: { style: 'cursor', pageSize: 3 },
  };
}

class ReadOnly extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<ReadOnly> = { methods: ['GET'] };
}

class CreateOnly extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<CreateOnly> = { methods: ['POST'] };
}

class DeleteOnly extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<DeleteOnly> = { methods: ['DELETE'] };
}

class GetPost extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<GetPost> = { methods: ['GET', 'POST'] };
}

class SerFields extends RestEndpoint {
  name = field.string({ minLength: 1 });
  internal_code = field.string({ minLength: 1 });
  static override meta: Meta<SerFields> = { serializer: { fields: ['id', 'name'] } };
}

class SerRW extends RestEndpoint {
  name = field.string({ minLength: 1 });
  secret = field.string({ default: 's' });
  static override meta: Meta<SerRW> = {
    serializer: { read: ['id', 'name', 'created_at', 'version'], write: ['id', 'name'] },
  };
}

class PublicSerializer extends Serializer {
  override read = ['id', 'name', 'created_at'];
  override write = ['id', 'name'];
}

class SerSub extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<SerSub> = { serializer: PublicSerializer };
}

class SerReadOnlySpec extends RestEndpoint {
  name = field.string({ minLength: 1 });
  extra = field.string({ default: 'e' });
  static override meta: Meta<SerReadOnlySpec> = { serializer: { read: ['id', 'name'] } };
}

class Published extends RestEndpoint {
  title = field.string({ minLength: 1 });
  published = field.boolean();
  override queryset() {
    return this.select().where(this.published, '=', true);
  }
}

class Cached extends RestEndpoint {
  name = field.string({ minLength: 1 });
  price = field.number({ ge: 0 });
  static override meta: Meta<Cached> = { cache: { ttl: 60 } };
}

class Uniq extends RestEndpoint {
  slug = field.string({ unique: true });
  email = field.string({ optional: true, unique: true });
}

class Parent extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<Parent> = { table: 'parents' };
}

class Child extends RestEndpoint {
  name = field.string({ minLength: 1 });
  parent_id = field.integer({ foreignKey: 'parents.id', index: true });
}

class Excluded extends RestEndpoint {
  name = field.string({ minLength: 1 });
  temp = field.string({ default: 't', exclude: true });
}

class SyncOverride extends RestEndpoint {
  name = field.string({ minLength: 1 });
  override get() {
    return { overridden: true };
  }
  override post() {
    return { overridden: 'post' };
  }
}

/** What the original's actions return is no list and no row: the types know better here, and nothing else minds. */
class ListOverride extends RestEndpoint {
  name = field.string({ minLength: 1 });
  override list() {
    return { overridden: 'list' } as never;
  }
  override retrieve(_: Context, pk: number) {
    return Response.json({ overridden: 'retrieve', pk }, { headers: { 'X-Own': '1' } }) as never;
  }
}

export const endpoints = {
  '/everything': Everything,
  '/constraints': Constraint,
  '/products': Product,
  '/articles': Article,
  '/events': EventItem,
  '/readonly': ReadOnly,
  '/createonly': CreateOnly,
  '/deleteonly': DeleteOnly,
  '/getpost': GetPost,
  '/serfields': SerFields,
  '/serrw': SerRW,
  '/sersub': SerSub,
  '/serread': SerReadOnlySpec,
  '/published': Published,
  '/cached': Cached,
  '/uniqs': Uniq,
  '/parents': Parent,
  '/children': Child,
  '/excluded': Excluded,
  '/syncoverride': SyncOverride,
  '/listoverride': ListOverride,
};
