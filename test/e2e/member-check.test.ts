// SPDX-License-Identifier: Apache-2.0
// What `scs-gateway member check` says of each thing that can be wrong with a member: the step that fails, why, what to do
// next; and that nothing goes on for ever.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issue } from '../../demo/ca.ts';
import { checkCommand } from '../../src/cli/check.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { answeringService } from '../../src/joining/check-cloud.ts';
import { checkMember } from '../../src/joining/index.ts';
import { startCluster } from '../../standins/cluster.ts';
import { freePort } from '../free-port.ts';
import { type Harness, startHarness } from './harness.ts';
import { byName, check, cloud, type House, HUB, house, keystone, member, type Served, serve } from './member-house.ts';

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});
const served = async (...args: Parameters<typeof serve>): Promise<Served> => {
  const one = await serve(...args);
  closing.push(one.close);
  return one;
};
const housed = async (...args: Parameters<typeof house>): Promise<House> => {
  const one = await house(...args);
  closing.push(() => rm(one.folder, { recursive: true }));
  return one;
};

const DAY = 86_400_000;

describe('the way to a member', () => {
  const secure = async (at: number, trusted?: string, host = '127.0.0.1') => {
    const pair = await issue(at);
    const { port } = await served(keystone(), pair);
    const { folder } = await housed([cloud('cloud-a', 'http://127.0.0.1:3/v3')]);
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, trusted ?? pair.ca);
    return housed([cloud('cloud-a', `https://${host}:${port}/v3`, { caFile: ca })]);
  };

  it.each([
    ['has expired', -400 * DAY, /has expired/, /renew/],
    ['is not valid yet', 2 * DAY, /not valid yet/, /clock/],
  ])('ends at a certificate that %s', async (_, shift, reason, next) => {
    const steps = await check(await secure(Date.now() + shift));
    expect(steps.connection?.verdict).toBe('ok');
    expect(steps.tls).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(reason),
      next: expect.stringMatching(next),
    });
    expect(steps.login).toMatchObject({ verdict: 'not tried', reason: '"tls" failed' });
  });

  it('ends at a certificate of an authority that is not named', async () => {
    const steps = await check(await secure(Date.now(), (await issue(Date.now())).ca));
    expect(steps.tls).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/no authority.*Demo CA/),
      next: expect.stringContaining('caFile'),
    });
  });

  it('ends at a certificate for another name', async () => {
    const resolve = ((_host: string, _options: object, done: (error: null, found: object) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as never;
    const { file, folder } = await secure(Date.now(), undefined, 'keystone.cloud-a.example');
    const text = (await import('node:fs'))
      .readFileSync(file, 'utf8')
      .replace('region: R', 'region: R\n      hosts: ["127.0.0.1"]');
    await writeFile(file, text);
    const steps = await check({ file, folder }, {}, { resolve });
    expect(steps.name).toMatchObject({ verdict: 'ok', reason: 'keystone.cloud-a.example is 127.0.0.1' });
    expect(steps.tls).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/for other names \(DNS:localhost/),
    });
  });

  it('tells a certificate whose end is near, and goes on', async () => {
    const steps = await check(await secure(Date.now() - 360 * DAY));
    expect(steps.tls).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('by Demo CA, until 20'),
      next: expect.stringMatching(/ends in [45] days/),
    });
    expect(steps.keystone?.verdict).toBe('ok');
  });

  it('ends where a port speaks no TLS, and where nobody listens', async () => {
    const { port } = await served(keystone());
    expect((await check(await housed([cloud('cloud-a', `https://127.0.0.1:${port}/v3`)]))).connection).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('no TLS there'),
    });
    const steps = await check(await housed([cloud('cloud-a', `http://127.0.0.1:${await freePort()}/v3`)]));
    expect(steps.connection).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
  });

  it('ends where a name is unknown', async () => {
    const resolve = ((_host: string, _options: object, done: (error: Error) => void) =>
      done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))) as never;
    const steps = await check(await housed([cloud('cloud-a', 'https://keystone.nowhere.example/v3')]), {}, { resolve });
    expect(steps.name).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('ENOTFOUND') });
    expect(steps.address?.verdict).toBe('not tried');
  });
});

describe('a Keystone that is none', () => {
  it.each([
    ['answers nonsense', keystone, '{"version": [', /answers 200 and no version document/],
    ['is of version 2', keystone, '{"version": {"id": "v2.0"}}', /no version document/],
  ])('and %s is told as such', async (_title, _make, body, reason) => {
    const { url } = await served(
      (_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const steps = await check(await housed([cloud('cloud-a', `${url}/v3`)]));
    expect(steps.keystone).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(reason) });
    expect(steps.services?.verdict).toBe('not tried');
  });

  it('and never ends its answer is given up', async () => {
    const { url } = await served((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => res.write(' '), 50);
      res.on('close', () => clearInterval(drip));
    });
    const timeouts = { login: '400ms' };
    const steps = await check(await housed([cloud('cloud-a', `${url}/v3`, { timeouts })]));
    expect(steps.keystone).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('did not answer in time'),
    });
  });

  it('has an end in time as a whole', async () => {
    const { url } = await served(() => undefined);
    const steps = await check(await housed([cloud('cloud-a', `${url}/v3`)]), { timeout: 500 });
    expect(steps.keystone).toMatchObject({ verdict: 'failed', reason: 'no end within 1 s' });
  });
});

describe('the federation of a cloud', () => {
  it('is not there where Keystone itself answers, for Apache has no such lines', async () => {
    const answer = keystone((_req, res) => {
      res.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Keystone uri="x"' });
      res.end('{"error": {"code": 401, "message": "The request you have made requires authentication."}}');
    });
    const steps = await check(await housed([cloud('cloud-a', `${(await served(answer)).url}/v3`)]));
    expect(steps.federation).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('no web server protects'),
      next: expect.stringContaining('Apache'),
    });
    expect(steps.login).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('Keystone refuses the claims'),
    });
  });

  it('is dangerous where it lets in whoever has no token', async () => {
    const answer = keystone((_req, res) => void res.writeHead(201, { 'x-subject-token': 't' }).end('{}'));
    const steps = await check(await housed([cloud('cloud-a', `${(await served(answer)).url}/v3`)]));
    expect(steps.federation).toMatchObject({ verdict: 'failed', next: expect.stringContaining('at once') });
  });

  const providerSteps = async (documents: Readonly<Record<string, object>>) => {
    const answer = keystone((req, res) => {
      const found = req.headers['x-auth-token'] === 'admin-secret' ? documents[req.url ?? ''] : undefined;
      res
        .writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(found ?? {}));
    });
    const home = await housed([cloud('cloud-a', `${(await served(answer)).url}/v3`)]);
    return (await check(home, { adminToken: 'admin-secret' })).provider;
  };
  const root = '/v3/OS-FEDERATION';
  const idp = {
    [`${root}/identity_providers/hub`]: { identity_provider: { enabled: true, remote_ids: ['http://127.0.0.1:1'] } },
  };
  const protocol = { [`${root}/identity_providers/hub/protocols/openid`]: { protocol: { mapping_id: 'hub' } } };
  const rules = { [`${root}/mappings/hub`]: { mapping: { rules: [{ remote: [{ type: 'OIDC-groups' }] }] } } };

  it.each([
    ['no identity provider', {}, /no identity provider hub/],
    [
      'one of another issuer',
      { [`${root}/identity_providers/hub`]: { identity_provider: { remote_ids: ['https://x'] } } },
      /is of https:\/\/x, not of/,
    ],
    [
      'a disabled one',
      { [`${root}/identity_providers/hub`]: { identity_provider: { enabled: false } } },
      /is disabled/,
    ],
    ['no protocol', idp, /no protocol openid of hub/],
    ['no mapping', { ...idp, ...protocol }, /no mapping hub/],
    [
      'a mapping without groups',
      { ...idp, ...protocol, [`${root}/mappings/hub`]: { mapping: { rules: [] } } },
      /does not read OIDC-groups/,
    ],
  ])('is read with an administrator’s token: %s', async (_, documents, reason) => {
    expect(await providerSteps(documents)).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(reason) });
  });

  it('is right where the three are there', async () => {
    expect(await providerSteps({ ...idp, ...protocol, ...rules })).toMatchObject({ verdict: 'ok' });
  });
});

it('a cloud that gets tokens of the identity provider is proven by nobody’s token: the check asks for one', async () => {
  const { url } = await served(keystone());
  const strategy = { kind: 'passthrough', identityProvider: 'idp', protocol: 'openid', audience: 'keystone-cloud-a' };
  const home = await housed([cloud('cloud-a', `${url}/v3`, { strategy })]);
  const exchange = 'exchange: { clientId: gateway, clientSecret: env:PATH }';
  const text = await readFile(home.file, 'utf8');
  await writeFile(home.file, text.replace('    domain: acme', `    domain: acme\n    ${exchange}`));
  const steps = await check(home);
  expect(steps.federation?.verdict).toBe('ok');
  for (const step of ['login', 'groups', 'projects', 'catalogue', 'services'])
    expect(steps[step]).toMatchObject({
      verdict: 'not tried',
      reason: 'this strategy shows tokens of the identity provider, and none was given',
      next: "give a user's token of it by --token env:NAME",
    });
});

describe('the proof of a user at a cloud', () => {
  let house: Harness;
  beforeAll(async () => {
    house = await startHarness();
  });
  afterAll(() => house.close());

  const prove = async (
    change: (file: { clouds: Record<string, never>[]; gateway: never }) => void = () => undefined,
    options: object = {},
  ) => {
    const config = await house.changed(change as never);
    const asked = {
      cloud: 'cloud-b',
      part: { kind: 'openstack' as const },
      groups: ['acme-research'],
      timeout: 60_000,
    };
    return byName(await checkMember(config, { ...asked, ...options }));
  };
  const failed = (reason: RegExp) => ({
    verdict: 'failed',
    reason: expect.stringMatching(reason),
    next: expect.any(String),
  });

  it('goes down to every service, and is all right', async () => {
    const steps = await prove();
    expect(Object.values(steps).filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect(steps.hub?.reason).toContain('the one that signs too');
    expect(steps.projects?.reason).toBe('acme/research, acme/only-b');
    expect(Object.keys(steps).filter((step) => step.startsWith('service '))).toHaveLength(7);
    expect(house.b.violations).toEqual([]);
  });

  it('is of whoever a token of the identity provider belongs to', async () => {
    const { access_token: token } = await house.idp.tokens.password('alice');
    expect((await prove(undefined, { token, groups: [] })).login?.reason).toContain('acme/alice');
    expect((await prove(undefined, { token: 'x.y.z', groups: [] })).login).toMatchObject({
      verdict: 'not tried',
      reason: expect.stringContaining('is not taken'),
    });
  });

  it('fails for a user without a project, who is somebody', async () => {
    const { access_token: token } = await house.idp.tokens.password('mallory');
    expect((await prove(undefined, { token, groups: [] })).projects).toMatchObject(failed(/no project there/));
  });

  it('fails where the mapping gives no group', async () => {
    expect((await prove(undefined, { groups: ['known-nowhere'] })).groups).toMatchObject(
      failed(/none of the cloud's groups for known-nowhere/),
    );
  });

  it('fails where there is no such identity provider', async () => {
    const steps = await prove(({ clouds }) =>
      Object.assign((clouds[1] as never as { openstack: object }).openstack, {
        strategy: { ...HUB, identityProvider: 'other' },
      }),
    );
    expect(steps.login).toMatchObject(failed(/knows no identity provider or protocol/));
  });

  it('fails where Apache requires another audience', async () => {
    const steps = await prove(({ clouds }) =>
      Object.assign((clouds[1] as never as { openstack: object }).openstack, {
        strategy: { ...HUB, audience: 'other' },
      }),
    );
    expect(steps.login).toMatchObject(failed(/Apache refuses the token/));
  });

  it('fails for a project that is not the user’s, and a region that is not there', async () => {
    expect((await prove(undefined, { project: 'acme/teaching' })).projects).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('no project acme/teaching'),
    });
    const steps = await prove(({ clouds }) =>
      Object.assign((clouds[1] as never as { openstack: object }).openstack, { region: 'Nowhere' }),
    );
    expect(steps.catalogue).toMatchObject(
      failed(/the catalogue has no region Nowhere: it has RegionB; correct region/),
    );
  });

  it('tells a service that is down, and goes on with the others', async () => {
    await house.b.faults.set('compute', 'html503');
    const steps = await prove();
    await house.b.faults.clear();
    expect(steps['service compute']).toMatchObject(failed(/answers 503/));
    expect(steps['service placement']).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/\/placement answers \(v1\.0\)$/),
    });
  });

  it('does not let a service that has nothing at its bare URL look as if it failed', () => {
    expect(answeringService('https://volume.example/v3/p1', { status: 404, body: '' })).toBe(
      'https://volume.example/v3/p1 answers, with 404 at this bare URL as many services do',
    );
  });

  it('tells clocks that differ', async () => {
    const config = await house.changed(() => undefined);
    const asked = { cloud: 'cloud-b', part: { kind: 'openstack' as const }, groups: [], timeout: 60_000 };
    const steps = byName(await checkMember(config, asked, { now: () => Date.now() + 90_000 }));
    expect(steps.clock).toMatchObject(failed(/differ by \d+ s: the member's is behind/));
  });

  it('tells that the gateway has other keys than this configuration, or none, and makes none', async () => {
    const other = await housed([]);
    const steps = await prove(({ gateway }) => Object.assign(gateway, { keys: join(other.folder, 'keys') }));
    expect(steps.hub).toMatchObject(failed(/is not among the published ones/));
    const none = join(other.folder, 'none');
    expect((await prove(({ gateway }) => Object.assign(gateway, { keys: none }))).keys).toMatchObject(
      failed(/there are no keys/),
    );
    expect((await import('node:fs')).existsSync(none)).toBe(false);
  });

  it('ends with 1, and as JSON for programs', async () => {
    const { code, out, err } = await (async () => {
      await house.changed(() => undefined);
      Object.assign(process.env, { AC_ID: 'ac-1', AC_SECRET: 'ac-secret', LOCAL_PASSWORD: 'local-pw' });
      return member('check', 'cloud-b', '--group', 'known-nowhere', '--output', 'json', '-c', house.file);
    })();
    const report = JSON.parse(out);
    expect({ code, err, ok: report.ok }).toEqual({
      code: 1,
      err: 'scs-gateway: the trust does not hold: cloud-b\n',
      ok: false,
    });
    expect(report.members[0]).toMatchObject({ member: 'cloud-b', kind: 'openstack', ok: false });
    const text = await member('check', 'cloud-a', '--group', 'acme-research', '-c', house.file);
    expect(text).toMatchObject({ code: 0, out: expect.stringMatching(/^cloud-a \(OpenStack\)\n {2}ok +name /) });
  });
});

describe('the proof of a user at a cluster', () => {
  const setUp = async (strategy: object, trust = true) => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const cluster = await startCluster({
      name: 'prod-a',
      accounts: { 'sa-token': { user: 'system:serviceaccount:x:gateway' }, 'weak-token': { user: 'weak' } },
      rbac: [
        { to: 'scs:research', verbs: ['list'], resources: ['pods'] },
        { to: 'system:serviceaccount:x:gateway', verbs: ['impersonate'], resources: ['users', 'groups'] },
      ],
    });
    closing.push(cluster.close);
    const { folder } = await housed([]);
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, cluster.ca);
    for (const name of ['sa-token', 'weak-token']) await writeFile(join(folder, name), name);
    const text = JSON.stringify(strategy).replace('FOLDER', folder);
    const clusters = [{ id: 'prod-a', server: cluster.server, caFile: ca, strategy: JSON.parse(text) }];
    const home = await housed([{ id: 'cloud-a', name: 'A', clusters }], { publicUrl });
    if (trust) {
      const { openKeys } = await import('../../src/federation/keys.ts');
      const keys = await openKeys(join(home.folder, 'keys'), { now: Date.now });
      cluster.trust({ issuer: publicUrl, audience: cluster.server, jwks: async () => keys.jwks() as never });
      closing.push(async () => keys.close());
    }
    return (options: object = {}) => check(home, { part: { kind: 'cluster', id: 'prod-a' }, ...options });
  };

  it('says whom one becomes, what one may do and what is there', async () => {
    const steps = await (await setUp({ kind: 'hub-oidc' }))();
    expect(steps.version?.verdict).toBe('ok');
    expect(steps.login).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/one becomes scs:acme\/scs-gateway-check, in scs:research/),
    });
    expect(steps.rights).toMatchObject({ verdict: 'ok' });
    expect(steps.discovery).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('Kubernetes v1.34.2') });
  });

  it('fails where the cluster does not know the issuer', async () => {
    const steps = await (await setUp({ kind: 'hub-oidc' }, false))();
    expect(steps.login).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('does not know'),
      next: expect.stringContaining('AuthenticationConfiguration'),
    });
    expect(steps.rights?.verdict).toBe('not tried');
  });

  it('fails where the user has no right in the namespace', async () => {
    const steps = await (await setUp({ kind: 'hub-oidc' }))({ groups: ['others'] });
    expect(steps.rights).toMatchObject({ verdict: 'failed', next: expect.stringContaining('bind a role') });
  });

  it('goes by the account that impersonates, and fails where that account may not', async () => {
    const good = await setUp({ kind: 'impersonate', token: 'file:FOLDER/sa-token', prefix: 'scs:' });
    expect((await good()).login).toMatchObject({ verdict: 'ok' });
    const weak = await setUp({ kind: 'impersonate', token: 'file:FOLDER/weak-token', prefix: 'scs:' });
    expect((await weak()).login).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('cannot impersonate'),
      next: expect.stringContaining('ClusterRole'),
    });
  });

  it('fails where role bindings would be by other names', async () => {
    const steps = await (await setUp({ kind: 'impersonate', token: 'file:FOLDER/sa-token', prefix: 'x:' }))();
    expect(steps.login?.reason).toContain('one becomes x:acme/scs-gateway-check');
  });

  it('is not tried without a token of a user where tokens are forwarded', async () => {
    const steps = await (await setUp({ kind: 'passthrough', audience: 'prod-a' }))();
    expect(steps.login).toMatchObject({ verdict: 'not tried', next: expect.stringContaining('--token') });
  });
});

describe('check --online', () => {
  const online = async (file: string, ...args: string[]) => {
    const said: string[] = [];
    const output = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
    const code = await runCommandLine(['check', '--online', '--config', file, ...args], output, [checkCommand]);
    return { code, said: said.join('') };
  };

  it('goes to every member without a user, and says which does not hold', async () => {
    const asked: string[] = [];
    const answer = keystone();
    const good = await served((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    const both = await housed([cloud('cloud-a', `${good.url}/v3`), cloud('cloud-b', 'http://127.0.0.1:3/v3')]);
    const { code, said } = await online(both.file);
    expect(code).toBe(1);
    expect(said).toContain('the trust does not hold: ');
    const [, first = '', second = ''] = said.split(/^cloud-[ab] \(OpenStack\)$/m);
    expect(first).toMatch(/ok +keystone .*\n/);
    expect(first).toMatch(/not tried +login +no user was named\n +→ name a group of one with --group/);
    expect(second).toMatch(/failed +connection /);
    expect(asked.filter((url) => url.includes('auth/tokens'))).toEqual([]);
  });

  it('with a group finds a region that the catalogue does not have', async () => {
    const h = await startHarness({ openstack: { region: 'RegionTwo' } });
    closing.push(h.close);
    const { code, said } = await online(h.file, '--group', 'acme-research');
    expect(code).toBe(1);
    expect(said).toMatch(/failed +catalogue +the catalogue has no region RegionTwo: it has RegionA; correct region/);
  });
});
