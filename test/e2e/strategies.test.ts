// SPDX-License-Identifier: Apache-2.0
// Every way to prove somebody to a member, through the whole gateway; and members that call projects otherwise.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, rescope, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = projectRef('acme', 'research');
const research = { project: { id: RESEARCH.id } };
const names = (list: { name: string }[]): string[] => list.map(({ name }) => name);

const HELD = { project: 'acme/research', groups: ['acme-research'] };
const STRATEGIES = {
  'hub-oidc': { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
  'application-credential': {
    kind: 'application-credential',
    credentials: [{ ...HELD, id: 'env:AC_ID', secret: 'env:AC_SECRET' }],
  },
  password: {
    kind: 'password',
    credentials: [{ ...HELD, username: 'local', userDomain: 'Default', password: 'env:LOCAL_PASSWORD' }],
  },
};

describe.each(Object.entries(STRATEGIES))('by %s', (kind, strategy) => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ strategies: { a: strategy } });
  });
  afterAll(() => h.close());

  const visible = async (user: string): Promise<string[]> => {
    const { body } = await h.send('GET', '/identity/v3/auth/projects', { token: await h.login(user) });
    return names(body.projects);
  };

  it('a member of the group works in the project, and all is in the gateway’s ids', async () => {
    const token = await h.scoped('alice');
    const made = await h.send('POST', '/clouds/cloud-a/network/v2.0/networks', {
      token,
      json: { network: { name: kind } },
    });
    expect(made.status).toBe(201);
    expect(made.body.network.project_id).toBe(RESEARCH.id);
    const seen = h.a.requests.findLast(({ service }) => service === 'network');
    expect(seen?.headers['x-auth-token']).toMatch(/^gAAAAA/);
    const inVolumes = await h.send('GET', `/clouds/cloud-a/block-storage/v3/${RESEARCH.id}/volumes`, { token });
    expect(inVolumes.status).toBe(200);
  });

  it('a user of another group is kept out of it', async () => {
    expect(await visible('bob')).not.toContain('research');
    const answer = await rescope(h.url, await h.login('bob'), research);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${h.url}/identity/v3"`);
  });

  it('a user without groups sees nothing, and may still log in', async () => {
    expect(await visible('mallory')).toEqual([]);
  });

  it('the projects of both clouds are one list', async () => {
    expect(await visible('alice')).toEqual(['only-b', 'research']);
  });

  it('a project that only the other cloud has works there, and is refused here with 403', async () => {
    const token = await h.scoped('alice', 'only-b');
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status).toBe(200);
    const here = await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token });
    expect([here.status, here.body.forbidden.message]).toEqual([403, 'This cloud gives your project no access.']);
  });

  it('many requests at a time open one session', async () => {
    h.a.tokens.revokeAll();
    const token = await h.scoped('alice');
    const logins = () =>
      h.a.requests.filter(({ method, url }) => method === 'POST' && /auth(\/tokens)?$/.test(url.split('?')[0] ?? ''));
    await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token });
    h.a.tokens.revokeAll();
    const before = logins().length;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    // One proof, and one scope where the strategy proves the person first.
    expect(logins().length - before).toBeLessThanOrEqual(kind === 'hub-oidc' ? 3 : 2);
  });

  it('the log names the user, though the member may see a technical one', async () => {
    const lines = h.log
      .map((line) => JSON.parse(line))
      .filter(({ cloud, msg }) => cloud === 'cloud-a' && msg === 'request');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every(({ strategy, user }) => strategy === kind && user === 'acme/alice')).toBe(true);
  });

  it('sessions are counted by strategy and outcome', async () => {
    const text = await (await h.operations('/metrics')).text();
    expect(text).toContain(
      `scs_gateway_sessions_total{cloud="cloud-a",strategy="${kind}",outcome="opened",reason="ok"}`,
    );
  });

  describeNoLeaks(() => h);
});

describe('a member that calls a project otherwise', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({
      clouds: {
        projects: ['acme/research', 'acme/teaching', 'customer-42/lab'],
        groups: {
          'acme-research': [
            ['customer-42', 'lab', 'member'],
            ['acme', 'only-b', 'member'],
          ],
        },
      },
      openstack: { projects: { 'acme/research': 'customer-42/lab' } },
    });
  });
  afterAll(() => h.close());

  it('is known by the gateway’s name in lists, tokens and answers', async () => {
    const login = await h.login('alice');
    const list = await h.send('GET', '/identity/v3/auth/projects', { token: login });
    expect(list.body.projects).toMatchObject([{ name: 'research', domain_id: RESEARCH.domain.id }]);
    const token = await h.scoped('alice');
    const made = await h.send('POST', '/clouds/cloud-a/network/v2.0/networks', {
      token,
      json: { network: { name: 'n' } },
    });
    expect(made.body.network.project_id).toBe(RESEARCH.id);
    const seen = h.a.requests.findLast(({ service }) => service === 'network');
    expect(h.a.tokens.find(String(seen?.headers['x-auth-token']))?.project).toMatchObject({ name: 'lab' });
  });

  it('does not open the project that has this name there', async () => {
    expect(
      (await rescope(h.url, await h.login('alice'), { project: { name: 'lab', domain: { name: 'customer-42' } } }))
        .status,
    ).toBe(401);
  });

  describeNoLeaks(() => h);
});
