// SPDX-License-Identifier: Apache-2.0
// The hole: a limit of a project that its users get around, by another user of it, another token, an application credential or
// a token without a project that names it in the body; or one that others can use up: who is in no project has no part in it,
// and an account of a cloud that names its project as it likes has none of the federation's.
import { afterEach, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, rescope, startHarness } from '../e2e/harness.ts';

let h: Harness;
afterEach(async () => {
  expect(h.leaks()).toEqual([]);
  await h.close();
});

const SERVERS = '/clouds/cloud-a/compute/v2.1/servers';
const read = async (token: string, path = SERVERS): Promise<number> => (await h.send('GET', path, { token })).status;
const withLimits = (project: object, user: object = {}) => startHarness({ gateway: { limits: { project, user } } });
const unscoped = async (token: string): Promise<string> =>
  (await rescope(h.url, token, 'unscoped')).headers.get('x-subject-token') ?? '';

describe('a project that has used up its limit', () => {
  it('gets no new one by another user, another token, another cloud or another surface', async () => {
    h = await withLimits({ read: '3/1h' });
    const [alice, carol] = [await h.scoped('alice'), await h.scoped('carol')];
    expect([await read(alice), await read(carol), await read(alice), await read(carol)]).toEqual([200, 200, 200, 429]);
    expect(await read(await h.scoped('alice'))).toBe(429);
    expect(await read(alice, '/clouds/cloud-b/compute/v2.1/servers')).toBe(429);
    expect(await read(alice, '/identity/v3/auth/projects')).toBe(429);
    expect(await read(alice, '/scs/v1/me')).toBe(429);
  });

  it('holds back the other projects of its users no more than their own limit says', async () => {
    h = await withLimits({ read: '2/1h' }, { read: '5/1h' });
    const [research, teaching] = [await h.scoped('carol'), await h.scoped('carol', 'teaching')];
    expect([await read(research), await read(research), await read(research), await read(research)]).toEqual([
      200, 200, 429, 429,
    ]);
    expect([await read(teaching), await read(teaching), await read(teaching)]).toEqual([200, 200, 429]);
    // The four that were let through count for carol, the refused ones do not.
    const none = await unscoped(research);
    expect([await read(none, '/identity/v3/auth/projects'), await read(none, '/identity/v3/auth/projects')]).toEqual([
      200, 429,
    ]);
    expect(await read(await h.scoped('bob', 'teaching'))).toBe(429);
  });

  it('never keeps anybody from ending a token', async () => {
    h = await withLimits({ write: '1/1h' });
    const token = await h.scoped('alice');
    const create = () => h.send('POST', '/clouds/cloud-a/image/v2/images', { token, json: { name: 'one' } });
    expect([(await create()).status, (await create()).status]).toEqual([201, 429]);
    const headers = { 'x-subject-token': token };
    expect((await h.send('DELETE', '/identity/v3/auth/tokens', { token, headers })).status).toBe(204);
  });
});

describe('a token without a project', () => {
  it('is limited by its user alone, and uses up no project’s limit', async () => {
    h = await withLimits({ read: '1/1h', fanOut: '1/1h' });
    const none = await unscoped(await h.scoped('alice'));
    for (let i = 0; i < 3; i++) expect(await read(none, '/identity/v3/auth/projects')).toBe(200);
    for (let i = 0; i < 3; i++) expect(await read(none, '/scs/v1/servers')).toBe(200);
    expect(await read(await h.scoped('carol'))).toBe(200);
  });

  it('changes no more in a project than one that is for it', async () => {
    h = await withLimits({ write: '2/1h' });
    const scoped = await h.scoped('carol');
    const none = await unscoped(scoped);
    const { access_token } = await h.idp.tokens.password('carol');
    const create = async (authorization: string, project: string) =>
      h.send('POST', '/scs/v1/networks', {
        headers: { authorization: `Bearer ${authorization}` },
        json: { cloud: 'cloud-a', name: 'one', project: projectRef('acme', project).id },
      });
    expect((await create(none, 'research')).status).toBe(201);
    expect((await create(scoped, 'research')).status).toBe(201);
    const written = () =>
      h.a.requests.filter(({ service, method }) => service === 'network' && method !== 'GET').length;
    expect(written()).toBe(2);
    for (const token of [none, access_token, scoped]) {
      const answer = await create(token, 'research');
      expect([answer.status, answer.body.detail]).toEqual([
        429,
        expect.stringContaining('All users of your project together have sent too many changes: 2 in 3600 seconds'),
      ]);
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect(written()).toBe(2);
    expect((await create(none, 'teaching')).status).toBe(201);
  });
});

describe('an account of a cloud itself', () => {
  it('shares a limit with the accounts of its project there, and none with the federation’s', async () => {
    h = await startHarness({
      gateway: { limits: { project: { read: '2/1h' } } },
      strategies: { b: { kind: 'native' } },
      native: ['b'],
    });
    const answer = await h.send('POST', '/clouds/cloud-b/identity/v3/auth/tokens', {
      json: {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'local', domain: { id: 'default' }, password: 'local-pw' } },
          },
          scope: { project: { name: 'research', domain: { name: 'acme' } } },
        },
      },
    });
    const local = answer.headers.get('x-subject-token') ?? '';
    const native = '/clouds/cloud-b/compute/v2.1/servers';
    expect([await read(local, native), await read(local, native), await read(local, native)]).toEqual([200, 200, 429]);
    expect(await read(await h.scoped('alice'))).toBe(200);
  });
});
