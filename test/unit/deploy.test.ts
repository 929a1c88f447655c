// SPDX-License-Identifier: Apache-2.0
// What replicas are started with, as far as files can be judged by reading them: they parse, agree with each other and
// with the code, pin what they fetch and hold no secret. What was run of them: docs/deploying.md
import { existsSync, globSync, readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ConfigError } from '../../src/config/faults.ts';
import { loadConfig } from '../../src/config/load.ts';
import { workspace } from './config/workspace.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: formats of other programs; a wrong shape fails the test that reads it
type Loose = any;
const yaml = (path: string): Loose => parse(read(path), { merge: true });
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

const manifest = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** Names a version to the last figure. */
const PINNED = /^[\w.\-/]+:v?\d+\.\d+\.\d+(-\w+(-\w+)?)?$/;

/** Every fault but that a secret is not on this machine. */
async function faultsBesideSecrets(file: string): Promise<string[]> {
  const error: unknown = await loadConfig(file, { env: {} }).then(
    () => undefined,
    (reason) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error(`${file}: accepted without its secrets`);
  return error.faults
    .map(({ path, reason }) => `${path} ${reason}`)
    .filter((fault) => !/cannot read \/run\/secrets\//.test(fault));
}

describe('Dockerfile', () => {
  const source = read('Dockerfile').replaceAll(/\\\n/g, ' ');
  const instructions = lines(source).map((line) => line.trim());
  const all = (name: string): string[] =>
    instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it('runs on the Node that the tests run on', () => {
    const image = `node:${manifest.devDependencies.node}-bookworm-slim`;
    expect(all('FROM')).toEqual([`${image} AS build`, image]);
    expect(source).toContain(`base.name="docker.io/library/${image}"`);
  });

  it('carries the version of the package', () => {
    expect(all('ARG')).toContain(`VERSION=${manifest.version}`);
  });

  it('ends as a numbered user that is not root, and says so before anything of ours runs', () => {
    expect(all('USER')).toEqual(['1000:1000']);
    const user = instructions.findIndex((line) => line.startsWith('USER '));
    const first = instructions.findIndex((line) => line.startsWith('RUN scs-gateway'));
    expect(user).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(user);
  });

  it('has what npm run build makes, and compiles all of it ahead', () => {
    expect(all('RUN')).toContain(manifest.scripts.build);
    const build = read('scripts/build.ts');
    expect(build).toContain("'dist/gateway'");
    for (const path of ['src/main.js', 'src/chunks']) expect(source).toContain(`/opt/scs-gateway/${path}`);
    const compiled = all('RUN').find((line) => line.startsWith('scs-gateway --version')) ?? '';
    expect(compiled).toContain("readdirSync('/opt/scs-gateway/src/chunks')");
  });

  it('lets no package run a script while it is installed', () => {
    expect(all('RUN')[0]).toMatch(/^npm ci --ignore-scripts/);
  });

  it('asks the gateway by its own command, and has the operations port of the example', () => {
    const { port } = parse(read('config/gateway.example.yaml')).gateway.operations;
    expect(all('HEALTHCHECK')[0]).toMatch(/ CMD \["scs-gateway", "health"\]$/);
    expect(all('EXPOSE')[0]?.split(' ')).toContain(String(port));
  });

  it('copies what .dockerignore lets in, and .dockerignore lets in nothing else', () => {
    const rules = lines(read('.dockerignore'));
    expect(rules[0]).toBe('*');
    const letIn = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    const copied = all('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1));
    expect(new Set(copied)).toEqual(new Set(letIn));
    expect(letIn.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(letIn.toSorted()).toEqual([
      'LICENSE',
      'deploy/kubernetes',
      'package-lock.json',
      'package.json',
      'portal',
      'scripts',
      'src',
    ]);
  });
});

describe('deploy/compose.yaml', () => {
  const compose = yaml('deploy/compose.yaml');
  const services: [string, Loose][] = Object.entries(compose.services);
  const prepare = read('deploy/compose/prepare.sh');

  it('starts two gateways from the image of this checkout, with what they need around them', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual([
      'alertmanager',
      'balancer',
      'gateway-1',
      'gateway-2',
      'grafana',
      'keycloak',
      'prometheus',
      'redis',
    ]);
    for (const name of ['gateway-1', 'gateway-2'])
      expect(compose.services[name]).toMatchObject({
        image: `scs-gateway:${manifest.version}`,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
  });

  it.each(services)('%s has an image that is pinned, and publishes on loopback only', (_name, service) => {
    expect(service.image).toMatch(PINNED);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it.each(services)(
    '%s mounts what exists, takes secrets that are made, and waits for what has a health check',
    (_name, service) => {
      const sources = (service.volumes ?? []).map((volume: string) => volume.split(':')[0] ?? '');
      const missing = sources.filter((source: string) =>
        source.startsWith('.') ? !existsSync(join(root, 'deploy', source)) : !(source in compose.volumes),
      );
      expect(missing).toEqual([]);
      for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty([secret]);
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(other.startsWith('gateway-') || 'healthcheck' in compose.services[other]).toBe(true);
    },
  );

  it('has secrets only from a folder that git does not see, all of them made by prepare.sh', () => {
    expect(lines(read('deploy/compose/.gitignore'))).toEqual(['/secrets/']);
    for (const [name, { file }] of Object.entries<Loose>(compose.secrets)) {
      expect(dirname(file)).toBe('./compose/secrets');
      expect(prepare).toMatch(new RegExp(`(-out |-keyout |>)${name.replace('.', '\\.')}\\b`));
    }
  });

  it('gives a gateway longer to stop than it takes to drain', () => {
    // The defaults of drainDelay and drainTimeout are 5 s and 30 s; two more pass until what is left is cut.
    const { drainDelay, drainTimeout } = yaml('deploy/compose/gateway/gateway.yaml').gateway;
    expect([drainDelay, drainTimeout]).toEqual([undefined, undefined]);
    expect(Number.parseInt(compose['x-gateway'].stop_grace_period, 10)).toBeGreaterThan(37);
  });

  it('gives Redis the account that docs/redis-keys.md names', () => {
    const rights = /^user scs-gateway on >password (.+)$/m.exec(read('docs/redis-keys.md'))?.[1];
    expect(rights).toContain('~scs:*');
    expect(prepare).toContain(`user scs-gateway on >$password ${rights}"`);
  });

  it('has a balancer that says whose connection each one is, and gateways that take its word and nobody else’s', () => {
    const { trustedProxies, proxyProtocol } = yaml('deploy/compose/gateway/gateway.yaml').gateway;
    const address = compose.services.balancer.networks.default.ipv4_address;
    expect([trustedProxies, proxyProtocol]).toEqual([[address], true]);
    const servers = lines(read('deploy/compose/haproxy.cfg')).filter((line) => /^\s+(default-)?server /.test(line));
    expect(servers.filter((line) => line.includes('default-server')).join()).toContain(' send-proxy-v2 ');
    // Nobody else is given that address.
    const [{ subnet, ip_range: others }] = compose.networks.default.ipam.config;
    const within = (network: string): boolean => {
      const [first = '', bits] = network.split('/');
      const list = new BlockList();
      list.addSubnet(first, Number(bits));
      return list.check(address);
    };
    expect([within(subnet), within(others)]).toEqual([true, false]);
  });

  it('has a configuration without faults', async () => {
    expect(await faultsBesideSecrets(join(root, 'deploy/compose/gateway/gateway.yaml'))).toEqual([]);
  });

  it('has a realm whose tokens that configuration accepts', () => {
    const realm = JSON.parse(read('deploy/compose/realm.json')) as Loose;
    const { environment, ports } = compose.services.keycloak;
    const [provider] = yaml('deploy/compose/gateway/gateway.yaml').identityProviders;
    expect(provider.issuer).toBe(`${environment.KC_HOSTNAME}/realms/${realm.realm}`);
    expect(ports).toContain(`127.0.0.1:${new URL(provider.issuer).port}:${environment.KC_HTTPS_PORT}`);
    expect(new URL(provider.jwksUri).host).toBe(`keycloak:${environment.KC_HTTPS_PORT}`);

    for (const { clientId, protocolMappers } of realm.clients) {
      const config = (kind: string) => protocolMappers.find((mapper: Loose) => mapper.protocolMapper === kind)?.config;
      expect([clientId, config('oidc-audience-mapper')['included.custom.audience']]).toEqual([
        clientId,
        provider.audiences[0],
      ]);
      // With full paths a group would begin with a slash, and none would be kept.
      expect(config('oidc-group-membership-mapper')).toMatchObject({ 'claim.name': 'groups', 'full.path': 'false' });
    }
    const cli = realm.clients.find((client: Loose) => client.clientId === provider.cli.clientId);
    expect(cli).toMatchObject({
      publicClient: true,
      attributes: { 'oauth2.device.authorization.grant.enabled': 'true' },
    });
    const openstack = realm.clients.find((client: Loose) => client.clientId === 'openstack');
    expect(openstack).toMatchObject({ publicClient: false, directAccessGrantsEnabled: true });

    const known = realm.groups.map(({ name }: Loose) => `/${name}`);
    expect(realm.users.map(({ username }: Loose) => username)).toEqual(['alice', 'bob']);
    for (const user of realm.users) {
      // Keycloak lets nobody in by password whose profile is not complete.
      expect(user.emailVerified).toBe(true);
      for (const field of ['firstName', 'lastName', 'email']) expect(user[field]).toBeTruthy();
      expect(user.groups.filter((group: string) => !known.includes(group))).toEqual([]);
      expect(user.groups.some((group: string) => new RegExp(provider.groups[0]).test(group.slice(1)))).toBe(true);
    }
  });

  it('has no password in the realm, but names that prepare.sh gives values to', () => {
    const realm = read('deploy/compose/realm.json');
    const values = [...realm.matchAll(/"(?:secret|value)": "([^"]*)"/g)].map(([, value = '']) => value);
    expect(values).toHaveLength(3);
    for (const value of values) {
      expect(value).toMatch(/^\$\{[A-Z_]+\}$/);
      expect(prepare).toContain(`"${value.slice(2, -1)}=$(secret)"`);
    }
  });
});

describe('what is watched', () => {
  /** Name → labels of every metric that a gateway has: the table that docs.test.ts holds to the code, and the process's. */
  const metrics = new Map<string, Set<string>>();
  const add = (name: string, type: string, labels: Iterable<string>): void => {
    const given = [...labels, 'instance', 'job'];
    if (type !== 'histogram') metrics.set(name, new Set(given));
    else
      for (const end of ['bucket', 'sum', 'count'])
        metrics.set(`${name}_${end}`, new Set(end === 'bucket' ? [...given, 'le'] : given));
  };
  for (const [, name = '', type = '', labels = ''] of read('docs/operations.md').matchAll(
    /^\| `(scs_gateway_\w+)` \| (\w+) \| (.*?) \|/gm,
  ))
    add(
      name,
      type,
      [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
    );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'scs_gateway_' });
  for (const { name, type } of registry.getMetricsAsArray()) add(name, String(type), []);
  metrics.set('up', new Set(['instance', 'job']));

  const rules: Loose[] = yaml('deploy/prometheus/scs-gateway.rules.yaml').groups.flatMap((group: Loose) => group.rules);
  for (const { record } of rules) if (record) metrics.set(record, new Set(['cloud']));
  const dashboard = JSON.parse(read('deploy/grafana/dashboards/federation.json')) as Loose;
  const queries: [string, string][] = [
    ...rules.map(({ record, alert, expr }): [string, string] => [record ?? alert, expr]),
    ...dashboard.panels.flatMap(({ title, targets = [] }: Loose) =>
      targets.map(({ expr }: Loose): [string, string] => [`dashboard: ${title}`, expr]),
    ),
    ...dashboard.templating.list.map(({ name, definition }: Loose): [string, string] => [
      `variable: ${name}`,
      definition.replace(/^label_values\((\w+), (\w+)\)$/, 'sum by ($2) ($1)'),
    ]),
  ];

  it('is what gateways count, by labels that they give', () => {
    expect(metrics.size).toBeGreaterThan(30);
    expect(queries.length).toBeGreaterThan(30);
  });

  it.each(queries)('%s asks for metrics and labels that exist', (_name, expr) => {
    const used = [...expr.matchAll(/\b((?:cloud:)?scs_gateway_\w+(?::\w+)?|up)\b(?:\{([^}]*)\})?/g)];
    expect(used.length).toBeGreaterThan(0);
    const grouped = [...expr.matchAll(/\b(?:by|on|group_left) \(([^)]*)\)/g)]
      .flatMap(([, list = '']) => list.split(',').map((label) => label.trim()))
      .filter((label) => label !== '');
    const common = new Set<string>();
    for (const [, name = '', matchers = ''] of used) {
      const labels = metrics.get(name);
      expect([name, labels === undefined]).toEqual([name, false]);
      for (const label of labels ?? []) common.add(label);
      for (const [, label = ''] of matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g))
        expect([name, label, labels?.has(label)]).toEqual([name, label, true]);
    }
    expect(grouped.filter((label) => !common.has(label))).toEqual([]);
  });

  it('has for every alert a severity, words, and a test that it fires', () => {
    const alerts = rules.filter(({ alert }) => alert);
    const tests: Loose[] = yaml('deploy/prometheus/scs-gateway.rules.test.yaml').tests;
    const fired = new Set(
      tests
        .flatMap(({ alert_rule_test }) => alert_rule_test)
        .filter(({ exp_alerts }) => exp_alerts.length > 0)
        .map(({ alertname }) => alertname),
    );
    expect(alerts.length).toBeGreaterThan(9);
    for (const { alert, labels, annotations } of alerts) {
      expect([
        alert,
        // What only holds others back is for nobody.
        alert === 'MemberInMaintenance' ? labels.severity === 'none' : /^(page|ticket)$/.test(labels.severity),
        !!annotations.summary,
        !!annotations.description,
      ]).toEqual([alert, true, true, true]);
      expect([alert, fired.has(alert)]).toEqual([alert, true]);
    }
  });

  const alerts: Loose[] = rules.filter(({ alert }) => alert);
  const playing: Loose[] = yaml('deploy/prometheus/scs-gateway.rules.test.yaml').tests;

  it('leads from every alert to a section of the runbooks that says what to do, and every section is of an alert', () => {
    const sections = read('docs/runbooks.md').split(/^## /m).slice(1);
    const names = alerts.map(({ alert }) => alert);
    expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(['What holds alerts back', ...names]);
    for (const [index, { alert, labels, annotations }] of alerts.entries()) {
      expect(annotations.runbook_url).toBe(`{{ $externalLabels.runbooks }}#${alert.toLowerCase()}`);
      const section = sections[index + 1] ?? '';
      expect(section).toContain(`Severity: \`${labels.severity}\`.`);
      const parts = [...section.matchAll(/^- \*\*(.+?)\*\*: \S/gm)].map(([, part]) => part);
      expect([alert, parts]).toEqual([alert, ['It means', 'Users see', 'Look at', 'Do']]);
    }
    const { external_labels } = yaml('deploy/prometheus/prometheus.yaml').global;
    expect(external_labels.runbooks).toMatch(/^https:\/\/.+\/runbooks\.md$/);
  });

  it('fires within a minute and ends soon after: nothing waits or looks back longer, and that is tried for each alert', () => {
    const seconds = (time: string): number => {
      const [, minutes = '0', rest = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(time) ?? [];
      return Number(minutes) * 60 + Number(rest);
    };
    for (const { alert, record, expr, for: wait = '0s' } of rules) {
      expect([alert, seconds(wait) <= 30]).toEqual([alert, true]);
      for (const [, range = ''] of expr.matchAll(/\[(\w+)\]/g))
        expect([alert ?? record, seconds(range) <= 120]).toEqual([alert ?? record, true]);
    }
    for (const { alert } of alerts) {
      const checks: Loose[] = playing.flatMap(({ alert_rule_test }) => alert_rule_test);
      const own = checks.filter(({ alertname }) => alertname === alert);
      // The trouble lasts from 5m to 10m.
      const at = (fires: boolean): number[] =>
        own.filter(({ exp_alerts }) => exp_alerts.length > 0 === fires).map(({ eval_time }) => seconds(eval_time));
      expect([alert, at(true), at(false)[0]]).toEqual([alert, [360, 585], 285]);
      expect([alert, (at(false)[1] ?? Number.NaN) <= 750]).toEqual([alert, true]);
    }
  });

  it('is tried with series as gateways give them', () => {
    const series: string[] = playing.flatMap(({ input_series }) => input_series.map(({ series }: Loose) => series));
    expect(series.length).toBeGreaterThan(50);
    for (const one of series) {
      const [, name = '', labels = ''] = /^(\w+)\{(.*)\}$/.exec(one) ?? [];
      const given = [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
      expect([one, given.filter((label) => !metrics.get(name)?.has(label))]).toEqual([one, []]);
    }
  });

  it('has alerts that hold others back only where both exist, and none that holds back itself', () => {
    const { inhibit_rules, route, receivers } = yaml('deploy/prometheus/alertmanager.yaml');
    const names: string[] = alerts.map(({ alert }) => alert);
    const matching = (matchers: string[]): string[] => {
      const [, words = ''] = /^alertname =~? "(.+)"$/.exec(matchers[0] ?? '') ?? [];
      for (const word of words.split('|'))
        expect([word, names.some((name) => new RegExp(`^(?:${word})$`).test(name))]).toEqual([word, true]);
      return names.filter((name) => new RegExp(`^(?:${words})$`).test(name));
    };
    expect(inhibit_rules.length).toBeGreaterThan(8);
    for (const { source_matchers, target_matchers, equal } of inhibit_rules) {
      expect(equal).toHaveLength(1);
      const [source, targets] = [matching(source_matchers), matching(target_matchers)];
      expect(source.filter((name) => targets.includes(name))).toEqual([]);
      // Two that both lack the label would be equal.
      for (const name of [...source, ...targets]) {
        const { expr } = alerts.find(({ alert }) => alert === name);
        const ofRecord = expr.startsWith('cloud:') ? ['cloud'] : ['instance'];
        const by = /\b(?:by|on) \(([^)]*)\)/.exec(expr)?.[1]?.split(/, */) ?? ofRecord;
        expect([name, by.includes(equal[0])]).toEqual([name, true]);
      }
    }
    const told = new Set(receivers.map(({ name }: Loose) => name));
    for (const { receiver } of [route, ...route.routes]) expect(told).toContain(receiver);
  });

  it('is scraped from the operations listeners of both gateways', () => {
    const config = yaml('deploy/prometheus/prometheus.yaml');
    const { port } = yaml('deploy/compose/gateway/gateway.yaml').gateway.operations;
    expect(config.scrape_configs[0].static_configs[0].targets).toEqual([`gateway-1:${port}`, `gateway-2:${port}`]);
    expect(config.rule_files).toEqual(['/etc/prometheus/scs-gateway.rules.yaml']);
  });

  it('is shown from the data source that is provided', () => {
    const [source] = yaml('deploy/grafana/provisioning/datasources/prometheus.yaml').datasources;
    const uids = [...JSON.stringify(dashboard).matchAll(/"type":"prometheus","uid":"([^"]+)"/g)].map(([, uid]) => uid);
    expect(uids.length).toBeGreaterThan(20);
    expect(new Set(uids)).toEqual(new Set([source.uid]));
    const ids = dashboard.panels.map(({ id }: Loose) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('deploy/helm/scs-gateway', () => {
  const chart = 'deploy/helm/scs-gateway';
  const fixtures = 'test/fixtures/helm';

  it('starts its pods anew for all that a running gateway cannot take up', () => {
    const [, fixed = ''] =
      /define "scs-gateway\.fixed"([\s\S]*?)define/.exec(read(`${chart}/templates/_helpers.tpl`)) ?? [];
    const code = read('src/config/unchangeable.ts');
    const fields = [...code.matchAll(/^ {2}'(?:gateway|state)\.([\w.]+)':/gm)].map(([, name = '']) => name);
    expect(fields.length).toBeGreaterThan(10);
    // Set by the chart alone, and always the same.
    const same = ['data', 'workers'];
    const missing = fields
      .filter((name) => !same.includes(name))
      .filter((name) => name.split('.').some((part) => !new RegExp(`"${part}"`).test(fixed)) && name !== 'redis');
    expect(missing).toEqual([]);
    expect(fixed).toContain('$config.state');
  });
  const documents = (name: string): Loose[] =>
    parseAllDocuments(read(`${fixtures}/${name}.yaml`)).map((document) => document.toJS());
  const cases = globSync('*.values.yaml', { cwd: join(root, fixtures) }).map((file) => basename(file, '.values.yaml'));

  it('has the version of the package, and the images that are tried elsewhere', () => {
    const { version, appVersion, dependencies } = yaml(`${chart}/Chart.yaml`);
    expect([version, appVersion]).toEqual([manifest.version, manifest.version]);
    const values = yaml(`${chart}/values.yaml`);
    expect(values.redis.image).toBe(yaml('deploy/compose.yaml').services.redis.image);
    const redis = yaml(`${chart}/charts/redis/Chart.yaml`);
    expect(dependencies).toEqual([{ name: redis.name, version: redis.version, condition: 'redis.enabled' }]);
    // What the sub-chart says by itself is what the chart says of it.
    expect(yaml(`${chart}/charts/redis/values.yaml`)).toEqual(values.redis);
  });

  it('has values that fit their schema, in which each of them is', () => {
    const schema = Schema.Compile(JSON.parse(read(`${chart}/values.schema.json`)));
    const check = (values: unknown): boolean => schema.Check(values);
    const values = yaml(`${chart}/values.yaml`);
    expect(check(values)).toBe(true);
    expect(Object.keys(JSON.parse(read(`${chart}/values.schema.json`)).properties).toSorted()).toEqual(
      ['global', ...Object.keys(values)].toSorted(),
    );
    expect(check({ ...values, replcas: 3 })).toBe(false);
    const [cloud] = values.config.clouds;
    expect(check({ ...values, config: { ...values.config, clouds: [{ ...cloud, id: 'V_1' }] } })).toBe(false);
  });

  it('keeps what it renders, of more than its defaults', () => {
    expect(cases.toSorted()).toEqual(['daemonset', 'default', 'everything']);
    const kinds = new Set(documents('everything').map(({ kind }) => kind));
    for (const kind of ['Certificate', 'ConfigMap', 'CronJob', 'Deployment', 'HorizontalPodAutoscaler', 'Ingress'])
      expect(kinds).toContain(kind);
    for (const kind of ['NetworkPolicy', 'PodDisruptionBudget', 'PodMonitor', 'PrometheusRule', 'Role', 'TLSRoute'])
      expect(kinds).toContain(kind);
  });

  describe.each(cases)('with the values of %s', (name) => {
    const objects = documents(name);
    const kind = (wanted: string, of = 'scs-gateway'): Loose =>
      objects.find((object) => object.kind === wanted && object.metadata.name === of);
    const workload = kind('Deployment') ?? kind('DaemonSet');
    const pod = workload.spec.template;
    const [container] = pod.spec.containers;
    const text: string = kind('ConfigMap').data['gateway.yaml'];
    const { gateway } = parse(text);

    it('holds no Secret, and everything in the namespace of the release', () => {
      expect(objects.filter((object) => object.kind === 'Secret')).toEqual([]);
      expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['scs-gateway']));
    });

    it('has a configuration without faults', async () => {
      const { file, write } = await workspace();
      await write('gateway.yaml', text);
      const faults = await faultsBesideSecrets(file);
      // Of the pod's environment.
      expect(faults.filter((fault) => !fault.includes('CLOUD_B_ID'))).toEqual([]);
    });

    it('runs pinned images as nobody in particular, who can change nothing', () => {
      expect(container.image).toMatch(name === 'everything' ? /@sha256:[0-9a-f]{64}$/ : PINNED);
      const pods = objects.map(({ spec = {} }) => spec.jobTemplate?.spec.template ?? spec.template).filter(Boolean);
      expect(pods.length).toBe(name === 'everything' ? 3 : 1);
      for (const { spec } of pods) {
        expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
        for (const { securityContext, resources, image } of spec.containers) {
          expect(securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          });
          expect(resources.limits.memory).toMatch(/Mi$/);
          expect(image).toMatch(/[:@]/);
        }
        // Only who rotates the keys has an account.
        expect(spec.automountServiceAccountToken).toBe(spec.serviceAccountName !== undefined);
      }
    });

    it('mounts every secret that the configuration names', () => {
      const mounts: string[] = container.volumeMounts.map(({ mountPath }: Loose) => mountPath);
      const named = [...text.matchAll(/(\/run\/secrets\/[\w-]+)/g)].map(([path]) => path);
      expect(named.length).toBeGreaterThan(1);
      expect(named.filter((path) => !mounts.includes(path))).toEqual([]);
      const volumes = pod.spec.volumes.map(({ name }: Loose) => name);
      expect(container.volumeMounts.map(({ name }: Loose) => name).toSorted()).toEqual(volumes.toSorted());
    });

    it('probes the operations listener, and sends clients to the public one', () => {
      const ports = Object.fromEntries(container.ports.map(({ name, containerPort }: Loose) => [name, containerPort]));
      expect(ports).toEqual({ https: gateway.listen.port, operations: gateway.operations.port });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'operations' });
      expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'operations' });
      expect(kind('Service').spec.ports.map(({ targetPort }: Loose) => targetPort)).toEqual(['https']);
      // Kubelets reach a pod by its address.
      expect(gateway.operations.host).toBe('0.0.0.0');
    });

    it('gives a gateway longer to stop than it takes to drain', () => {
      const drain = Number.parseInt(gateway.drainTimeout, 10);
      const wait = Number.parseInt(gateway.drainDelay, 10);
      expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(wait + drain + 2);
    });

    it('keeps two at least where it says how many, and selects the same pods everywhere', () => {
      if (workload.kind === 'Deployment')
        expect(kind('HorizontalPodAutoscaler').spec).toMatchObject({
          minReplicas: 2,
          scaleTargetRef: { kind: 'Deployment', name: workload.metadata.name },
        });
      else expect(kind('HorizontalPodAutoscaler')).toBe(undefined);
      const wanted = workload.spec.selector.matchLabels;
      expect(pod.metadata.labels).toMatchObject(wanted);
      expect(kind('Service').spec.selector).toEqual(wanted);
      expect(kind('PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: wanted } });
      expect(kind('NetworkPolicy').spec.podSelector.matchLabels).toEqual(wanted);
      for (const spread of pod.spec.topologySpreadConstraints ?? [])
        expect(spread.labelSelector.matchLabels).toEqual(wanted);
      const jobs = kind('CronJob', 'scs-gateway-keys')?.spec.jobTemplate.spec.template.metadata.labels ?? {};
      expect(jobs).not.toMatchObject(wanted);
    });
  });
});

describe('deploy/systemd', () => {
  const unit = read('deploy/systemd/scs-gateway.service');
  const { gateway } = parse(read('config/gateway.example.yaml'));

  it('listens where the example of a configuration does', () => {
    const place = (file: string): string | undefined =>
      /^ListenStream=(.+)$/m.exec(read(`deploy/systemd/${file}`))?.[1];
    expect(place('scs-gateway.socket')).toBe(`${gateway.listen.host}:${gateway.listen.port}`);
    expect(place('scs-gateway-operations.socket')).toBe(`${gateway.operations.host}:${gateway.operations.port}`);
  });

  it('gives a gateway longer to stop than it takes to drain, and the folders that the example names', () => {
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(37);
    const state = `/var/lib/${/^StateDirectory=(.+)$/m.exec(unit)?.[1]}`;
    for (const path of [gateway.keys, gateway.data]) expect(dirname(path)).toBe(state);
  });
});
