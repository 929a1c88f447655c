// SPDX-License-Identifier: Apache-2.0
// What is derived for the Helm chart: the schema of its values, with the gateway's own configuration inside, copies of what
// else is shipped (a chart reads no file outside of itself), and the table of its page.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

const root = join(import.meta.dirname, '..');
const CHART = 'deploy/helm/scs-gateway';
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

/** Of config.gateway: the chart's, by the value that stands for it. templates/validate.yaml says so. */
const OF_THE_CHART = ['listen', 'operations', 'keys', 'data', 'drainDelay', 'drainTimeout', 'workers'];

export async function chartFiles(): Promise<[file: string, content: string][]> {
  const page = await read(`${CHART}/README.md`);
  return [
    [`${CHART}/files/scs-gateway.rules.yaml`, await read('deploy/prometheus/scs-gateway.rules.yaml')],
    [`${CHART}/files/federation.json`, await read('deploy/grafana/dashboards/federation.json')],
    [
      `${CHART}/values.schema.json`,
      `${JSON.stringify(valuesSchema(JSON.parse(await read('config/gateway.schema.json'))), null, 1)}\n`,
    ],
    [
      `${CHART}/README.md`,
      page.replace(/(?<=<!-- values -->\n)[\s\S]*(?=<!-- \/values -->)/, tableOf(await read(`${CHART}/values.yaml`))),
    ],
  ];
}

type Schema = Record<string, unknown>;

const text = { type: 'string' };
const name = { type: 'string', pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$' };
const flag = { type: 'boolean' };
const labels = { type: 'object', additionalProperties: text };
const list = (items: Schema): Schema => ({ type: 'array', items });
const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
const oneOf = (...values: readonly unknown[]): Schema => ({ enum: values });
const group = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

function valuesSchema(gateway: { readonly properties: Record<string, Schema> }): Schema {
  const auto = oneOf(true, false, 'auto');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart scs-gateway',
    ...group(
      {
        // Helm's own.
        global: {},
        image: group({
          repository: { type: 'string', pattern: '^[a-z0-9][a-zA-Z0-9.:/_-]*$' },
          tag: { type: 'string', pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$' },
          digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
          pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
          pullSecrets: list(name),
        }),
        kind: oneOf('Deployment', 'DaemonSet'),
        replicas: { type: 'integer', maximum: 1000 },
        config: configOf(gateway.properties),
        secrets: list(
          group({ name: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$' }, secretName: name }),
        ),
        env: list({
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
            value: text,
            valueFrom: { type: 'object' },
          },
          additionalProperties: false,
        }),
        tls: group({ secretName: name, endsInFront: flag }),
        certManager: group({ enabled: flag, issuerRef: labels, dnsNames: list(text) }),
        keys: group({
          secretName: name,
          rotation: group({
            enabled: flag,
            schedule: { type: 'string', pattern: '^(@\\w+|\\S+ \\S+ \\S+ \\S+ \\S+)$' },
          }),
        }),
        redis: group(
          {
            secretName: name,
            enabled: flag,
            image: text,
            storage: group({ size: { type: 'string', pattern: '^[0-9]+[MGT]i$' }, className: text }),
            global: {},
          },
          ['secretName', 'enabled', 'image', 'storage'],
        ),
        ports: group({ https: whole(1024, 65_535), operations: whole(1024, 65_535) }),
        drain: group({ delaySeconds: whole(0, 600), timeoutSeconds: whole(1, 3_600) }),
        resources: { type: 'object' },
        autoscaling: group({
          enabled: flag,
          minReplicas: { type: 'integer' },
          maxReplicas: whole(1, 1_000),
          cpu: whole(1, 1_000),
          inFlight: group({ enabled: flag, metric: text, selector: labels, target: whole(1, 1_000_000) }),
        }),
        podDisruptionBudget: group({
          maxUnavailable: { anyOf: [whole(1, 1_000), { type: 'string', pattern: '^[1-9][0-9]?%$' }] },
        }),
        topologySpread: oneOf('ScheduleAnyway', 'DoNotSchedule'),
        nodeSelector: labels,
        tolerations: list({ type: 'object' }),
        affinity: { type: 'object' },
        priorityClassName: text,
        podLabels: labels,
        podAnnotations: labels,
        command: list(text),
        extraVolumes: list({ type: 'object', required: ['name'] }),
        extraVolumeMounts: list({ type: 'object', required: ['name', 'mountPath'] }),
        runAs: { type: 'integer', maximum: 4_294_967_294 },
        service: group({
          type: oneOf('LoadBalancer', 'ClusterIP', 'NodePort'),
          port: whole(1, 65_535),
          externalTrafficPolicy: oneOf('Local', 'Cluster'),
          annotations: labels,
          loadBalancerSourceRanges: list(text),
          loadBalancerClass: text,
        }),
        ingress: group({ enabled: flag, className: text, annotations: labels, tlsSecretName: text }),
        gatewayApi: group({
          enabled: flag,
          route: oneOf('TLSRoute', 'HTTPRoute'),
          parentRefs: list({ type: 'object', required: ['name'] }),
        }),
        networkPolicy: group({ enabled: flag, monitoring: { type: 'object' } }),
        podMonitor: group({ enabled: auto, labels }),
        prometheusRule: group({ enabled: auto, labels }),
        dashboards: group({ enabled: flag, labels }),
      },
      ['image', 'kind', 'config', 'keys', 'redis'],
    ),
  };
}

/** The gateway's own schema, in which what the chart sets may be anything: templates/validate.yaml refuses it in words. */
function configOf({ gateway, identityProviders, clouds }: Record<string, Schema>): Schema {
  const own = bare(gateway) as { readonly properties: Record<string, Schema> };
  const properties = { ...own.properties, ...Object.fromEntries(OF_THE_CHART.map((field) => [field, {}])) };
  const parts = {
    gateway: { ...own, properties },
    state: {},
    identityProviders: bare(identityProviders),
    clouds: bare(clouds),
  };
  return group(parts as Record<string, Schema>, ['gateway', 'identityProviders', 'clouds']);
}

/** Without what is for people and editors: values.yaml and docs/configuration.md are theirs. */
const FOR_PEOPLE = ['description', 'examples', 'errorMessage', 'format', 'default'];

function bare(node: unknown, named = false): unknown {
  if (Array.isArray(node)) return node.map((one) => bare(one));
  if (typeof node !== 'object' || node === null) return node;
  // Helm repeats what fails a pattern, and here that is a secret which somebody has put into the values.
  if (!named && (node as Schema).format === 'reference')
    return { type: 'string', not: { not: { pattern: (node as Schema).pattern } } };
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => named || !FOR_PEOPLE.includes(key))
      .map(([key, value]) => [key, bare(value, !named && ['properties', 'patternProperties'].includes(key))]),
  );
}

/** A row for each comment with "-- ". */
function tableOf(values: string): string {
  const rows = ['| Value | Default | Is |', '| --- | --- | --- |'];
  walk(parseDocument(values).contents as YAMLMap, []);
  return `${rows.join('\n')}\n`;

  function walk(map: YAMLMap, above: readonly string[]): void {
    for (const { key, value } of map.items as Pair[]) {
      const { value: name, commentBefore } = key as { readonly value: string; readonly commentBefore?: string };
      // The first key of a map has its comment at the map.
      const comment = commentBefore ?? (map.items[0]?.key === key ? map.commentBefore : undefined);
      const told = comment
        ?.split('\n')
        .find((line) => line.startsWith(' -- '))
        ?.slice(4);
      const path = [...above, name];
      if (told !== undefined) rows.push(`| \`${path.join('.')}\` | ${shown(value)} | ${told.replaceAll('|', '\\|')} |`);
      else if (isMap(value)) walk(value as YAMLMap, path);
      else throw new Error(`values.yaml: ${path.join('.')} has no comment "# -- "`);
    }
  }
}

/** A default, or that there is a longer one. */
function shown(node: unknown): string {
  const json = JSON.stringify(isScalar(node) ? node.value : (node as { toJSON(): unknown }).toJSON());
  return json.length > 90 ? 'see `values.yaml`' : `\`${json}\``;
}
