// SPDX-License-Identifier: Apache-2.0
// What an operator finds out by the command line: check --online as a report, over members and identity providers that are away,
// slow, lying and too large; explain; bundle; and the standards' report of a gateway that runs.
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issue } from '../../demo/ca.ts';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { loadConfig } from '../../src/config/load.ts';
import { checkIdentityProvider } from '../../src/joining/index.ts';
import { type Report, readReport } from '../../src/report/report.ts';
import { freePort } from '../free-port.ts';
import { type Harness, startHarness } from './harness.ts';
import { byName, check, cloud, HUB, house, keystone, serve } from './member-house.ts';
import { blocksOf } from './readme-blocks.ts';

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
const served = async (...args: Parameters<typeof serve>) => {
  const one = await serve(...args);
  closing.push(one.close);
  return one;
};
const housed = async (...args: Parameters<typeof house>) => {
  const one = await house(...args);
  closing.push(() => rm(one.folder, { recursive: true }));
  return one;
};
const run = async (...args: string[]) => {
  let [out, err] = ['', ''];
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCommandLine(args, output, COMMANDS);
  return { code, out, err };
};
/** The gateway and the clouds that it asks are in this process, which must not wait for it. */
const ended = (program: string, env: Readonly<Record<string, string>>, ...args: string[]) =>
  new Promise<{ readonly code: number | null; readonly out: string }>((done) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        out += chunk;
      });
    child.once('close', (code) => done({ code, out }));
  });
const json =
  (body: unknown, status = 200): RequestListener =>
  (_req, res) =>
    void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const steps = (report: Report | undefined, name: string) =>
  byName((report?.parts.find((part) => part.name === name)?.steps ?? []) as never);

describe('check --online as a report', () => {
  it('has the configuration, the identity provider and every member, and ends with 1 where one is away', async () => {
    const good = await served(keystone());
    const { file } = await housed([
      cloud('cloud-a', `${good.url}/v3`),
      cloud('cloud-b', `http://127.0.0.1:${await freePort()}/v3`),
    ]);
    const { code, out, err } = await run('check', '--online', '--output', 'json', '-c', file);
    expect(code).toBe(1);
    expect(err).toBe('scs-gateway: the trust does not hold: idp, cloud-a, cloud-b\n');
    const report = readReport(out);
    expect(report?.parts.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      `${file} configuration`,
      'idp identity provider',
      'cloud-a openstack',
      'cloud-b openstack',
    ]);
    expect(steps(report, 'cloud-a').keystone?.verdict).toBe('ok');
    expect(steps(report, 'cloud-b').connection?.verdict).toBe('failed');
    expect(steps(report, 'idp').connection?.verdict).toBe('failed');
  });

  it('is JUnit XML and a page as well', async () => {
    const { file } = await housed([cloud('cloud-a', `http://127.0.0.1:${await freePort()}/v3`)]);
    const xml = await run('check', '--online', '--output', 'junit', '-c', file);
    expect(xml).toMatchObject({
      code: 1,
      out: expect.stringMatching(/<testsuite name="cloud-a \(openstack\)" tests="\d+" failures="1"/),
    });
    const page = await run('check', '--online', '--output', 'html', '-c', file);
    expect(page.out).toContain('Not right: idp, cloud-a');
  });

  it('has the faults of a configuration, and no value of it', async () => {
    const { file, folder } = await housed([cloud('cloud-a', 'http://127.0.0.1:1/v3')]);
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, (await readFile(file, 'utf8')).replace('region: R', 'reigon: hunter22'));
    const { code, out, err } = await run('check', '--output', 'json', '-c', wrong);
    expect({ code, err }).toEqual({ code: 1, err: `scs-gateway: ${wrong} is wrong\n` });
    expect(readReport(out)?.parts[0]).toMatchObject({
      ok: false,
      steps: expect.arrayContaining([expect.objectContaining({ verdict: 'failed' })]),
    });
    expect(out).not.toContain('hunter22');
  });

  it('asks many that do not answer at the same time, each with its end', async () => {
    const asking = { now: 0, most: 0 };
    const { url } = await served((_req, res) => {
      asking.now += 1;
      asking.most = Math.max(asking.most, asking.now);
      res.on('close', () => {
        asking.now -= 1;
      });
    });
    const clouds = [...'abcdefgh'].map((id) => cloud(`cloud-${id}`, `${url}/${id}/v3`, { sharedOrigin: true }));
    const { file } = await housed(clouds);
    const { code, out } = await run('check', '--online', '--timeout', '15', '--output', 'json', '-c', file);
    expect(code).toBe(1);
    const members = readReport(out)?.parts.filter(({ kind }) => kind === 'openstack');
    expect(members?.map(({ name }) => name)).toEqual(clouds.map(({ id }) => id));
    expect(asking.most).toBeGreaterThan(1);
  });

  it('takes no user without --online', async () => {
    const { file } = await housed([cloud('cloud-a', 'http://127.0.0.1:3/v3')]);
    expect(await run('check', '--group', 'x', '-c', file)).toMatchObject({ code: 2 });
  });
});

describe('a member that lies', () => {
  const odd: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, 0, -1, '', 'v3', true, [], {}, '\u0000\u001b[2J', 'x'.repeat(5_000), 1e308),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'version',
          'versions',
          'id',
          'status',
          'token',
          'user',
          'catalog',
          'projects',
          'groups',
          'error',
          'message',
          'OS-FEDERATION',
          'expires_at',
          'domain',
          'name',
          'endpoints',
          'url',
          'region',
          'interface',
          'type',
          'gitVersion',
          'userInfo',
          'username',
          'allowed',
          'kind',
          '__proto__',
        ),
        tie('value'),
        { maxKeys: 5 },
      ),
    ),
  })).value;

  it('gets a verdict and a reason in words for each step, of a cloud as of a cluster, whatever it answers', async () => {
    let answers: readonly unknown[] = [];
    let asked = 0;
    const liar = await served((req, res) => {
      const body = answers[asked % Math.max(1, answers.length)];
      asked += 1;
      // A Keystone in the first answer, so that the later steps are reached.
      const first = req.url === '/v3' && asked % 2 === 1 ? { version: { id: 'v3.14' } } : body;
      const version = req.url === '/version' && asked % 2 === 1 ? { gitVersion: 'v1.35.0' } : first;
      res
        .writeHead(asked % 3 === 0 ? 201 : 200, { 'content-type': 'application/json', 'x-subject-token': 'tok' })
        .end(JSON.stringify(version) ?? '');
    });
    const clusters = [{ id: 'prod-a', server: liar.url, strategy: { kind: 'hub-oidc' } }];
    const home = await housed([{ ...cloud('cloud-a', `${liar.url}/v3`), clusters }]);
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 6 }), async (list) => {
        answers = list;
        asked = 0;
        for (const part of [{ kind: 'openstack' as const }, { kind: 'cluster' as const, id: 'prod-a' }]) {
          const found = Object.values(await check(home, { part, timeout: 20_000 }));
          expect(found.length).toBeGreaterThan(5);
          for (const { step, reason, next = '' } of found) {
            expect(`${step}: ${reason}`).not.toMatch(
              /TypeError|is not a function|Cannot read|is not iterable|undefined|\[object/,
            );
            expect(reason.length).toBeLessThanOrEqual(301);
            expect(`${reason}${next}`).not.toMatch(/\p{Cc}/u);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('that answers without end or far too much is given up in words', async () => {
    const huge = await served((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!res.destroyed && res.write('x'.repeat(1 << 20))) setImmediate(more);
        else res.once('drain', more);
      };
      more();
    });
    const before = process.memoryUsage().rss;
    const found = await check(await housed([cloud('cloud-a', `${huge.url}/v3`)]), { timeout: 30_000 });
    expect(found.keystone).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/above \d+ bytes|garbage|too/i),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
  });
});

describe('an identity provider', () => {
  const provider = async (
    answer: RequestListener,
    more: object = {},
    pair?: { cert: string; key: string; ca: string },
  ) => {
    const { url } = await served(answer, pair);
    const { file, folder } = await housed([cloud('cloud-a', 'http://127.0.0.1:3/v3')]);
    const ca = join(folder, 'ca.pem');
    if (pair !== undefined) await writeFile(ca, pair.ca);
    const text = (await readFile(file, 'utf8')).replace('http://127.0.0.1:2', url);
    await writeFile(
      file,
      pair === undefined ? text : text.replace('    domain: acme', `    domain: acme\n    caFile: ${ca}`),
    );
    const { config } = await loadConfig(file, { env: {} });
    const asked = { provider: 'idp', timeout: 20_000, ...more };
    return { url, steps: byName(await checkIdentityProvider(config, asked)) };
  };
  const documents =
    (issuer: () => string, keys: unknown): RequestListener =>
    (req, res) =>
      req.url?.endsWith('openid-configuration')
        ? json({ issuer: issuer(), jwks_uri: `http://${req.headers.host}/keys` })(req, res)
        : json(keys)(req, res);

  it('is right where its document and its keys are', async () => {
    const h = await startHarness();
    closing.push(h.close);
    const config = await h.changed(() => undefined);
    const found = byName(await checkIdentityProvider(config, { provider: 'demo', timeout: 20_000 }));
    expect(Object.entries(found).map(([step, { verdict }]) => `${step} ${verdict}`)).toEqual([
      'name ok',
      'address ok',
      'connection ok',
      'tls not tried',
      'discovery ok',
      'keys ok',
      'clock ok',
    ]);
    const late = await checkIdentityProvider(
      config,
      { provider: 'demo', timeout: 200_000 },
      { now: () => Date.now() + 90_000 },
    );
    expect(byName(late).clock).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('is behind') });
  });

  it('of another name, without keys, with nonsense, or with an end that has come is told as such', async () => {
    const other = await provider(documents(() => 'https://another.example', {}));
    expect(other.steps.discovery).toMatchObject({
      verdict: 'failed',
      reason: 'the discovery document is of another issuer',
      next: expect.stringContaining('character by character'),
    });
    let own = '';
    const keyless = await provider((req, res) => {
      own = `http://${req.headers.host}`;
      documents(() => own, { keys: [] })(req, res);
    });
    expect(keyless.steps.keys).toMatchObject({ verdict: 'failed', reason: 'the JWKS has no key for signatures' });
    const nonsense = await provider((_req, res) => void res.end('<html>'));
    expect(nonsense.steps.discovery).toMatchObject({ verdict: 'failed', reason: 'the discovery document is not JSON' });
    expect(nonsense.steps.keys).toMatchObject({ verdict: 'not tried' });
    const expired = await provider(json({}), {}, await issue(Date.now() - 400 * 86_400_000));
    expect(expired.steps.tls).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('has expired') });
  });

  it('that never ends its answer does not hold the check', async () => {
    const { steps: found } = await provider((_req, res) => void res.writeHead(200).write('{'), { timeout: 1_500 });
    expect(found.discovery).toMatchObject({ verdict: 'failed' });
  });
});

describe('with clouds that trust the gateway', () => {
  let house: Harness;
  let folder: string;
  beforeAll(async () => {
    house = await startHarness({ strategies: { a: HUB } });
    folder = await mkdtemp(join(tmpdir(), 'scs-diagnosis-'));
    Object.assign(process.env, house.env);
  });
  afterAll(async () => {
    await house.close();
    await rm(folder, { recursive: true });
  });
  const idpToken = async (user: string): Promise<string> => {
    const { access_token: token } = await house.idp.tokens.password(user);
    process.env.TEST_IDP_TOKEN = token;
    return token;
  };

  it('check --online is all right, by a group as by a user’s token', async () => {
    const { code, out } = await run(
      'check',
      '--online',
      '--group',
      'acme-research',
      '--output',
      'json',
      '-c',
      house.file,
    );
    expect(readReport(out)?.parts.filter(({ ok }) => !ok)).toEqual([]);
    expect(code).toBe(0);
    await idpToken('alice');
    const told = await run('check', '--online', '--token', 'env:TEST_IDP_TOKEN', '-c', house.file);
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining('takes the proof of acme/alice') });
    // The order of the configuration, whoever answers first.
    expect([...told.out.matchAll(/^(\S+) \((?:OpenStack|identity provider)\)$/gm)].map(([, name]) => name)).toEqual([
      'demo',
      'cloud-a',
      'cloud-b',
    ]);
  });

  it('explain tells by a token what became of the claims, and which projects each cloud gives', async () => {
    const token = await idpToken('alice');
    const { code, out } = await run('explain', '--user', 'alice', '--token', 'env:TEST_IDP_TOKEN', '-c', house.file);
    expect(code).toBe(0);
    expect(out).toContain('the identity provider confirms the token');
    expect(out).toMatch(/kept {5}acme-research: \^acme- lets it through/);
    expect(out).toMatch(/cloud-b \(OpenStack\)\n[\s\S]*projects +acme\/research, acme\/only-b/);
    expect(out).not.toContain(token.split('.')[2]);
  });

  it('explain tells by claims which groups are dropped, asks as nobody’s account, and offline nobody', async () => {
    const claims = join(folder, 'claims.json');
    const given = {
      iss: house.idp.issuer,
      aud: 'scs-gateway',
      sub: 'x1',
      preferred_username: 'bob',
      groups: ['staff', 'acme-research', 'a;b'],
    };
    await writeFile(claims, JSON.stringify(given));
    const { code, out } = await run('explain', '--claims', claims, '--output', 'json', '-c', house.file);
    const told = JSON.parse(out);
    expect({ code, verified: told.verified, name: told.principal.name }).toEqual({
      code: 0,
      verified: false,
      name: 'bob',
    });
    expect(told.explained.groups.map((one: { group: string; kept: boolean }) => `${one.group} ${one.kept}`)).toEqual([
      'staff false',
      'acme-research true',
      'a;b false',
    ]);
    const login = told.members[0].steps.find((one: { step: string }) => one.step === 'login');
    expect(login.reason).toContain('acme/scs-gateway-check');
    expect(JSON.stringify(house.a.requests.slice(-20))).not.toContain('acme/bob');
    const asked = house.a.requests.length;
    expect((await run('explain', '--claims', claims, '--offline', '-c', house.file)).code).toBe(0);
    expect(house.a.requests.length).toBe(asked);
    await writeFile(claims, JSON.stringify({ ...given, aud: 'another' }));
    const refused = await run('explain', '--claims', claims, '-c', house.file);
    expect(refused).toMatchObject({ code: 1, err: 'scs-gateway: nobody logs in so: audience: aud "another"\n' });
    expect(house.a.requests.length).toBe(asked);
    expect(await run('explain', '--claims', claims, '--user', 'eve', '-c', house.file)).toMatchObject({ code: 1 });
  });

  it('explain says why a token is refused, and proves nobody by it', async () => {
    const forged = `${(await idpToken('alice')).split('.').slice(0, 2).join('.')}.AAAA`;
    process.env.TEST_IDP_TOKEN = forged;
    const asked = house.a.requests.length;
    const { code, out, err } = await run('explain', '--token', 'env:TEST_IDP_TOKEN', '-c', house.file);
    expect(code).toBe(1);
    expect(`${out}${err}`).toMatch(/the token is refused: demo: signature/);
    expect(out).toMatch(/kept {5}acme-research/);
    expect(house.a.requests.length).toBe(asked);
  });

  it('explain finds in the log what failed for a user, and what was refused of nobody in particular', async () => {
    const log = join(folder, 'gateway.log');
    const lines = [
      {
        level: 30,
        time: 1_764_115_200_000,
        path: '/scs/v1/servers',
        status: 403,
        user: 'acme/alice',
        userId: 'a'.repeat(64),
        reason: 'forbidden',
        msg: 'request',
      },
      {
        level: 30,
        time: 1_764_115_200_001,
        path: '/ok',
        status: 200,
        user: 'acme/alice',
        userId: 'a'.repeat(64),
        msg: 'request',
      },
      {
        level: 40,
        time: 1_764_115_200_002,
        provider: 'demo',
        user: 'a'.repeat(64),
        reason: 'filtered',
        detail: 'groups keeps none\u001b[2J',
        msg: 'login without groups',
      },
      {
        level: 40,
        time: 1_764_115_200_003,
        provider: 'demo',
        outcome: 'refused',
        reason: 'audience',
        msg: 'identity check',
      },
      {
        level: 30,
        time: 1_764_115_200_004,
        path: '/other',
        status: 403,
        user: 'acme/bob',
        userId: 'b'.repeat(64),
        msg: 'request',
      },
    ];
    await writeFile(log, ['not JSON', ...lines.map((line) => JSON.stringify(line)), '{"half'].join('\n'));
    const { code, out } = await run('explain', '--user', 'alice', '--log', log, '-c', house.file);
    expect(code).toBe(0);
    expect(out).toMatch(/2025-11-26T00:00:00\.000Z request: .*reason=forbidden/);
    expect(out).toContain('login without groups: provider=demo reason=filtered detail=groups keeps none [2J');
    expect(out).toContain('(of nobody in particular) identity check: provider=demo outcome=refused reason=audience');
    expect(out).not.toMatch(/\/ok|\/other/);
    expect(out).not.toContain('\u001b');
  });

  it('explain takes every command of the page about troubleshooting', async () => {
    process.env.IDP_TOKEN = await idpToken('alice');
    const page = await readFile(join(import.meta.dirname, '../../docs/troubleshooting.md'), 'utf8');
    const block = blocksOf(page).find(({ text }) => text.includes('explain --claims'));
    const files = {
      'gateway.yaml': house.file,
      'claims.json': join(folder, 'claims.json'),
      'gateway.log': join(folder, 'gateway.log'),
    };
    await writeFile(
      files['claims.json'],
      JSON.stringify({ iss: house.idp.issuer, aud: 'scs-gateway', sub: 'x1', preferred_username: 'bob', groups: [] }),
    );
    const commands = (block?.text ?? '').trim().split('\n');
    expect(commands).toHaveLength(4);
    for (const command of commands) {
      const [program, ...words] = command.split(' ');
      expect(program).toBe('scs-gateway');
      const { code, err } = await run(...words.map((word) => files[word as keyof typeof files] ?? word));
      expect({ command, code, err }).toEqual({ command, code: 0, err: '' });
    }
  });

  it('conformance is told in every form, with the rights of a token', async () => {
    process.env.TEST_GATEWAY_TOKEN = await house.scoped('alice');
    const asked = ['conformance', '--gateway', house.url, '--token', 'env:TEST_GATEWAY_TOKEN', '--cloud', 'cloud-a'];
    const { out, err, code } = await run(...asked, '--output', 'json');
    const report = readReport(out);
    expect(report).toMatchObject({ report: 'conformance', gateway: house.url });
    expect(report?.parts[0]).toMatchObject({ name: 'cloud-a', kind: 'SCS-compatible IaaS' });
    expect(report?.parts[0]?.steps.length).toBeGreaterThan(20);
    expect(code).toBe(report?.ok ? 0 : 1);
    expect(err).toBe(report?.ok ? '' : 'scs-gateway: not as the standards want it: cloud-a\n');
    expect((await run(...asked, '--output', 'junit')).out).toContain('<testsuites name="scs-gateway conformance"');
    expect((await run(...asked, '--output', 'html')).out).toContain('Conformance to the SCS standards');
    const all = readReport((await run(...asked.slice(0, -2), '--output', 'json')).out);
    expect(all?.parts.map(({ name }) => name)).toEqual(['cloud-a', 'cloud-b']);
    const unknown = await run(...asked.slice(0, -1), 'cloud-x', '--output', 'json');
    expect(unknown.code).toBe(1);
    expect(readReport(unknown.out)?.parts[0]?.steps[0]).toMatchObject({ step: 'report', verdict: 'failed' });
    process.env.TEST_GATEWAY_TOKEN = 'nonsense';
    expect(await run(...asked)).toMatchObject({ code: 3, out: '' });
  });

  it('a bundle has what helps, and no secret of the configuration, the environment or the key folder', async () => {
    const place = join(folder, 'bundle');
    await mkdir(place);
    const secrets = {
      redis: 'R3dis-Passw0rd-77',
      client: 'client/secret+value=42',
      variable: 'env-value-of-a-secret-99',
      key: 'c2VhbC1rZXktb2YtdGhlLWdhdGV3YXk',
    };
    const keys = join(place, 'keys');
    await mkdir(keys);
    await writeFile(join(keys, 'seal.json'), JSON.stringify({ kty: 'oct', k: secrets.key, kid: 'seal-1' }));
    await writeFile(join(place, 'client.txt'), `${secrets.client}\n`);
    process.env.TEST_REDIS_URL = `redis://:${secrets.redis}@127.0.0.1:1`;
    process.env.TEST_PASSWORD = secrets.variable;
    const file = join(place, 'gateway.yaml');
    const text = (await readFile(house.file, 'utf8')).replace(/keys: .*/, `keys: ${keys}`);
    await writeFile(
      file,
      `# by hand: ${secrets.variable}\n${text}\nstate: { redis: env:TEST_REDIS_URL }\nunheardOf: hunter22\n`.replace(
        'domain: acme\n',
        'domain: acme\n    introspection: { endpoint: "http://127.0.0.1:9/x", clientId: gw, clientSecret: "file:client.txt" }\n',
      ),
    );
    const log = join(place, 'gateway.log');
    const token = await idpToken('alice');
    await writeFile(
      log,
      [
        { msg: 'x', detail: `redis://:${secrets.redis}@h`, b: Buffer.from(secrets.client).toString('base64') },
        { msg: 'y', detail: `Bearer ${token}`, url: `https://x/?q=${encodeURIComponent(secrets.client)}` },
        { msg: 'z', key: secrets.key, env: secrets.variable, keep: 'memberTimeout' },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    const to = join(place, 'support.tar.gz');
    const made = await run('bundle', '--log', log, '--to', to, '-c', file);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect((await stat(to)).mode & 0o777).toBe(0o600);
    const inside = gunzipSync(await readFile(to)).toString('latin1');
    const forms = Object.values(secrets).flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ]);
    for (const form of [...forms, 'hunter22', token.split('.')[2] ?? '', token.split('.')[1] ?? ''])
      expect(inside).not.toContain(form);
    // Real tar reads it.
    execFileSync('tar', ['-xzf', to, '-C', place]);
    const read = (name: string) => readFile(join(place, 'scs-gateway-bundle', name), 'utf8');
    expect(await read('configuration.yaml')).toContain('redis: env:TEST_REDIS_URL');
    expect(await read('configuration.yaml')).toContain('# left out: unheardOf: is not a known key');
    expect(await read('check.json')).toContain('is not a known key');
    expect(await read('log.txt')).toContain('memberTimeout');
    expect(await read('metrics.txt')).toContain('scs_gateway_');
    expect(JSON.parse(await read('readyz.json'))).toBeTypeOf('object');
    expect(JSON.parse(await read('system.json'))).toMatchObject({
      node: process.version,
      folders: { keys: { mode: expect.any(String) } },
    });
    expect(await run('bundle', '--to', to, '-c', file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already'),
    });
  });

  it('real clouds are asked by .ci/clouds, and its results fold into those of the run before', async () => {
    const results = join(folder, 'results');
    const history = await served(async (_req, res) => void res.end(await readFile(join(folder, 'before.tar.gz'))));
    const clouds = (env: Readonly<Record<string, string>>) =>
      ended(join(import.meta.dirname, '../../.ci/clouds'), { CI_INSTALL: 'no', CI_RESULTS: results, ...env });
    expect(await clouds({})).toMatchObject({ code: 1, out: expect.stringContaining('there is nothing to ask') });
    const asked = {
      ...house.env,
      SCS_GATEWAY_CONFIG: house.file,
      SCS_GATEWAY_GROUPS: 'acme-research acme-teaching',
      SCS_GATEWAY_URL: house.url,
      CI_TOKEN: await house.scoped('alice'),
    };
    // By the page's own command, with the names of this test.
    const page = await readFile(join(import.meta.dirname, '../../docs/continuous-tests.md'), 'utf8');
    const command = (blocksOf(page).find(({ text }) => text.includes(' .ci/clouds'))?.text ?? 'false')
      .replace('gateway.yaml', house.file)
      .replace('ci-check', "'acme-research acme-teaching'")
      .replace('=results', `=${results}`);
    const first = await ended('sh', { ...asked, CI_INSTALL: 'no' }, '-c', command);
    expect(first.out).toMatch(/\n[12] passed, [01] failed\n$/);
    expect(first.out).not.toContain(asked.CI_TOKEN);
    expect(await readFile(join(results, 'check.xml'), 'utf8')).toContain('failures="0"');
    expect(await readFile(join(results, 'conformance.xml'), 'utf8')).toContain(
      '<testsuites name="scs-gateway conformance"',
    );
    await rename(join(results, 'history.tar.gz'), join(folder, 'before.tar.gz'));
    await rm(results, { recursive: true });
    const second = await clouds({ ...asked, SCS_GATEWAY_URL: '', CI_HISTORY_URL: history.url });
    expect(second.out).toContain('the history has 2 results');
    expect((await readFile(join(results, 'index.html'), 'utf8')).match(/>✓<\/td>/g)?.length).toBeGreaterThan(4);
    // What serves the history writes nowhere else.
    await mkdir(join(folder, 'evil/history'), { recursive: true });
    await writeFile(join(folder, 'evil/outside.json'), '{}');
    execFileSync('tar', [
      '-czPf',
      join(folder, 'before.tar.gz'),
      '-C',
      join(folder, 'evil/history'),
      '--transform',
      's,^,history/,',
      '../outside.json',
    ]);
    await rm(results, { recursive: true });
    const evil = await clouds({ ...asked, SCS_GATEWAY_URL: '', CI_HISTORY_URL: history.url });
    expect(evil.out).toMatch(/1 passed, 0 failed\n$/);
    await expect(stat(join(results, 'outside.json'))).rejects.toThrow('ENOENT');
    // Seven processes, each of which loads the whole program.
  }, 240_000);

  it('a bundle is made of a file that is no YAML, without a gateway, and without a word of it', async () => {
    const file = join(folder, 'broken.yaml');
    await writeFile(file, 'gateway: { password: "hunter22-in-a-broken-file"\n\t: [');
    const to = join(folder, 'broken.tar.gz');
    const made = await run('bundle', '--to', to, '-c', file);
    expect(made.code).toBe(0);
    const inside = gunzipSync(await readFile(to)).toString('latin1');
    expect(inside).toContain('it is no YAML');
    expect(inside).not.toContain('hunter22');
  });
});

describe('the page of results', () => {
  it('is folded from a folder, says what it could not read, and forgets what is old', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scs-results-'));
    closing.push(() => rm(folder, { recursive: true }));
    const result = (checkedAt: string, ok: boolean): string =>
      JSON.stringify({
        ...{ report: 'check', checkedAt, gateway: 'https://g.example', version: '0.1.0', ok },
        parts: [
          {
            name: 'cloud-a',
            kind: 'openstack',
            ok,
            steps: [{ step: 'tls', verdict: ok ? 'ok' : 'failed', reason: 'x' }],
          },
        ],
      });
    await mkdir(join(folder, 'history'));
    const now = new Date().toISOString();
    await writeFile(join(folder, 'history/1.json'), result('2020-01-01T00:00:00Z', true));
    await writeFile(join(folder, 'history/2.json'), result(now, false));
    await writeFile(join(folder, 'history/3.json'), '<html>');
    const script = join(import.meta.dirname, '../../scripts/results-page.ts');
    const page = join(folder, 'index.html');
    const said = execFileSync(
      process.execPath,
      [script, join(folder, 'history'), page, '--keep', '90', '--junit', folder],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(said).toContain('1 results');
    const text = await readFile(page, 'utf8');
    expect(text).toContain('not right since');
    expect(text).toContain('Not read: 3.json: it is no result');
    expect(await readFile(join(folder, 'check.xml'), 'utf8')).toContain('failures="1"');
    await expect(stat(join(folder, 'history/1.json'))).rejects.toThrow('ENOENT');
  });
});
