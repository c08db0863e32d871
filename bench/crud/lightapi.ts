/** This project, as a user would write it. Prints its port. */
import { field, LightApi, RestEndpoint } from 'lightapi';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ minLength: 1 });
}

const quiet = { ...console, info: () => undefined };
const app = new LightApi({ database: process.argv[2] ?? '', listLimit: 20, logger: quiet });
app.register({ '/books': BookEndpoint });
const { url } = await app.run({ port: 0 });
console.log(new URL(url).port);
