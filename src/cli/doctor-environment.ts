/** What is wrong or unsafe with the environment of an app: Node, secrets, Redis. */
import { ConfigurationError } from '../errors.ts';
import { openRedis } from '../redis.ts';
import { type Finding, note, ok, warning, wrong } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of a secret, at least. */
const secretLength = 32;

/** The Node that is needed, as `package.json` says. */
const least: readonly [major: number, minor: number] = [22, 18];

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > least[0] || (major === least[0] && minor >= least[1]);
  return isNew ? ok('Node', `${version}.`) : wrong('Node', `it is ${version}. Install ${least.join('.')} or newer.`);
}

function* secretFindings(env: Environment): Iterable<Finding> {
  for (const name of ['LIGHTAPI_SECRET', 'LIGHTAPI_JWT_SECRET']) {
    const length = Buffer.byteLength(env[name] ?? '');
    if (length > 0 && length < secretLength) {
      yield wrong(name, `it has ${length} bytes and can be guessed. Give at least ${secretLength} random bytes.`);
    }
  }
  if (!env.LIGHTAPI_SECRET) {
    yield note('LIGHTAPI_SECRET', 'it is not set: cursors end with the process, and other machines do not read them.');
  }
}

/** A password in a URL is nobody's to read. */
const withoutPassword = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

const silent = { info: () => undefined, warn: () => undefined };

async function redisFinding(url: string): Promise<Finding> {
  const where = 'LIGHTAPI_REDIS_URL';
  try {
    const redis = await openRedis(url, { prefix: 'lightapi', logger: silent });
    const answer = redis.ping().then(
      () => ok(where, `${withoutPassword(url)} answers.`),
      // An app serves without it, slower.
      (error: Error) => warning(where, `${withoutPassword(url)} does not answer: ${error.message || 'no connection'}.`),
    );
    return await answer.finally(() => redis.close());
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return wrong(where, error.problems.map(({ problem, remedy }) => `${problem} ${remedy}`).join(' '));
  }
}

/** Looks at an environment. */
export async function* environmentFindings(env: Environment): AsyncIterable<Finding> {
  yield nodeFinding(process.versions.node);
  yield* secretFindings(env);
  if (env.LIGHTAPI_REDIS_URL) yield await redisFinding(env.LIGHTAPI_REDIS_URL);
}
