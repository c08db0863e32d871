/** The API told to machines: an OpenAPI 3.1 document, made of the resources and what the app says of itself. */
import type { CredentialValidator } from '../auth/credentials.ts';
import { describeLogin } from '../auth/login.ts';
import { backendsOf } from '../endpoint/login.ts';
import type { Resource } from '../endpoint/resource.ts';
import { resourceSchemas } from './components.ts';
import { loginPaths, loginSchemas } from './login.ts';
import { type Names, nameResources, tagName } from './names.ts';
import { resourcePaths } from './operations.ts';
import type { OpenApiInfo } from './option.ts';
import { errorResponses, errorSchemas, headers } from './responses.ts';
import { collectSchemes } from './security.ts';

type Part = Readonly<Record<string, unknown>>;

/**
 * An OpenAPI 3.1 document: the value of `JSON.parse`, as validators and generators take it.
 */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Part & { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Part>>;
  readonly components: Readonly<Record<string, Part>>;
}

/** What the document tells of. */
export interface Api {
  readonly resources: readonly Resource[];
  readonly authPath: string;
  readonly loginValidator: CredentialValidator | undefined;
  readonly info: OpenApiInfo;
}

const basicScheme = { name: 'basicAuth', scheme: { type: 'http', scheme: 'basic' } } as const;

const referenced = /"\$ref":"#\/components\/(\w+)\/([^"]+)"/g;

/** The components that are referred to, from the paths on; a document has no others. */
function used(paths: unknown, components: Readonly<Record<string, Part>>): Readonly<Record<string, Part>> {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(part).matchAll(referenced)) {
      if (found.has(`${kind}/${name}`)) continue;
      found.add(`${kind}/${name}`);
      look(components[kind]?.[name]);
    }
  };
  look(paths);
  const kept = Object.entries(components).map(([kind, parts]) => {
    const some = Object.entries(parts).filter(([name]) => kind === 'securitySchemes' || found.has(`${kind}/${name}`));
    return [kind, Object.fromEntries(some.sort(([a], [b]) => (a < b ? -1 : 1)))] as const;
  });
  return Object.fromEntries(kept.filter(([, parts]) => Object.keys(parts).length > 0));
}

const tagOf = ({ route, policies }: Resource, names: Names): { name: string; description: string } => ({
  name: tagName(names),
  description: policies.description ?? `What is served at \`${route}\`.`,
});

/** Describes an API. `base` is the path that all of it stands under: empty, or as `/api`. */
export function describeApi({ resources, authPath, loginValidator, info }: Api, base = ''): OpenApiDocument {
  const { title, version, description, servers } = info;
  const names = nameResources(resources);
  const schemes = collectSchemes();
  const parts = resources.flatMap((resource, at) => {
    const own = names[at];
    if (own === undefined) return [];
    const paths = resourcePaths({ resource, names: own }, (verb) => schemes.guard(resource, verb));
    return [{ tag: tagOf(resource, own), schemas: resourceSchemas(resource, own), paths }];
  });
  const login = describeLogin({ backends: backendsOf(resources), loginValidator });
  const paths = Object.assign(
    {},
    ...parts.map((part) => part.paths),
    login && loginPaths({ authPath, basic: schemes.nameOf(basicScheme) }),
  );
  const schemas = Object.assign({}, errorSchemas, login && loginSchemas(login), ...parts.map((part) => part.schemas));
  const loginTag = { name: 'Login', description: 'User name and password for a token.' };
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description !== undefined && { description }) },
    servers: servers ?? [{ url: base === '' ? '/' : base }],
    tags: [...parts.map(({ tag }) => tag), ...(login ? [loginTag] : [])],
    paths,
    components: used(paths, { schemas, responses: errorResponses, headers, securitySchemes: schemes.all() }),
  };
}
