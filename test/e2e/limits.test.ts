// SPDX-License-Identifier: Apache-2.0
// Limits as clients meet them: who has sent too much is told so in the words of the API asked, with when to come back,
// and nobody else notices. Windows are an hour long, so that no test depends on time.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, until } from './cluster-harness.ts';
import { type Answer, type ConfigFile, type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const times = async <T>(count: number, work: () => Promise<T>): Promise<T[]> => {
  const all: T[] = [];
  for (let i = 0; i < count; i++) all.push(await work());
  return all;
};
const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};
const statuses = (answers: readonly { readonly status: number }[]): number[] => answers.map(({ status }) => status);

const SERVERS = '/clouds/cloud-a/compute/v2.1/servers';

describe('a user’s limit', () => {
  const READS = 4;
  let h: Harness;
  let alice: string;
  let over: Answer;
  beforeAll(async () => {
    h = await startHarness({ gateway: { limits: { user: { read: `${READS}/1h`, write: '2/1h', login: '6/1h' } } } });
    alice = await h.scoped('alice');
    const answers = await times(READS + 1, () => h.send('GET', SERVERS, { token: alice }));
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 429]);
    over = answers.at(-1) as Answer;
  });
  afterAll(() => h.close());

  it('is told in Nova’s words, with whole seconds to wait', () => {
    const retryAfter = over.headers.get('retry-after') ?? '';
    expect(retryAfter).toMatch(/^[1-9]\d*$/);
    expect(over.body).toEqual({
      overLimit: {
        code: 429,
        message: `You have sent too many reads: 4 in 3600 seconds are allowed. Try again in ${retryAfter} seconds.`,
        retryAfter,
      },
    });
    expect(over.headers.get('x-openstack-request-id')).toMatch(/^req-/);
  });

  it('is told in the headers that are to be the standard', () => {
    expect(over.headers.get('ratelimit-policy')).toBe('"user-read";q=4;w=3600');
    expect(over.headers.get('ratelimit')).toBe(`"user-read";r=0;t=${over.headers.get('retry-after')}`);
  });

  it.each([
    ['network/v2.0/networks', 'NeutronError.type', 'HTTPTooManyRequests'],
    ['image/v2/images', 'error.code', 429],
    ['block-storage/v3/volumes', 'overLimit.code', 429],
    ['load-balancer/v2/lbaas/loadbalancers', 'faultcode', 'Client'],
    ['placement/resource_providers', 'errors.0.status', 429],
  ])('is told by %s in its own words', async (path, property, value) => {
    const answer = await h.send('GET', `/clouds/cloud-a/${path}`, { token: alice });
    expect(answer.status).toBe(429);
    expect(answer.body).toHaveProperty(property, value);
  });

  it('holds on every surface, each in its own words', async () => {
    const identity = await h.send('GET', '/identity/v3/auth/projects', { token: alice });
    expect([identity.status, identity.body.error]).toEqual([
      429,
      { code: 429, title: 'Too Many Requests', message: expect.stringContaining('4 in 3600 seconds') },
    ]);
    expect(identity.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(identity.headers.get('ratelimit')).toMatch(/^"user-read";r=0;t=\d+$/);
  });

  it('keeps what is refused from the member', async () => {
    const before = h.a.requests.length;
    expect(statuses(await times(5, () => h.send('GET', SERVERS, { token: alice })))).toEqual(Array(5).fill(429));
    expect(h.a.requests.length).toBe(before);
  });

  it('is another one for another kind of request', async () => {
    const write = () =>
      h
        .send('POST', '/clouds/cloud-a/image/v2/images', { token: alice, json: { name: 'one' } })
        .then(({ status }) => status);
    expect(await times(3, write)).toEqual([201, 201, 429]);
  });

  it('touches nobody else', async () => {
    const carol = await h.scoped('carol');
    expect((await h.send('GET', SERVERS, { token: carol })).status).toBe(200);
  });

  it('never keeps anybody from ending a token', async () => {
    const headers = { 'x-subject-token': alice };
    expect((await h.send('DELETE', '/identity/v3/auth/tokens', { token: alice, headers })).status).toBe(204);
  });

  it('counts logins and new scopes', async () => {
    const login = () =>
      h.login('bob').then(
        () => 201,
        (error: Error) => Number(/: (\d+) /.exec(error.message)?.[1]),
      );
    expect(await times(7, login)).toEqual([...Array(6).fill(201), 429]);
  });

  it('shows in metrics and in the log', async () => {
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toMatch(/^scs_gateway_limited_total\{limit="user-read",surface="openstack"\} \d+$/m);
    expect(metrics).toMatch(/^scs_gateway_limited_total\{limit="user-read",surface="identity"\} 1$/m);
    const line = h.log.map((text) => JSON.parse(text)).find(({ limit }) => limit === 'user-read');
    expect(line).toMatchObject({ status: 429, limit: 'user-read', user: 'acme/alice', reason: 'rateLimited' });
  });

  it('can change while the gateway runs', async () => {
    const carol = await h.scoped('carol');
    expect(statuses(await times(5, () => h.send('GET', SERVERS, { token: carol })))).toContain(429);
    await h.gateway.reconfigure(
      await h.changed((file: ConfigFile) => {
        file.gateway.limits.user.read = 'off';
      }),
    );
    expect(statuses(await times(5, () => h.send('GET', SERVERS, { token: carol })))).toEqual(Array(5).fill(200));
  });

  describeNoLeaks(() => h);
});

describe('a project’s limit', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({
      gateway: { limits: { user: { read: '5/1h' }, project: { read: '4/1h', write: '1/1h', fanOut: '1/1h' } } },
    });
  });
  afterAll(() => h.close());

  it('is told in the words of the API asked as that of all users together', async () => {
    const [alice, carol] = [await h.scoped('alice'), await h.scoped('carol')];
    for (const token of [alice, carol, alice, carol])
      expect((await h.send('GET', SERVERS, { token })).status).toBe(200);
    const over = await h.send('GET', SERVERS, { token: alice });
    const retryAfter = over.headers.get('retry-after') ?? '';
    expect([over.status, over.body]).toEqual([
      429,
      {
        overLimit: {
          code: 429,
          message: `All users of your project together have sent too many reads: 4 in 3600 seconds are allowed. Try again in ${retryAfter} seconds.`,
          retryAfter,
        },
      },
    ]);
    expect(over.headers.get('ratelimit-policy')).toBe('"project-read";q=4;w=3600');
    const identity = await h.send('GET', '/identity/v3/auth/projects', { token: carol });
    expect([identity.status, identity.body.error.title]).toEqual([429, 'Too Many Requests']);
    const scs = await h.send('GET', '/scs/v1/me', { token: carol });
    expect([scs.status, scs.body.type]).toEqual([429, 'urn:scs-gateway:error:rateLimited']);
    expect(scs.body.detail).toContain('All users of your project together');
  });

  it('is no limit of another project of the same user', async () => {
    const token = await h.scoped('carol', 'teaching');
    expect(statuses(await times(4, () => h.send('GET', SERVERS, { token })))).toEqual([200, 200, 200, 429]);
  });

  it('holds for changes, and for questions to all clouds', async () => {
    const token = await h.scoped('alice');
    const create = () => h.send('POST', '/clouds/cloud-a/image/v2/images', { token, json: { name: 'one' } });
    expect(statuses(await times(2, create))).toEqual([201, 429]);
    const list = await times(2, () => h.send('GET', '/scs/v1/servers', { token }));
    expect(statuses(list)).toEqual([200, 429]);
    expect(list[1]?.headers.get('ratelimit')).toMatch(/^"project-fan-out";r=0;t=\d+$/);
  });

  it('shows in metrics by its kind alone, and in the log by its name', async () => {
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toMatch(/^scs_gateway_limited_total\{limit="project-read",surface="openstack"\} 1$/m);
    expect(metrics).toMatch(/^scs_gateway_limited_total\{limit="project-write",surface="openstack"\} 1$/m);
    expect(metrics).not.toMatch(/acme|research/);
    const line = h.log.map((text) => JSON.parse(text)).find(({ limit }) => limit === 'project-read');
    expect(line).toMatchObject({ status: 429, user: 'acme/alice', project: 'acme/research', reason: 'rateLimited' });
  });

  it('can change while the gateway runs', async () => {
    const token = await h.scoped('alice');
    await h.gateway.reconfigure(
      await h.changed((file: ConfigFile) => {
        delete file.gateway.limits.project;
      }),
    );
    expect((await h.send('GET', SERVERS, { token })).status).toBe(200);
  });

  describeNoLeaks(() => h);
});

describe('a cloud’s limit', () => {
  let h: Harness;
  afterEach(() => h.close());

  it('holds for all users together, and for this cloud alone', async () => {
    h = await startHarness({ openstack: { limits: { requests: '4/1h' } } });
    const [alice, carol] = [await h.scoped('alice'), await h.scoped('carol')];
    for (const token of [alice, carol, alice, carol])
      expect((await h.send('GET', SERVERS, { token })).status).toBe(200);
    const answer = await h.send('GET', SERVERS, { token: alice });
    expect([answer.status, answer.body]).toEqual([
      503,
      {
        serviceUnavailable: {
          code: 503,
          message: 'The member cloud cloud-a has reached its limit of concurrent requests; try again in a moment.',
        },
      },
    ]);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(answer.headers.get('ratelimit-policy')).toBe('"cloud-requests";q=4;w=3600');
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token: alice })).status).toBe(200);
    // A list over all clouds is told of it as of any other failure of one cloud.
    const { body: list } = await h.send('GET', '/scs/v1/keypairs', { token: alice });
    expect(list.clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'error', error: { code: 'memberFull' } },
      { cloud: 'cloud-b', status: 'ok' },
    ]);
  });

  it('of requests under way keeps a slow cloud from taking what the others need', async () => {
    h = await startHarness({ openstack: { limits: { inFlight: 3 }, timeouts: { headers: '60s' } } });
    const token = await h.scoped('alice');
    const inFlight = async () =>
      Number(
        /^scs_gateway_in_flight\{cloud="cloud-a",kind="request"\} (\d+)$/m.exec(
          await (await h.operations('/metrics')).text(),
        )?.[1],
      );
    await h.a.faults.set('compute', 'hang');
    const leave = new AbortController();
    const slow = Array.from({ length: 3 }, () =>
      fetch(`${h.url}${SERVERS}`, { headers: { 'x-auth-token': token }, signal: leave.signal }).catch(() => undefined),
    );
    await eventually(async () => (await inFlight()) === 3);
    const answer = await h.send('GET', SERVERS, { token });
    expect([answer.status, answer.headers.get('retry-after'), answer.body.serviceUnavailable.code]).toEqual([
      503,
      '1',
      503,
    ]);
    // Whatever its service: it is the cloud's places that are taken.
    expect((await h.send('GET', '/clouds/cloud-a/image/v2/images', { token })).status).toBe(503);
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status).toBe(200);
    expect(await h.login('carol')).toMatch(/^eyJ/);

    await h.a.faults.clear();
    leave.abort();
    await Promise.all(slow);
    await eventually(async () => (await inFlight()) === 0);
    expect((await h.send('GET', SERVERS, { token })).status).toBe(200);
    expect(await (await h.operations('/metrics')).text()).toMatch(
      /^scs_gateway_limited_total\{limit="cloud-in-flight",surface="openstack"\} 2$/m,
    );
  });
});

describe('a limit on the way to a cluster', () => {
  let h: ClusterHarness;
  let token: string;
  const PODS = '/k8s/hub/api/v1/namespaces/default/pods';
  beforeAll(async () => {
    h = await startClusterHarness();
    token = await h.login('alice');
    await h.reload((file) => {
      file.gateway.limits = { user: { read: '2/1h' } };
      for (const cluster of file.clouds[0].clusters) cluster.limits = { streams: 2 };
    });
  });
  afterAll(() => h.close());

  it('is a Status that client-go can read', async () => {
    const answers = await times(3, () => h.send('GET', PODS, { token }));
    expect(statuses(answers)).toEqual([200, 200, 429]);
    const [, , { headers, body }] = answers as [unknown, unknown, (typeof answers)[number]];
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(headers['ratelimit-policy']).toBe('"user-read";q=2;w=3600');
    expect(body).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      reason: 'TooManyRequests',
      code: 429,
      details: { retryAfterSeconds: Number(headers['retry-after']) },
      message: expect.stringContaining('2 in 3600 seconds'),
    });
  });

  it('counts a watch by its own kind, and gives watches places of their own', async () => {
    const h2 = await h.h2();
    const watch = () => h2.open('GET', `${PODS}?watch=true`, { authorization: `Bearer ${token}` });
    const open = [watch(), watch()];
    await until(() => h.cluster.objects.watches() === 2);
    const third = await h.send('GET', `${PODS}?watch=true`, { token });
    expect([third.status, third.body.reason, third.headers['retry-after']]).toEqual([503, 'ServiceUnavailable', '1']);
    open[0]?.close(8);
    await until(() => h.cluster.objects.watches() === 1);
    const fourth = watch();
    await until(() => h.cluster.objects.watches() === 2);
    for (const stream of [open[1], fourth]) stream?.close(8);
    await until(() => h.cluster.objects.watches() === 0);
  });
});

describe('while the event loop lags', () => {
  let h: Harness;
  let busy: NodeJS.Timeout | undefined;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(async () => {
    clearInterval(busy);
    await h.close();
  });

  it('new requests are refused in the words of the API asked, the operations listener answers, and it ends', async () => {
    const token = await h.scoped('alice');
    await h.gateway.reconfigure(
      await h.changed((file: ConfigFile) => {
        file.gateway.limits = { loopLag: '20ms' };
      }),
    );
    busy = setInterval(() => {
      const end = performance.now() + 60;
      while (performance.now() < end);
    }, 1);
    const refused = async (path: string): Promise<Answer> => {
      for (;;) {
        const answer = await h.send('GET', path, { token });
        if (answer.status === 503) return answer;
      }
    };
    const nova = await refused(SERVERS);
    expect(nova.body.serviceUnavailable).toEqual({
      code: 503,
      message: 'The gateway is overloaded; try again in a moment.',
    });
    expect(nova.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    // By another connection a balancer may give it to a replica that has time.
    expect(nova.headers.get('connection')).toBe('close');
    expect((await refused('/clouds/cloud-a/network/v2.0/networks')).body.NeutronError.type).toBe(
      'HTTPServiceUnavailable',
    );
    expect((await refused('/identity/v3/auth/projects')).body.error.code).toBe(503);
    expect((await refused('/k8s/any/api')).body).toMatchObject({ kind: 'Status', reason: 'ServiceUnavailable' });
    for (const path of ['/livez', '/readyz', '/metrics']) expect((await h.operations(path)).status).toBe(200);
    // Members must be able to read the keys.
    expect((await h.send('GET', '/.well-known/jwks.json')).status).toBe(200);
    expect(await (await h.operations('/metrics')).text()).toMatch(/^scs_gateway_limited_total\{limit="overload",/m);
    clearInterval(busy);
    // How it ends by itself: test/unit/gateway/limits/overload.test.ts. A busy machine may lag as much without this test.
    await h.gateway.reconfigure(
      await h.changed((file: ConfigFile) => {
        file.gateway.limits = { loopLag: 'off' };
      }),
    );
    const allWell = async () =>
      statuses(await times(10, () => h.send('GET', SERVERS, { token }))).every((status) => status === 200);
    await eventually(allWell);
  }, 60_000);
});
