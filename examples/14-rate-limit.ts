import { randomBytes } from 'node:crypto';
import { field, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';

const backend = new JWTAuthentication({ secret: process.env.LIGHTAPI_JWT_SECRET ?? randomBytes(32).toString('hex') });

class MessageEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });

  // Each user reads 100 times a minute, and writes 5 times; 429 says in Retry-After how long to wait.
  static override meta: Meta<MessageEndpoint> = {
    authentication: { backend },
    rateLimit: {
      GET: { points: 100, duration: 60, by: 'user' },
      POST: { points: 5, duration: 60, by: 'user' },
    },
  };
}

class FeedbackEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1, maxLength: 2000 });

  // Who is not logged in is counted by address.
  static override meta: Meta<FeedbackEndpoint> = { methods: ['POST'], rateLimit: { points: 3, duration: 3600 } };
}

// Behind a proxy, addresses come from its headers: name it, or all clients are one.
const app = new LightApi({ database: 'sqlite:///messages.db', trustedProxies: ['127.0.0.1'] });
app.register({ '/messages': MessageEndpoint, '/feedback': FeedbackEndpoint });
await app.run();
