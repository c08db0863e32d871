/** `lightapi token`: a JSON Web Token for trying an API out. */
import { type Command, InvalidArgumentError } from 'commander';
import type { LightApi } from '../app.ts';
import { backendOf } from '../auth/authentication.ts';
import { JWTAuthentication } from '../auth/jwt.ts';
import { complaining } from '../complain.ts';
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import { UsageFault } from './exit.ts';
import { Fault } from './fault.ts';
import { type AppOptions, addAppOptions, appArgument, withApp } from './with-app.ts';

type Claims = Readonly<Record<string, unknown>>;

interface TokenOptions extends AppOptions {
  readonly sub?: string;
  readonly claim?: Claims;
  readonly expires?: number;
}

/** What is JSON is that; anything else is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readClaim(said: string, before: Claims = {}): Claims {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(said) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [name]: readValue(value) };
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `900`, `15m`, `12h`, `30d` in seconds. */
function readDuration(said: string): number {
  const [, count, unit = 's'] = /^(\d{1,9})([smhd]?)$/.exec(said) ?? [];
  const seconds = Number(count) * (units[unit || 's'] ?? 1);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('Write it as 900, 15m, 12h or 30d.');
}

/** The ways in which an app takes tokens. */
async function backendsOf(app: LightApi): Promise<readonly JWTAuthentication[]> {
  const all = (await app.resources()).flatMap(({ policies }) => [...policies.authentication.values()]);
  return [...new Set(all.map(backendOf))].filter((backend) => backend instanceof JWTAuthentication);
}

/** A secret that is missing or short is refused as an app refuses it. Throws `ConfigurationError`. */
function check(backend: JWTAuthentication): void {
  const problems: ConfigurationProblem[] = [];
  backend.check(complaining(problems)('token'));
  if (problems.length > 0) throw new ConfigurationError(problems);
}

const algorithmOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).alg;

/** Signs with a secret, never with a key: one who has a private key has better ways. */
async function sign(backend: JWTAuthentication, { sub, claim, expires }: TokenOptions): Promise<string> {
  check(backend);
  if (!backend.usesLoginValidator) throw new Fault('the app verifies tokens of others: it has no secret to sign with.');
  const user = { ...claim, ...(sub !== undefined && { sub }) };
  const token = await backend.sign(user, expires === undefined ? {} : { expiresIn: expires });
  if (algorithmOf(token).startsWith('HS')) return token;
  throw new Fault('the app signs with a private key, and this with a secret alone: HS256, HS384 or HS512.');
}

async function printToken(said: string | undefined, options: TokenOptions): Promise<void> {
  if (said === undefined && process.env.LIGHTAPI_JWT_SECRET) {
    console.log(await sign(new JWTAuthentication(), options));
    return;
  }
  await withApp({ app: said, ...options }, async (app) => {
    const [backend, ...more] = await backendsOf(app);
    if (backend === undefined) throw new Fault('no endpoint of the app has JWTAuthentication.');
    if (more.length > 0) console.error('The app takes tokens in several ways: this is for the first.');
    console.log(await sign(backend, options));
  }).catch((error: unknown) => {
    if (!(error instanceof UsageFault)) throw error;
    throw new UsageFault(`No secret: set LIGHTAPI_JWT_SECRET, or name an app that has one.\n${error.message}`);
  });
}

const examples = `
Examples:
  $ lightapi token --sub ann --claim is_admin=true --expires 12h
  $ curl http://127.0.0.1:8000/books -H "Authorization: Bearer $(lightapi token app.ts --sub ann)"`;

/** Adds the command. */
export function addToken(program: Command): void {
  addAppOptions(program.command('token').argument(...appArgument))
    .option('--sub <name>', 'whose token it is')
    .option('--claim <name=value>', 'what else is known of the user, as JSON or text; may be said again', readClaim)
    .option(
      '--expires <time>',
      'how long it lives: 900, 15m, 12h, 30d; default: as the app says, otherwise 1h',
      readDuration,
    )
    .description('signs a token for trying, with LIGHTAPI_JWT_SECRET or as the app does')
    .addHelpText('after', examples)
    .action(printToken);
}
