// SPDX-License-Identifier: Apache-2.0
// A login without groups or projects succeeded without a word, and everything after it looked like a fault of the clouds:
// the log and /scs/v1/me say why.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ gateway: { logLevel: 'debug' } });
});
afterAll(() => h.close());

let second = Math.floor(Date.now() / 1000) - 100;
const mint = (user: string, claims: object): Promise<string> => {
  second += 1;
  return h.idp.mint({ sub: user, preferred_username: user, iat: second, exp: second + 600, ...claims });
};
const login = async (token: string): Promise<string> => {
  const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
  const answer = await h.send('POST', path, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(201);
  return String(answer.headers.get('x-subject-token'));
};
const notes = async (token: string): Promise<{ code: string; message: string }[]> =>
  (await h.send('GET', '/scs/v1/me', { headers: { authorization: `Bearer ${token}` } })).body.notes;
const logged = (msg: string): Record<string, unknown>[] =>
  h.log.map((line) => JSON.parse(line)).filter((line) => line.msg === msg);

const GROUPLESS = [
  ['overage', { scp: 'login', _claim_names: { groups: 'src1' } }],
  ['overage', { hasgroups: true }],
  ['missing', {}],
  ['empty', { groups: [] }],
  ['shape', { groups: { research: {} } }],
  ['filtered', { groups: ['research', 'system:masters'] }],
  ['unfit', { groups: ['acme-a;acme-b'] }],
] as const;

describe('a login without groups', () => {
  it.each(GROUPLESS)('says %s, for %j', async (reason, claims) => {
    const user = `nobody-${reason}-${JSON.stringify(claims).length}`;
    const idp = await mint(user, claims);
    const token = await login(idp);
    // Both of its own token and of the identity provider's, and as often as it is asked.
    for (const one of [token, idp]) expect((await notes(one))[0]).toMatchObject({ code: `noGroups.${reason}` });
    await login(await mint(user, claims));
    expect(logged('login without groups').filter((line) => line.reason === reason).length).toBeGreaterThan(0);
    const id = (await h.send('GET', '/scs/v1/me', { headers: { authorization: `Bearer ${token}` } })).body.user.id;
    expect(logged('login without groups').filter((line) => line.user === id)).toMatchObject([
      {
        provider: 'demo',
        outcome: 'noGroups',
        reason,
        detail: expect.stringContaining(reason === 'overage' ? 'more' : '"'),
      },
    ]);
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toContain(
      `scs_gateway_identity_checks_total{provider="demo",outcome="noGroups",reason="${reason}"}`,
    );
  });
});

describe('a login without projects', () => {
  it('says what each cloud has said', async () => {
    const token = await login(await mint('lonely', { groups: ['acme-nobody-knows'] }));
    expect(await notes(token)).toEqual([
      { code: 'noProjects', message: expect.stringMatching(/no project on any cloud.*: cloud-a .*, cloud-b .*\./) },
    ]);
    for (let i = 0; i < 3; i += 1) await h.send('GET', '/identity/v3/auth/projects', { token });
    expect(logged('login without projects')).toMatchObject([
      { provider: 'demo', groups: 1, clouds: { 'cloud-a': expect.any(String), 'cloud-b': expect.any(String) } },
    ]);
  });

  it('is none of somebody who has both', async () => {
    expect(await notes(await h.login('alice'))).toEqual([]);
    expect(await notes(await h.scoped('alice'))).toEqual([]);
  });
});

it('which groups a login has kept, and which were left out, is a line of level debug, and how many a note', async () => {
  const claims = { groups: ['acme-research', 'research', 'system:masters', 'acme-a;acme-b'] };
  const token = await login(await mint('sorted', claims));
  for (const one of [token, await mint('sorted', claims)])
    expect(await notes(one)).toEqual([
      { code: 'groupsLeftOut', message: expect.stringMatching(/Left out: 2 that .*groups; 1 with a name/) },
    ]);
  expect(logged('groups of a login').at(-1)).toMatchObject({
    level: 20,
    provider: 'demo',
    kept: ['acme-research'],
    leftOut: ['research', 'system:masters', 'acme-a;acme-b'],
  });
});
