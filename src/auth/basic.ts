/** HTTP Basic authentication: user name and password with each request. */
import type { Context } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import type { Complain } from '../complain.ts';
import type { AuthenticationBackend, SecurityScheme } from './authentication.ts';
import { type CredentialValidator, parseBasic, validate } from './credentials.ts';
import type { User } from './user.ts';

export interface BasicOptions {
  /** Says whose credentials these are. Default: `validateCredentials` of a subclass, else the app's `loginValidator`. */
  readonly validate?: CredentialValidator;
}

/**
 * `Authorization: Basic` (RFC 7617, UTF-8). Give it a validator, override `validateCredentials`, or leave it to the
 * app's `loginValidator`. What the validator throws is a 500, never access.
 *
 * @example
 * ```ts
 * import { BasicAuthentication, field, type Meta, RestEndpoint } from 'lightapi';
 *
 * class StaffAuthentication extends BasicAuthentication {
 *   override async validateCredentials(username: string, password: string) {
 *     return username === 'ada' && password === 'engine' ? { sub: 'ada' } : null;
 *   }
 * }
 * class NoteEndpoint extends RestEndpoint {
 *   text = field.string();
 *   static override meta: Meta<NoteEndpoint> = { authentication: { backend: StaffAuthentication } };
 * }
 * console.assert(NoteEndpoint.meta.authentication?.backend === StaffAuthentication);
 * ```
 */
export class BasicAuthentication implements AuthenticationBackend {
  readonly challenge: string = 'Basic realm="api", charset="UTF-8"';
  readonly usesLoginValidator: boolean = true;

  constructor({ validate: validator }: BasicOptions = {}) {
    if (validator !== undefined) this.validateCredentials = validator;
  }

  validateCredentials?(username: string, password: string): Awaitable<User | null | undefined | false>;

  async authenticate(c: Context, loginValidator?: CredentialValidator): Promise<User | undefined> {
    const credentials = parseBasic(c.req.header('authorization'));
    if (credentials === undefined) return undefined;
    const validator = this.validateCredentials?.bind(this) ?? loginValidator;
    if (validator === undefined) throw new Error('BasicAuthentication has nobody to ask whose password this is.');
    return validate(validator, credentials);
  }

  check(complain: Complain, loginValidator?: CredentialValidator): void {
    if (typeof (this.validateCredentials ?? loginValidator) === 'function') return;
    complain(
      'bad_authentication',
      'BasicAuthentication has nobody to ask whose password this is.',
      "Set the app's loginValidator, or override validateCredentials.",
    );
  }

  describe(): SecurityScheme {
    return { name: 'basicAuth', scheme: { type: 'http', scheme: 'basic' } };
  }
}
