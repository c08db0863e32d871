/** The login routes, told to machines. */
import type { LoginDescription } from '../auth/login.ts';
import type { JsonSchema } from '../model.ts';
import { refTo, type Schemas } from './components.ts';
import { jsonContent, refusals } from './responses.ts';

const text = (maxLength: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength });

/** The schemas of what the login takes and gives. */
export function loginSchemas({ limits, token }: LoginDescription): Schemas {
  return {
    Credentials: {
      type: 'object',
      required: ['username', 'password'],
      properties: {
        username: { ...text(limits.username), examples: ['ann'] },
        password: { ...text(limits.password), format: 'password', writeOnly: true },
      },
    },
    Session: {
      type: 'object',
      required: token === 'always' ? ['token', 'user'] : ['user'],
      properties: {
        ...(token !== 'never' && {
          token: { type: 'string', description: 'For `Authorization: Bearer` with each request.' },
        }),
        user: { type: 'object', description: 'What is known of the caller.', additionalProperties: true },
      },
    },
  };
}

interface Login {
  readonly authPath: string;
  /** The name of the security scheme for Basic, which the login takes as well as a body. */
  readonly basic: string;
}

const summaries = { login: ['logIn', 'Log in'], token: ['issueToken', 'Get a token'] } as const;

export function loginPaths({ authPath, basic }: Login): Readonly<Record<string, object>> {
  const operations = Object.entries(summaries).map(([door, [operationId, summary]]) => {
    const operation = {
      operationId,
      tags: ['Login'],
      summary,
      description: 'User name and password stand in the body, or in an `Authorization: Basic` header.',
      security: [{}, { [basic]: [] }],
      requestBody: jsonContent(refTo('Credentials')),
      responses: {
        200: { description: 'Who is logged in.', ...jsonContent(refTo('Session')) },
        ...refusals([400, 401, 413, 415, 422, 429, 500, 503], false),
      },
    };
    return [`${authPath}/${door}`, { post: operation }] as const;
  });
  return Object.fromEntries(operations);
}
