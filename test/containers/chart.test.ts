import { describe, expect, it } from 'vitest';
import { hasHelm, type Manifest, parseYaml, render } from './helm.ts';

/** A variable of the config, which Helm leaves to the app. */
const databaseUrl = `\${DATABASE_URL}`;

/** The values of the Python original's chart, with something in each. */
const original = {
  replicaCount: 3,
  image: { repository: 'registry.example/lightapi', tag: '1.2.3', pullPolicy: 'Always' },
  database: { url: '', existingSecret: 'books-database', urlKey: 'DATABASE_URL' },
  jwt: { secret: 'hush', existingSecret: '', secretKey: 'LIGHTAPI_JWT_SECRET' },
  redis: { url: 'redis://redis:6379/0' },
  config: `database:\n  url: "${databaseUrl}"\nendpoints: []\n`,
  service: { type: 'NodePort', port: 8080, targetPort: 9000 },
  ingress: {
    enabled: true,
    className: 'nginx',
    annotations: { 'cert-manager.io/cluster-issuer': 'main' },
    hosts: [{ host: 'api.example', paths: [{ path: '/v1', pathType: 'Exact' }] }, 'plain.example'],
  },
  autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 5, targetCPUUtilizationPercentage: 80 },
  resources: { limits: { memory: '256Mi' } },
  extraEnv: [{ name: 'TZ', value: 'UTC' }],
};

const pod = (manifests: Readonly<Record<string, Manifest>>): Manifest => manifests.Deployment.spec.template.spec;
const container = (manifests: Readonly<Record<string, Manifest>>): Manifest => pod(manifests).containers[0];
const variables = (manifests: Readonly<Record<string, Manifest>>): Record<string, Manifest> =>
  Object.fromEntries(
    container(manifests).env.map(({ name, value, valueFrom }: Manifest) => [name, value ?? valueFrom.secretKeyRef]),
  );

describe.skipIf(!hasHelm)('the chart', () => {
  it('with the values of the original renders what they say', () => {
    const { manifests, error } = render(original);
    expect(error).toBeUndefined();
    expect(container(manifests)).toMatchObject({
      image: 'registry.example/lightapi:1.2.3',
      imagePullPolicy: 'Always',
      ports: [{ name: 'http', containerPort: 9000 }],
      resources: original.resources,
    });
    expect(variables(manifests)).toMatchObject({
      LIGHTAPI_CONFIG: '/etc/lightapi/lightapi.yaml',
      LIGHTAPI_PORT: '9000',
      DATABASE_URL: { name: 'books-database', key: 'DATABASE_URL' },
      LIGHTAPI_DATABASE_URL: { name: 'books-database', key: 'DATABASE_URL' },
      LIGHTAPI_JWT_SECRET: { name: 'shop-lightapi', key: 'LIGHTAPI_JWT_SECRET' },
      LIGHTAPI_REDIS_URL: { name: 'shop-lightapi', key: 'LIGHTAPI_REDIS_URL' },
      TZ: 'UTC',
    });
    expect(manifests.Secret.stringData).toMatchObject({
      LIGHTAPI_JWT_SECRET: 'hush',
      LIGHTAPI_REDIS_URL: 'redis://redis:6379/0',
    });
    expect(manifests.ConfigMap.data['lightapi.yaml'].trimEnd()).toBe(original.config.trimEnd());
    expect(manifests.Service.spec).toMatchObject({ type: 'NodePort', ports: [{ port: 8080, targetPort: 'http' }] });
    expect(manifests.Ingress.metadata.annotations).toEqual(original.ingress.annotations);
    expect(manifests.Ingress.spec).toMatchObject({
      ingressClassName: 'nginx',
      rules: [
        { host: 'api.example', http: { paths: [{ path: '/v1', pathType: 'Exact' }] } },
        { host: 'plain.example', http: { paths: [{ path: '/', pathType: 'Prefix' }] } },
      ],
    });
    expect(manifests.HorizontalPodAutoscaler.spec).toMatchObject({ minReplicas: 2, maxReplicas: 5 });
    expect(manifests.Deployment.spec).not.toHaveProperty('replicas');
    expect(JSON.stringify(manifests.Deployment)).not.toContain('hush');
  });

  it('runs as nobody, on a file system that is read only, with no rights and no token', () => {
    const { manifests } = render();
    expect(pod(manifests)).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container(manifests).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const writable = container(manifests).volumeMounts.filter(({ readOnly }: Manifest) => readOnly !== true);
    expect(writable.map(({ mountPath }: Manifest) => mountPath)).toEqual(['/tmp', '/data']);
  });

  it('is probed, disrupted, reached and ended as a service should be', () => {
    const { manifests } = render({ metrics: { enabled: true, podMonitor: { enabled: true } } });
    const { startupProbe, livenessProbe, readinessProbe, lifecycle } = container(manifests);
    const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);
    expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
    expect(lifecycle.preStop.exec.command.at(-1)).toBe('setTimeout(() => undefined, 5000)');
    const { LIGHTAPI_DRAIN_TIMEOUT: drain } = variables(manifests);
    expect(pod(manifests).terminationGracePeriodSeconds * 1_000).toBeGreaterThan(5_000 + Number(drain));
    expect(manifests.PodDisruptionBudget.spec.maxUnavailable).toBe(1);
    expect(manifests.NetworkPolicy.spec.ingress.map(({ ports }: Manifest) => ports[0].port)).toEqual([
      'http',
      'metrics',
    ]);
    expect(variables(manifests)).toMatchObject({ LIGHTAPI_METRICS: 'true', LIGHTAPI_METRICS_PORT: '9464' });
    expect(manifests.Service.spec.ports).toHaveLength(1);
    expect(manifests.PodMonitor.spec.podMetricsEndpoints).toEqual([
      { port: 'metrics', path: '/metrics', interval: '30s' },
    ]);
  });

  it('makes other pods where the config or a secret is another one, and the same otherwise', () => {
    const checksums = (values: object): object =>
      render(values).manifests.Deployment.spec.template.metadata.annotations;
    expect(checksums({})).toEqual(checksums({}));
    expect(checksums({ config: 'endpoints: []' })).not.toEqual(checksums({}));
    expect(checksums({ jwt: { secret: 'a' } })).not.toEqual(checksums({ jwt: { secret: 'b' } }));
  });

  it('takes its config as YAML, too, and keeps what it means', () => {
    const config = { database: { url: databaseUrl }, endpoints: [{ route: '/books' }] };
    expect(parseYaml(render({ config }).manifests.ConfigMap.data['lightapi.yaml'])).toEqual(config);
  });

  it('takes all secrets from where they are', () => {
    const existingSecret = 'mine';
    const { manifests } = render({
      ...{ database: { existingSecret }, redis: { existingSecret } },
      ...{ jwt: { existingSecret }, cursors: { existingSecret } },
    });
    const references = Object.values(variables(manifests)).filter((value) => typeof value === 'object');
    expect(references.map(({ name }) => name)).toEqual(Array(5).fill('mine'));
    expect(manifests.Secret.stringData ?? {}).toEqual({});
  });

  it('keeps SQLite for one pod', () => {
    const persistence = { enabled: true };
    const { manifests } = render({ persistence, replicaCount: 1 });
    expect(manifests.Deployment.spec.strategy).toEqual({ type: 'Recreate' });
    expect(manifests.PersistentVolumeClaim.spec.accessModes).toEqual(['ReadWriteOnce']);
    expect(render({ persistence }).error).toContain('set replicaCount to 1');
  });

  it.each([
    [{ replicas: 3 }, /replicas/],
    [{ service: { port: 'http' } }, /port/],
    [{ log: { level: 'loud' } }, /level/],
    [{ readinessProbe: { httpGet: { path: '/' } } }, /httpGet/],
  ])('refuses %j', (values, error) => {
    expect(render(values).error).toMatch(error);
  });
});
