// SPDX-License-Identifier: Apache-2.0
// The chart with Helm: lints, renders what test/fixtures/helm has (npm run test:programs -- helm-chart -u writes it anew), and
// refuses in words what cannot be safe. On a cluster: test/lab/kubernetes/chart.ts.
import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { helm as folderOfHelm } from './found.ts';

const root = join(import.meta.dirname, '../..');
const chart = join(root, 'deploy/helm/scs-gateway');
const fixtures = join(root, 'test/fixtures/helm');
const program = join(folderOfHelm() ?? '', 'helm');

const helm = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((done) => {
    execFile(program, args, { maxBuffer: 2 ** 26 }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
const render = (...args: string[]) => helm('template', 'scs-gateway', chart, '--namespace', 'scs-gateway', ...args);

/** Versions of Helm differ in empty lines before a document. */
const withoutGaps = (text: string): string =>
  text
    .replaceAll(/(?:\n[ \t]*)+\n---\n/g, '\n---\n')
    .trimEnd()
    .concat('\n');

const cases = globSync('*.values.yaml', { cwd: fixtures }).map((file) => basename(file, '.values.yaml'));

describe('the Helm chart', () => {
  it.each(cases)('lints and renders what is kept: %s', async (name) => {
    const values = ['--values', join(fixtures, `${name}.values.yaml`)];
    const { code, out } = await helm('lint', '--strict', chart, ...values);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('0 chart(s) failed') });
    const rendered = await render(...values);
    expect({ code: rendered.code, err: rendered.err }).toEqual({ code: 0, err: '' });
    await expect(withoutGaps(rendered.out)).toMatchFileSnapshot(join(fixtures, `${name}.yaml`));
  });

  it('takes the values of the page about deploying', async () => {
    const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
    const block = blocksOf(page).find(({ text }) => text.startsWith('# values.yaml'))?.text ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'scs-chart-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'values.yaml');
    writeFileSync(file, block);
    const { code, err, out } = await render('--values', file);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('image: registry.example.org/scs-gateway:');
    expect(out).toContain('https://keystone.cloud-a.example/v3');
    expect((await helm('lint', '--strict', chart, '--values', file)).code).toBe(0);
  });

  it('has monitoring by itself where the cluster has the kinds for it', async () => {
    const { out } = await render(
      '-a',
      'monitoring.coreos.com/v1/PodMonitor',
      '-a',
      'monitoring.coreos.com/v1/PrometheusRule',
    );
    expect(out).toMatch(/^kind: PodMonitor$/m);
    expect(out).toMatch(/^kind: PrometheusRule$/m);
    expect((await render()).out).not.toMatch(/^kind: Po?d?(?:rometheus)?(?:Monitor|Rule)$/m);
  });

  it('starts pods anew for what a gateway cannot take up, and only then', async () => {
    const mark = async (...set: string[]) => {
      const { out } = await render(...set.flatMap((one) => ['--set', one]));
      return /needs-restart: (\w+)/.exec(out)?.[1];
    };
    const before = await mark();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(
      await mark(
        'config.identityProviders[0].domain=other,config.identityProviders[0].id=a,config.identityProviders[0].issuer=https://idp.example.org,config.identityProviders[0].audiences[0]=a',
      ),
    ).toBe(before);
    expect(await mark('config.gateway.logLevel=debug')).toBe(before);
    expect(await mark('config.gateway.publicUrl=https://other.example.org')).not.toBe(before);
    expect(await mark('ports.https=9443')).not.toBe(before);
    expect(await mark('config.gateway.limits.consoles.user=9')).toBe(before);
    expect(await mark('config.gateway.limits.connections.resets=9')).not.toBe(before);
    expect(await mark('config.gateway.audit.stdout=true')).not.toBe(before);
  });

  it.each([
    ['a tag that moves', 'image.tag=latest', 'image.tag: latest is another image tomorrow'],
    ['root', 'runAs=0', 'runAs: 0 is root'],
    ['a single pod', 'autoscaling.enabled=false,replicas=1', 'replicas: 1 is an outage'],
    ['scaling down to one', 'autoscaling.minReplicas=1', 'autoscaling.minReplicas: 1 is an outage'],
    ['more at least than at most', 'autoscaling.minReplicas=9', 'is more than autoscaling.maxReplicas'],
    [
      'the listener of the chart',
      'config.gateway.listen.port=80',
      'config.gateway.listen: the chart sets it; set ports.https',
    ],
    ['workers in a pod', 'config.gateway.workers=4', 'config.gateway.workers: the chart sets it'],
    ['the URL of Redis', 'config.state.redis=redis://me:pw@redis', 'config.state: the chart sets it'],
    [
      'plain HTTP for users',
      'config.gateway.publicUrl=http://gateway.example.org',
      'config.gateway.publicUrl: has to be an https URL',
    ],
    ['plain HTTP without a proxy', 'tls.endsInFront=true', 'tls.endsInFront: without config.gateway.trustedProxies'],
    [
      'an Ingress that hides clients',
      'ingress.enabled=true',
      'ingress.enabled, gatewayApi.enabled: behind a proxy all clients have its address',
    ],
    [
      'the PROXY protocol from anybody',
      'config.gateway.proxyProtocol=true',
      'config.gateway.proxyProtocol: needs config.gateway.trustedProxies',
    ],
    [
      'an audit file on a disk that is read-only',
      'config.gateway.audit.file.path=/var/log/audit.jsonl',
      'config.gateway.audit.file.path: /var/log/audit.jsonl is on the root file system, which is read-only',
    ],
    [
      'an audit file on a mount that is read-only',
      'config.gateway.audit.file.path=/audit/a.jsonl,extraVolumeMounts[0].name=a,extraVolumeMounts[0].mountPath=/audit,extraVolumeMounts[0].readOnly=true',
      'give the pod a volume by extraVolumes and extraVolumeMounts',
    ],
    [
      'a token of the collector in the values',
      'config.gateway.audit.http.url=https://siem.example.org,config.gateway.audit.http.authorization=hush',
      "/audit/http/authorization': 'not' failed",
    ],
    ['operations at the public port', 'ports.operations=8443', 'ports.operations: is ports.https'],
    [
      'a password in the values',
      'env[0].name=REDIS_PASSWORD,env[0].value=hush',
      'env: REDIS_PASSWORD has its value in the chart',
    ],
    [
      'TLS that verifies nobody',
      'env[0].name=NODE_TLS_REJECT_UNAUTHORIZED,env[0].value=off',
      'it would let anybody pose as a cloud',
    ],
    ['memory without a limit', 'resources.limits=null', 'resources.limits.memory'],
    ['a certificate of nobody', 'certManager.enabled=true', 'certManager.issuerRef.name: name the issuer'],
    ['a value that is misspelt', 'replcas=3', "additional properties 'replcas' not allowed"],
    [
      'a secret in the configuration',
      'config.identityProviders[0].introspection.clientSecret=hush',
      "/introspection/clientSecret': 'not' failed",
    ],
    ['an id that no path can carry', 'config.clouds[0].id=V_1', "'V_1' does not match pattern"],
    ['a port of root', 'ports.https=443', "at '/ports/https': minimum"],
  ])('refuses %s', async (_what, set, words) => {
    const { code, err } = await render('--set', set);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(words) });
    expect(err).not.toContain('hush');
  });

  it('takes an audit file on a volume', async () => {
    const mount = 'extraVolumeMounts[0].name=a,extraVolumeMounts[0].mountPath=/audit';
    const { code, err } = await render('--set', `config.gateway.audit.file.path=/audit/a.jsonl,${mount}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('packs into the archive of a release, the same bytes each time, with the files that Helm packs, and renders from it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scs-chart-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
    const archives = ['one', 'two'].map((place) => {
      const to = join(folder, place);
      execFileSync(process.execPath, [join(root, 'scripts/pack-chart.ts'), '--to', to], { env, stdio: 'pipe' });
      return join(to, readdirSync(to)[0] ?? '');
    });
    const [archive = '', again = ''] = archives;
    expect(basename(archive)).toBe(`scs-gateway-chart-${VERSION}.tgz`);
    expect(readFileSync(archive).equals(readFileSync(again))).toBe(true);

    const packed = join(folder, 'helm');
    expect(await helm('package', chart, '--destination', packed)).toMatchObject({ code: 0 });
    const filesOf = (file: string): string[] =>
      execFileSync('tar', ['-tzf', file], { encoding: 'utf8' })
        .split('\n')
        .filter((name) => name !== '' && !name.endsWith('/'))
        .toSorted();
    expect(filesOf(archive)).toEqual(filesOf(join(packed, `scs-gateway-${VERSION}.tgz`)));

    expect((await helm('show', 'chart', archive)).out).toContain(`appVersion: ${VERSION}`);
    const values = ['--values', join(fixtures, 'everything.values.yaml')];
    const from = (place: string) => helm('template', 'scs-gateway', place, '--namespace', 'scs-gateway', ...values);
    expect((await helm('lint', '--strict', archive, ...values)).code).toBe(0);
    const { code, out } = await from(archive);
    expect({ code, out: withoutGaps(out) }).toEqual({
      code: 0,
      out: readFileSync(join(fixtures, 'everything.yaml'), 'utf8'),
    });
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    expect(await from(join(folder, 'scs-gateway'))).toEqual({ code: 0, out, err: '' });
  });
});
