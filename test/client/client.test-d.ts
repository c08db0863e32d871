/** The types of an API as its client sees them: the compiler runs this file, in `npm run check`. */
import { field, LightApi, RestEndpoint } from 'lightapi';
import type { ApiTypes, CreateInput, Json, UpdateInput } from 'lightapi/client';
import { expectTypeOf } from 'vitest';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  price = field.decimal({ optional: true });
}
class AuthorEndpoint extends RestEndpoint {
  name = field.string();
  born = field.datetime({ default: () => new Date() });
}

const app = new LightApi().register({ '/books': BookEndpoint }).register({ '/authors': AuthorEndpoint });
type Api = ApiTypes<typeof app>;

expectTypeOf<keyof Api>().toEqualTypeOf<'/books' | '/authors'>();
expectTypeOf<Api['/books']['row']>().toEqualTypeOf<Json<BookEndpoint>>();
expectTypeOf<Api['/books']['list']>().toEqualTypeOf<{ results: Json<BookEndpoint>[]; next?: string }>();
expectTypeOf<Api['/authors']['create']>().toEqualTypeOf<CreateInput<AuthorEndpoint>>();
expectTypeOf<Api['/authors']['update']>().toEqualTypeOf<UpdateInput<AuthorEndpoint>>();

export const create: Api['/authors']['create'] = { name: 'Ann' };
// @ts-expect-error a PUT says the version that it replaces
export const replace: Api['/authors']['replace'] = { name: 'Ann' };
// @ts-expect-error times are text in JSON
export const born: Api['/authors']['row']['born'] = new Date();
// @ts-expect-error there is no such route
export type Nothing = Api['/nothing'];
