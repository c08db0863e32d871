// A service that can be watched: probes, a log of requests, slow queries, metrics, timing.
import { field, LightApi, RestEndpoint } from 'lightapi';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
}

const app = new LightApi({
  database: 'sqlite:///books.db',
  // For machines: LIGHTAPI_LOG_FORMAT=json, and LIGHTAPI_LOG_LEVEL=warn for less.
  accessLog: true,
  slowQuery: 200,
  serverTiming: true,
  // curl -H 'authorization: Bearer …' localhost:8000/metrics; it needs `npm install prom-client`.
  metrics: { token: process.env.METRICS_TOKEN ?? crypto.randomUUID() },
});
app.register({ '/books': BookEndpoint });
// GET /healthz says that the process lives; GET /readyz that requests may be sent here, which ends with SIGTERM.
await app.run();
