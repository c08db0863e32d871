import { describe, expect, it } from 'vitest';
import { filesIn, read } from '../house/repository.ts';
import { type Manifest, parseYaml } from './helm.ts';

/** The names of an object's keys, and of those inside: `image.tag`. */
const keysOf = (value: Manifest, at = ''): readonly string[] =>
  Object.entries(value ?? {}).flatMap(([key, inner]) => {
    const isFilled =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0;
    return isFilled ? keysOf(inner, `${at}${key}.`) : [`${at}${key}`];
  });

describe('the values of the chart', () => {
  const schema = JSON.parse(read('charts/lightapi/values.schema.json'));
  const values = parseYaml(read('charts/lightapi/values.yaml'));
  const resolve = (part: Manifest): Manifest => (part?.$ref ? schema.definitions[part.$ref.split('/').at(-1)] : part);
  /** What the schema says of `image.tag`; a map of anything takes every key. */
  const find = (path: string): Manifest =>
    path.split('.').reduce((part: Manifest, key) => {
      const { properties, additionalProperties } = resolve(part) ?? {};
      return properties?.[key] ?? (properties === undefined ? part : additionalProperties || undefined);
    }, schema);

  it('are all in its schema', () => {
    expect(keysOf(values).filter((path) => find(path) === undefined)).toEqual([]);
    expect(find('image.tga')).toBeUndefined();
  });

  it('are all that its schema knows, but for names', () => {
    const names = ['fullnameOverride', 'global', 'nameOverride'];
    expect(
      Object.keys(schema.properties)
        .filter((key) => !(key in values))
        .sort(),
    ).toEqual(names);
  });
});

describe('docker-compose.yml', () => {
  const { services } = parseYaml(read('docker-compose.yml'));

  it('has no password in it: each is asked for', () => {
    const secrets = Object.values<Manifest>(services).flatMap(({ environment = {} }) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|SECRET/.test(name)),
    );
    expect(secrets).toHaveLength(3);
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/);
    expect(services.api.environment.LIGHTAPI_DATABASE_URL).toMatch(/:\/\/lightapi:\$\{POSTGRES_PASSWORD:\?/);
  });

  it('starts the API when database and cache are healthy, and keeps both to it', () => {
    for (const name of ['db', 'redis']) {
      expect(services.api.depends_on[name]).toEqual({ condition: 'service_healthy' });
      expect(services[name].healthcheck.test[0]).toBe('CMD');
      expect(services[name]).not.toHaveProperty('ports');
      expect(services[name].networks).toEqual(['back']);
    }
    expect(services.api).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });
});

it('the image and the chart run as the same user', () => {
  const [, user] = /^USER (\d+):\d+$/m.exec(read('Dockerfile')) ?? [];
  const { runAsUser } = parseYaml(read('charts/lightapi/values.yaml')).podSecurityContext;
  expect(String(runAsUser)).toBe(user);
});

it('every variable that image, Compose and chart set is one that the app reads', () => {
  const files = ['Dockerfile', 'docker-compose.yml', 'docker/.env.example', ...filesIn('charts')];
  const known = new Set(filesIn('src').flatMap((path) => read(path).match(/\bLIGHTAPI_[A-Z_]+/g) ?? []));
  const set = files.flatMap((path) => read(path).match(/\bLIGHTAPI_[A-Z_]+/g) ?? []);
  expect(set.length).toBeGreaterThan(10);
  expect(set.filter((name) => !known.has(name))).toEqual([]);
});
