// SPDX-License-Identifier: Apache-2.0
// What is wrong although the gateway goes on: the same words in check, log, readiness, and the same names in the metrics.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { issue } from '../../demo/ca.ts';
import { conditionsOf } from '../../src/build-conditions.ts';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { loadConfig } from '../../src/config/load.ts';
import { openKeys } from '../../src/federation/keys.ts';
import { addCertificateEnds, addConditions } from '../../src/gateway/condition-metrics.ts';
import { createConditions } from '../../src/gateway/conditions.ts';
import { createReadiness, mergeReadiness } from '../../src/gateway/readiness.ts';
import { createServedCertificates } from '../../src/members/served-certificates.ts';
import { type Condition, condition } from '../../src/model/conditions.ts';
import { type Loose, minimal, workspace } from './config/workspace.ts';

const DAY = 86_400_000;
const NOW = Date.now();

let pair: Awaited<ReturnType<typeof issue>>;
beforeAll(async () => {
  // For localhost and 127.0.0.1; ends in 365 days.
  pair = await issue(NOW);
});

/** A gateway with that certificate, keys included. */
async function gateway(change: (file: Loose, folder: string) => void = () => undefined) {
  const { folder, file, write } = await workspace();
  await write('tls.crt', pair.cert);
  await write('tls.key', pair.key);
  await write('ca.pem', pair.ca);
  const source = minimal();
  Object.assign(source.gateway, {
    publicUrl: 'https://localhost:8443',
    listen: { host: '127.0.0.1', port: 8443, tls: { cert: 'file:tls.crt', key: 'file:tls.key' } },
    keys: './keys',
  });
  change(source, folder);
  await write('gateway.yaml', stringify(source));
  (await openKeys(join(folder, 'keys'), { now: Date.now })).close();
  return { folder, file };
}
const told = async (file: string, at = NOW): Promise<Condition[]> =>
  conditionsOf((await loadConfig(file, { env: {} })).config, at);
const namesOf = (all: readonly Condition[]): string[] =>
  all.map(({ name, subject, peer }) => [name, subject, peer].join(' ').trim());

describe('certificates of the gateway', () => {
  it.each([
    ['is good', 0, []],
    ['ends in 15 days', 350, []],
    ['ends in 13 days', 352, ['certificateEnds listener']],
    ['has ended', 366, ['certificateExpired listener']],
    ['begins tomorrow', -1, ['certificateNotYetValid listener']],
  ])('one that %s is told as that', async (_case, days, names) => {
    expect(namesOf(await told((await gateway()).file, NOW + days * DAY))).toEqual(names);
  });

  it.each<[string, (gateway: Loose) => void, string | undefined]>([
    ['the host of publicUrl', (g) => (g.publicUrl = 'https://gateway.example.org'), 'gateway.example.org'],
    ['an address', (g) => (g.publicUrl = 'https://127.0.0.9:8443'), '127.0.0.9'],
    ['its own address', (g) => (g.publicUrl = 'https://127.0.0.1:8443'), undefined],
    ['hosts of consoles', (g) => (g.consoleDomain = 'consoles.example.net'), '*.consoles.example.net'],
    [
      'what a proxy for HTTP shows clients',
      (g) => Object.assign(g, { publicUrl: 'https://gateway.example.org', trustedProxies: ['10.0.0.5'] }),
      undefined,
    ],
    [
      'the host behind a balancer for TCP',
      (g) =>
        Object.assign(g, {
          publicUrl: 'https://gateway.example.org',
          trustedProxies: ['10.0.0.5'],
          proxyProtocol: true,
        }),
      'gateway.example.org',
    ],
  ])('one that does not name %s', async (_case, change, name) => {
    const [found, ...more] = await told((await gateway(({ gateway: g }) => void change(g))).file);
    expect(more).toEqual([]);
    if (name === undefined) expect(found).toBeUndefined();
    else
      expect(found).toMatchObject({
        name: 'certificateOtherName',
        words: `the certificate of gateway.listen.tls does not name ${name}: clients refuse it`,
      });
  });

  it('authorities that have ended are told with whose they are', async () => {
    const { file } = await gateway((source) => {
      delete source.gateway.listen;
      source.gateway.caFile = 'ca.pem';
      source.identityProviders[0].caFile = 'ca.pem';
      source.clouds[0].openstack.caFile = 'ca.pem';
    });
    const all = await told(file, NOW + 400 * DAY);
    expect(namesOf(all)).toEqual([
      'certificateExpired caFile',
      'certificateExpired caFile keycloak',
      'certificateExpired caFile cloud-a',
    ]);
    expect(all[2]?.words).toMatch(/^the authority in caFile of the cloud cloud-a has expired on \d{4}-\d\d-\d\d: /);
  });
});

describe('certificates that peers serve', () => {
  it('are told by the host, forgotten with their peer, and right again with the next connection', () => {
    const served = createServedCertificates({ now: () => NOW });
    const peers = new Set(['cloud-a', 'idp']);
    const good = { from: NOW - DAY, until: NOW + 300 * DAY };
    served.seen('cloud-a', { host: 'keystone.example', certificate: good });
    served.seen('cloud-a', { host: 'nova.example', certificate: { from: NOW - 300 * DAY, until: NOW + 3 * DAY } });
    served.seen('idp', { host: 'idp.example', certificate: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    served.seen('gone', { host: 'gone.example', certificate: 'CERT_HAS_EXPIRED' });
    expect(
      served.conditions(peers).map(({ peer, words }) => `${peer}: ${words.replace(/\d{4}-\d\d-\d\d/, 'DAY')}`),
    ).toEqual([
      'cloud-a: the certificate that nova.example serves ends soon, on DAY: have it renewed',
      'idp: the certificate that idp.example serves does not name idp.example: the gateway refuses it',
    ]);
    expect([...served.expiries(peers)]).toEqual([['cloud-a', (3 * DAY) / 1000]]);
    served.seen('cloud-a', { host: 'nova.example', certificate: good });
    expect(namesOf(served.conditions(peers))).toEqual(['certificateOtherName served idp']);
  });

  it('of any number of hosts take no more than a bound, and tell no more than five of a peer', () => {
    const served = createServedCertificates({ now: () => NOW });
    for (let i = 0; i < 3_000; i += 1)
      served.seen('cloud-a', { host: `h${i}.example`, certificate: 'CERT_HAS_EXPIRED' });
    expect(served.conditions(new Set(['cloud-a'])).map(({ words }) => words)).toHaveLength(5);
    expect(served.conditions(new Set(['cloud-a']))[0]?.words).toContain('h2900.example');
  });
});

const KEYS = condition('keysUnreadable', { subject: 'keys' }, 'junk.json is not a key');
const REGION = condition('regionUnknown', { subject: 'region', peer: 'cloud-a' }, 'RegionTwo', 'RegionOne');

it('a condition is told in the log once when it begins and once when it has ended', async () => {
  vi.useFakeTimers();
  try {
    const said: unknown[] = [];
    const log = Object.fromEntries(
      ['error', 'warn', 'info'].map((level) => [
        level,
        (fields: object, words: string) => said.push([level, fields, words]),
      ]),
    ) as never;
    let all: Condition[] = [KEYS];
    const conditions = createConditions({ look: () => all, log: () => log, speaks: true, every: 1_000 });
    await vi.advanceTimersByTimeAsync(5_500);
    all = [REGION];
    await vi.advanceTimersByTimeAsync(5_000);
    conditions.close();
    expect(said).toEqual([
      ['error', { condition: 'keysUnreadable', subject: 'keys' }, KEYS.words],
      ['error', { condition: 'regionUnknown', subject: 'region', peer: 'cloud-a' }, REGION.words],
      ['info', { condition: 'keysUnreadable', subject: 'keys' }, `no longer so: ${KEYS.words}`],
    ]);
  } finally {
    vi.useRealTimers();
  }
});

it('readiness shows the words at the part or the member, and stays ready', () => {
  const readiness = createReadiness({
    fleet: () =>
      ({
        members: new Map([['cloud-a', { id: 'cloud-a', transport: { breakers: () => new Map() } }]]),
        clusters: new Map(),
        apis: new Map(),
      }) as never,
    parts: () => ({ keys: { ok: true, detail: '1 keys published' } }),
    draining: () => false,
    conditions: () => [KEYS, REGION],
  });
  const expected = {
    ready: true,
    parts: { keyFolder: { ok: false, needed: false, detail: KEYS.words } },
    members: { 'cloud-a': { ok: false, detail: REGION.words } },
  };
  expect(readiness()).toMatchObject(expected);
  const refusal = condition('configurationRefused', { subject: 'configuration' }, 'why');
  expect(mergeReadiness([readiness(), readiness()], false, [refusal])).toMatchObject({
    ...expected,
    parts: { ...expected.parts, configuration: { ok: false, needed: false, detail: refusal.words } },
  });
});

it('metrics have a sample for each condition that there is, and the first end of certificates', async () => {
  const registry = new Registry();
  let all = [KEYS, REGION];
  addConditions([registry], () => all);
  addCertificateEnds([registry], () => [
    { subject: 'served', peer: 'cloud-a', seconds: 100 },
    { subject: 'served', peer: 'cloud-a', seconds: -5 },
    { subject: 'listener', peer: '', seconds: 7 },
  ]);
  const samples = async () =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(await samples()).toEqual([
    'scs_gateway_condition{condition="keysUnreadable",subject="keys",peer=""} 1',
    'scs_gateway_condition{condition="regionUnknown",subject="region",peer="cloud-a"} 1',
    'scs_gateway_certificate_expires_seconds{subject="served",peer="cloud-a"} -5',
    'scs_gateway_certificate_expires_seconds{subject="listener",peer=""} 7',
  ]);
  all = [];
  expect((await samples()).filter((line) => line.startsWith('scs_gateway_condition'))).toEqual([]);
});

describe('scs-gateway check', () => {
  const check = async (...args: string[]) => {
    const said: string[] = [];
    const output = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
    return { code: await runCommandLine(['check', ...args], output, COMMANDS), said: said.join('') };
  };

  it('fails for a key folder that the next start fails with, in the words of the running gateway', async () => {
    const { folder, file } = await gateway();
    expect((await check('--config', file)).code).toBe(0);
    await writeFile(join(folder, 'keys', 'junk.json'), 'junk');
    const [found] = await told(file);
    const { code, said } = await check('--config', file);
    expect(code).toBe(1);
    expect(said).toContain(`fault: ${found?.words}\n`);
    expect(said).toContain('is right, but a gateway cannot start with it');
  });

  it('warns of a certificate for another name', async () => {
    const { file } = await gateway((source) => (source.gateway.publicUrl = 'https://gateway.example.org'));
    expect(await check('--config', file)).toMatchObject({
      code: 0,
      said: expect.stringContaining('warning: the certificate of gateway.listen.tls does not name gateway.example.org'),
    });
  });

  it('says which fields of a change need a restart', async () => {
    const before = (await gateway()).file;
    const after = (
      await gateway((source) => {
        source.gateway.publicUrl = 'https://127.0.0.1:8443';
        source.gateway.keys = '/elsewhere';
        source.clouds[0].name = 'Other';
      })
    ).file;
    expect((await check('--config', after, '--against', before)).said).toContain(
      `needs a restart of a gateway that runs with ${before}: gateway.publicUrl, gateway.keys`,
    );
    expect((await check('--config', before, '--against', before)).said).toContain('takes it up by itself');
  });
});
