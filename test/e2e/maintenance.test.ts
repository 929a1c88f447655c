// SPDX-License-Identifier: Apache-2.0
// A cloud in maintenance, as users, operators and monitoring see it: announced by the command or by the configuration, told
// everywhere, in the way of nothing but new objects where the operator wants it so. Clusters: kubernetes-maintenance.test.ts
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let token: string;
const saved = { ...process.env };
beforeAll(async () => {
  h = await startHarness();
  Object.assign(process.env, h.env);
  token = await h.scoped('alice');
});
afterAll(async () => {
  process.env = saved;
  await h.close();
});

async function member(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runCommandLine(
    ['member', ...args, '--config', h.file],
    {
      out(text) {
        said.out += text;
      },
      err(text) {
        said.err += text;
      },
    },
    COMMANDS,
  );
  return { code, ...said };
}
const scs = (method: string, path: string, json?: unknown) =>
  h.send(method, `/scs/v1${path}`, { token, ...(json === undefined ? {} : { json }) });
const servers = (cloud: string) => h.send('GET', `/clouds/${cloud}/compute/v2.1/servers`, { token });
const inForce = (cloud: string, value: string | null) =>
  vi.waitFor(async () => expect((await servers(cloud)).headers.get('x-scs-maintenance')).toBe(value), 20_000);

const WANTED = {
  name: 'web',
  flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
  image: { distro: 'ubuntu', version: '24.04' },
  networks: 'none',
};
const PAIR = { keypair: { name: 'drained' } };

describe('a cloud that is drained by the command', () => {
  it('is told of in native answers, lists, the list of clouds, readiness, metrics and the log', async () => {
    const { code, out, err } = await member('drain', 'cloud-a', '--reason', 'New storage', '--until', '4h');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^cloud cloud-a is in maintenance: New storage, until \S+Z\n$/),
    ]);
    expect(err).toContain('member resume cloud-a');
    const until = /until (\S+)\n/.exec(out)?.[1] as string;
    await inForce('cloud-a', `cloud-a;until="${until}"`);
    expect((await servers('cloud-b')).headers.get('x-scs-maintenance')).toBe(null);

    const shown = {
      reason: 'New storage',
      startedAt: expect.any(String),
      endsAt: expect.stringContaining(until.slice(0, 19)),
      refusesCreates: false,
    };
    const list = await scs('GET', '/servers');
    expect(list.headers.get('x-scs-maintenance')).toBe(`cloud-a;until="${until}"`);
    const reports = list.body.clouds as { cloud: string; status: string; maintenance?: object }[];
    expect(reports.map(({ cloud, status, maintenance }) => [cloud, status, maintenance])).toEqual([
      ['cloud-a', 'ok', shown],
      ['cloud-b', 'ok', undefined],
    ]);
    for (const path of ['/projects', '/search?q=web'])
      expect((await scs('GET', path)).body.clouds[0].maintenance).toEqual(shown);
    const clouds = (await scs('GET', '/clouds')).body.items as { status: string; maintenance: object | null }[];
    expect(clouds.map(({ status, maintenance }) => [status, maintenance])).toEqual([
      ['up', shown],
      ['up', null],
    ]);

    const ready = await h.operations('/readyz');
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { members: { 'cloud-a': { ok: true, detail: `no failure known; in maintenance: New storage, until ${until}` } } },
    ]);
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toMatch(/^scs_gateway_maintenance\{cloud="cloud-a",cluster=""\} 1$/m);
    expect(metrics).toMatch(/^scs_gateway_maintenance\{cloud="cloud-b",cluster=""\} 0$/m);
    expect(metrics).toContain(
      `scs_gateway_maintenance_until_seconds{cloud="cloud-a",cluster=""} ${Date.parse(until) / 1000}\n`,
    );
    expect(h.log.filter((line) => line.includes('"msg":"maintenance"'))).toHaveLength(1);
    expect((await member('list')).out).toMatch(
      /cloud-a +in maintenance: New storage, until .+\(since .+\)\ncloud +cloud-b +in service\n/,
    );
  });

  it('gets no server that names no cloud, and one that names it', async () => {
    for (const placement of [
      undefined,
      { strategy: 'spread' },
      { strategy: 'cheapest-fit', clouds: ['cloud-a', 'cloud-b'] },
    ]) {
      const made = await scs('POST', '/servers?wait=20', { ...WANTED, ...(placement && { placement }) });
      expect([made.status, made.body.placement.cloud]).toEqual([201, 'cloud-b']);
      expect(made.body.placement.considered[0]).toMatchObject({
        cloud: 'cloud-a',
        fits: false,
        against: [expect.stringMatching(/^in maintenance: New storage/)],
      });
    }
    const nowhere = await scs('POST', '/servers', { ...WANTED, placement: { strategy: 'first', clouds: ['cloud-a'] } });
    expect([nowhere.status, nowhere.text]).toEqual([422, expect.stringContaining('in maintenance: New storage')]);
    const named = await scs('POST', '/servers?wait=20', { ...WANTED, cloud: 'cloud-a' });
    expect([named.status, named.headers.get('x-scs-maintenance')]).toEqual([201, expect.stringContaining('cloud-a')]);
    const native = await h.send('POST', '/clouds/cloud-a/compute/v2.1/os-keypairs', { token, json: PAIR });
    expect(native.status).toBe(200);
  });

  it('refuses new objects in the dialect of who asks once that is wanted, and goes on with what is there', async () => {
    await member('drain', 'cloud-a', '--reason', 'New storage', '--refuse-creates');
    await vi.waitFor(async () => {
      const refused = await h.send('POST', '/clouds/cloud-a/compute/v2.1/os-keypairs', { token, json: PAIR });
      expect([refused.status, refused.headers.get('retry-after'), refused.body]).toEqual([
        503,
        '60',
        {
          serviceUnavailable: {
            code: 503,
            message: 'The member cloud cloud-a is in maintenance: New storage; nothing new is made.',
          },
        },
      ]);
    }, 20_000);
    const problem = await scs('POST', '/servers', { ...WANTED, cloud: 'cloud-a' });
    expect([problem.status, problem.headers.get('retry-after'), problem.body.type]).toEqual([
      503,
      '60',
      'urn:scs-gateway:error:memberMaintenance',
    ]);
    const network = await scs('POST', '/networks', { cloud: 'cloud-a', name: 'n' });
    expect([network.status, network.body.type]).toEqual([503, 'urn:scs-gateway:error:memberMaintenance']);

    const [server] = (await servers('cloud-a')).body.servers as { id: string }[];
    const path = `/clouds/cloud-a/compute/v2.1/servers/${server?.id}`;
    expect((await h.send('POST', `${path}/action`, { token, json: { 'os-stop': null } })).status).toBe(202);
    expect((await scs('GET', `/servers/cloud-a/${server?.id}`)).status).toBe(200);
    expect((await h.send('DELETE', path, { token })).status).toBe(204);
    expect((await h.send('DELETE', '/clouds/cloud-a/compute/v2.1/os-keypairs/drained', { token })).status).toBe(202);
    expect(await h.login('alice')).toBeTruthy();
    expect(await (await h.operations('/metrics')).text()).toMatch(
      /^scs_gateway_errors_total\{.*code="memberMaintenance".*\} \d/m,
    );
  });

  it('is back for everybody once it is resumed', async () => {
    expect(await member('resume', 'cloud-a')).toMatchObject({
      code: 0,
      out: 'cloud cloud-a is no longer in maintenance by member drain\n',
    });
    await inForce('cloud-a', null);
    const again = await member('resume', 'cloud-a');
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('has not announced any maintenance')]);
  });
});

describe('a cloud that the configuration says is in maintenance', () => {
  it('is told of at once after a reload, keeps its connections, and is not ended by the command', async () => {
    const before = h.a.requests.length;
    await h.gateway.reconfigure(
      await h.changed(({ clouds }) => {
        const [cloud] = clouds as unknown as Record<string, unknown>[];
        Object.assign(cloud as object, { maintenance: { reason: 'By file', until: '2020-01-01T00:00:00Z' } });
      }),
    );
    expect((await servers('cloud-a')).headers.get('x-scs-maintenance')).toBe('cloud-a;until="2020-01-01T00:00:00Z"');
    // Its session is the one of before: a new member would have logged in anew.
    expect(h.a.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
    const { code, err } = await member('resume', 'cloud-a');
    expect([code, err]).toEqual([1, expect.stringContaining('take out its section maintenance')]);
    expect((await member('list')).out).toContain('(its end has passed) (by the configuration)');
    await h.gateway.reconfigure(await h.changed(() => undefined));
    expect((await servers('cloud-a')).headers.get('x-scs-maintenance')).toBe(null);
  });
});

it.each([
  ['no reason', ['drain', 'cloud-a'], 'needs --reason'],
  ['a reason of two lines', ['drain', 'cloud-a', '--reason', 'a\nb'], 'one line'],
  ['an end that is past', ['drain', 'cloud-a', '--reason', 'x', '--until', '2020-01-01T00:00:00Z'], 'is past'],
  [
    'an end without an offset',
    ['drain', 'cloud-a', '--reason', 'x', '--until', '2027-01-01'],
    'a moment with its offset',
  ],
  [
    'a member that there is not',
    ['drain', 'cloud-x', '--reason', 'x'],
    'there is no member cloud-x; there are cloud-a',
  ],
])('member drain says what is wrong with it and drains nothing: %s', async (_name, args, words) => {
  const { code, err, out } = await member(...args);
  expect([code > 0, out, err]).toEqual([true, '', expect.stringContaining(words)]);
});

describeNoLeaks(() => h);
