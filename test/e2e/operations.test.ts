// SPDX-License-Identifier: Apache-2.0
// What the operator sees: metrics whose labels are closed sets, one log line a request, readiness in detail.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_KINDS } from '../../src/gateway/audit/kinds.ts';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = projectRef('acme', 'research');

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  const image = await h.send('POST', '/clouds/cloud-b/image/v2/images', { token, json: { name: 'm' } });
  // A bit of everything that could tempt somebody to make a label of it.
  for (const [method, path] of [
    ['GET', '/clouds/cloud-a/compute/v2.1/servers'],
    ['GET', `/clouds/cloud-a/compute/v2.1/os-quota-sets/${RESEARCH.id}?detail=1`],
    ['GET', `/clouds/cloud-b/image/v2/images/${image.body.id}`],
    ['GET', '/clouds/cloud-b/network/v2.0/networks/none'],
    ['GET', '/clouds/cloud-z/compute/v2.1/servers'],
    ['GET', '/clouds/cloud-a/evil-service-1/x'],
    ['GET', '/clouds/cloud-a/compute/../x'],
    ['COPY', `/clouds/cloud-a/object-store/v1/AUTH_${RESEARCH.id}/a/b`],
    ['PROPFIND', '/clouds/cloud-a/compute/v2.1/servers'],
    ['GET', '/no-such-page-1'],
    ['GET', '/identity/v3/projects'],
    ['GET', '/.well-known/jwks.json'],
    ['GET', '/'],
  ] as const)
    await h.send(method, path, { token });
  await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token: 'nonsense' });
});
afterAll(() => h.close());

interface Sample {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}
async function samples(): Promise<Sample[]> {
  const text = await (await h.operations('/metrics')).text();
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return {
        name,
        labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])),
        value: Number(value),
      };
    });
}

describe('metrics', () => {
  const CLOUDS = ['', 'cloud-a', 'cloud-b'];
  const CLOSED: Record<string, readonly string[] | RegExp> = {
    surface: ['openstack', 'identity', 'discovery', 'kubernetes', 'scs', 'console', 'portal', 'other'],
    cloud: CLOUDS,
    cluster: [''],
    service: ['', 'compute', 'image', 'network', 'block-storage', 'object-store', 'placement', 'identity', 'other'],
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'COPY', 'OTHER'],
    status: ['2xx', '3xx', '4xx', '5xx', 'aborted'],
    strategy: ['hub-oidc'],
    outcome: ['opened', 'reused', 'failed', 'ok', 'refused', 'applied', 'error', 'ignored', 'cut'],
    reason: /^[a-zA-Z]{2,40}$/,
    to: ['up', 'down'],
    operation: ['get', 'find', 'list', 'put', 'remove', 'all'],
    provider: ['demo'],
    kind: [
      'request',
      'stream',
      'own',
      'known',
      'anonymous',
      'exception',
      'rejection',
      ...Object.keys(AUDIT_KINDS),
      'chain.begun',
    ],
    sink: ['file'],
    code: /^[a-zA-Z]{2,40}$/,
    limit:
      /^(?:user-(?:login|read|write|stream|fan-out)|address-(?:login|failed)|cl(?:oud|uster)-requests|cloud-in-flight|overload|body-time|headers|parameters)$/,
    le: /^(?:\+Inf|\d+(?:\.\d+)?)$/,
  };

  it('have labels of closed sets only', async () => {
    const own = (await samples()).filter(({ name }) => /^scs_gateway_(?!nodejs|process|eventloop)/.test(name));
    expect(own.length).toBeGreaterThan(20);
    const strange = own.flatMap(({ name, labels }) =>
      Object.entries(labels)
        .filter(([label, value]) => {
          const set = CLOSED[label];
          return set === undefined || !(set instanceof RegExp ? set.test(value) : set.includes(value));
        })
        .map(([label, value]) => `${name}{${label}="${value}"}`),
    );
    expect(strange).toEqual([]);
  });

  it('hold no id, no path, no name of a user and no address', async () => {
    const text = await (await h.operations('/metrics')).text();
    expect(text).not.toMatch(/[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-|\/v[23]|alice|evil|no-such-page|127\.0\.0\.1/);
  });

  it('count each request once, by where it went', async () => {
    const count = async (): Promise<number> =>
      (await samples())
        .filter(
          ({ name, labels }) =>
            name === 'scs_gateway_requests_total' &&
            labels.cloud === 'cloud-a' &&
            labels.service === 'compute' &&
            labels.method === 'GET' &&
            labels.status === '2xx',
        )
        .reduce((sum, { value }) => sum + value, 0);
    const before = await count();
    for (let i = 0; i < 3; i++) await h.send('GET', '/clouds/cloud-a/compute/v2.1/flavors', { token });
    expect(await count()).toBe(before + 3);
  });

  it.each([
    'scs_gateway_requests_total',
    'scs_gateway_request_duration_seconds_bucket',
    'scs_gateway_sessions_total',
    'scs_gateway_identity_checks_total',
    'scs_gateway_catalog_age_seconds',
    'scs_gateway_breaker_state',
    'scs_gateway_nodejs_eventloop_lag_seconds',
  ])('have %s', async (wanted) => {
    expect((await samples()).map(({ name }) => name)).toContain(wanted);
  });
});

describe('the log', () => {
  const requests = () => h.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');

  it('has one line of JSON for each request, with who, where and what came of it', async () => {
    const before = requests().length;
    const answer = await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers?name=secret-words', { token });
    const lines = requests().slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 30,
      method: 'GET',
      path: '/clouds/cloud-b/compute/v2.1/servers',
      status: 200,
      surface: 'openstack',
      cloud: 'cloud-b',
      service: 'compute',
      strategy: 'hub-oidc',
      user: 'acme/alice',
      project: 'acme/research',
      upstreamRequestId: answer.headers.get('x-openstack-request-id'),
    });
    expect(lines[0].ms).toBeGreaterThan(0);
    expect(lines[0].userId).toMatch(/^[0-9a-f]{64}$/);
    // A query may carry a signature.
    expect(h.log.join('')).not.toContain('secret-words');
  });

  it('gives the reason that the client is not told', async () => {
    const before = requests().length;
    const forged = `${token.slice(0, -86)}${'A'.repeat(86)}`;
    const answer = await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token: forged });
    expect(answer.body.error.message).toBe('The request you have made requires authentication.');
    expect(requests()[before]).toMatchObject({
      status: 401,
      reason: expect.stringMatching(/^unauthorized: .*signature/),
    });
  });

  it('has a line for logins too, and names no secret anywhere', async () => {
    const before = requests().length;
    const login = await h.login('bob');
    expect(
      requests()
        .slice(before)
        .map(({ surface, status }) => [surface, status]),
    ).toEqual([['identity', 201]]);
    const line = await h.send('DELETE', '/identity/v3/auth/tokens', {
      token: login,
      headers: { 'x-subject-token': login },
    });
    expect(line.status).toBe(204);
    expect(requests().at(-1)).toMatchObject({ status: 204, user: 'acme/bob' });
  });

  it('cuts a path that is too long', async () => {
    await h.send('GET', `/clouds/cloud-a/compute/v2.1/${'x'.repeat(4000)}`, { token });
    expect(requests().at(-1).path.length).toBe(512);
  });
});

describe('the operations listener', () => {
  it('is ready, part by part', async () => {
    const answer = await h.operations('/readyz');
    expect(answer.status).toBe(200);
    const { status, parts, members } = (await answer.json()) as {
      status: string;
      parts: Record<string, { ok: boolean; detail: string }>;
      members: Record<string, { ok: boolean; detail: string }>;
    };
    expect(status).toBe('ready');
    for (const part of ['store', 'keys', 'accepting']) expect(parts[part]?.ok).toBe(true);
    expect(Object.keys(members)).toEqual(['cloud-a', 'cloud-b']);
    for (const member of Object.values(members)) expect(member.ok).toBe(true);
  });

  it('is alive', async () => {
    expect((await h.operations('/livez')).status).toBe(200);
  });

  it('shows nothing of this on the public port', async () => {
    for (const path of ['/metrics', '/readyz', '/livez']) expect((await h.send('GET', path)).status).toBe(404);
  });
});

describeNoLeaks(() => h);
