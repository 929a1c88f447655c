// SPDX-License-Identifier: Apache-2.0
// A gateway token's life: what it opens, what it does not, and its end.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rotateKeys } from '../../src/federation/keys.ts';
import { projectRef } from '../../src/model/ids.ts';
import { type Answer, type Harness, rescope, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = { project: { id: projectRef('acme', 'research').id } };

let h: Harness;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  h = await startHarness();
});
afterAll(async () => {
  await h.close();
  vi.useRealTimers();
});

const PLACES = [
  '/identity/v3/auth/projects',
  '/clouds/cloud-a/compute/v2.1/servers',
  '/clouds/cloud-b/image/v2/images',
  '/clouds/cloud-b/network/v2.0/networks',
];
const challenge = () => `Keystone uri="${h.url}/identity/v3"`;
/** `why`: of a token that was good, and whose holder may know what became of it. */
const isRefused = ({ status, headers, body }: Answer, why = ''): void => {
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe(challenge());
  expect(body.error.code).toBe(401);
  const sentence = 'The request you have made requires authentication.';
  if (why === '') expect(body.error.message).toBe(sentence);
  else expect(body.error.message.startsWith(`${sentence} The token has ${why}: log in again`)).toBe(true);
};
const expiry = async (answer: Response): Promise<number> =>
  Date.parse(((await answer.json()) as { token: { expires_at: string } }).token.expires_at);

describe('a token', () => {
  it('is refused everywhere once it is revoked, and what it was made for the rest of its login is not', async () => {
    const login = await h.login('alice');
    const token = (await rescope(h.url, login, RESEARCH)).headers.get('x-subject-token') ?? '';
    for (const path of PLACES) expect((await h.send('GET', path, { token })).status).toBe(200);
    const gone = await h.send('DELETE', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
    expect(gone.status).toBe(204);
    const before = h.a.requests.length + h.b.requests.length;
    for (const path of PLACES) isRefused(await h.send('GET', path, { token }), 'been revoked');
    expect(h.a.requests.length + h.b.requests.length).toBe(before);
    expect((await rescope(h.url, login, RESEARCH)).status).toBe(201);
  });

  it('takes all that was derived from it along', async () => {
    const login = await h.login('alice');
    const token = (await rescope(h.url, login, RESEARCH)).headers.get('x-subject-token') ?? '';
    await h.send('DELETE', '/identity/v3/auth/tokens', { token: login, headers: { 'x-subject-token': login } });
    for (const path of PLACES) isRefused(await h.send('GET', path, { token }), 'been revoked');
    expect((await rescope(h.url, login, RESEARCH)).status).toBe(401);
  });

  it.each([
    ['compute', '/v2.1/servers', 'forbidden'],
    ['network', '/v2.0/networks', 'NeutronError'],
    ['image', '/v2/images', 'error'],
  ])('without a scope is refused at %s with 403', async (service, path, wrapper) => {
    const answer = await h.send('GET', `/clouds/cloud-a/${service}${path}`, { token: await h.login('alice') });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.body)).toEqual([wrapper]);
  });

  it.each([
    ['none', {}],
    ['nonsense', { 'x-auth-token': 'nonsense' }],
    ['an empty one', { 'x-auth-token': '' }],
    ['a member’s', { 'x-auth-token': `gAAAAA${'x'.repeat(180)}` }],
    ['one of 8 KiB', { 'x-auth-token': 'e'.repeat(8192) }],
  ])('that is %s gets 401 and where to log in', async (_name, headers) => {
    for (const path of PLACES) isRefused(await h.send('GET', path, { headers: headers as Record<string, string> }));
  });

  it('of the identity provider opens no cloud, only a login', async () => {
    const { access_token: token } = await h.idp.tokens.password('alice');
    isRefused(await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token }));
    isRefused(
      await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { headers: { authorization: `Bearer ${token}` } }),
    );
  });

  it('may be Bearer at a cloud', async () => {
    const token = await h.scoped('alice');
    const headers = { authorization: `Bearer ${token}` };
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { headers })).status).toBe(200);
    expect(h.a.requests.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('of another project reaches nothing of the first', async () => {
    const [research, teaching] = [await h.scoped('carol'), await h.scoped('carol', 'teaching')];
    const made = await h.send('POST', '/clouds/cloud-a/block-storage/v3/x/volumes', {
      token: research,
      json: { volume: { size: 1 } },
    });
    expect(made.status).toBe(400);
    const flavors = await h.send('GET', '/clouds/cloud-a/compute/v2.1/flavors', { token: research });
    const server = await h.send('POST', '/clouds/cloud-a/compute/v2.1/servers', {
      token: research,
      json: { server: { name: 'mine', flavorRef: flavors.body.flavors[0].id } },
    });
    const path = `/clouds/cloud-a/compute/v2.1/servers/${server.body.server.id}`;
    expect((await h.send('GET', path, { token: research })).status).toBe(200);
    expect((await h.send('GET', path, { token: teaching })).status).toBe(404);
  });
});

describe('with time', () => {
  it('a re-scoped token ends with the one it was derived from, never later', async () => {
    const login = await h.login('alice');
    const first = await rescope(h.url, login, RESEARCH);
    const end = await expiry(first);
    vi.setSystemTime(Date.now() + 30 * 60_000);
    const second = await rescope(h.url, first.headers.get('x-subject-token') ?? '', RESEARCH);
    expect(await expiry(second)).toBe(end);
    const token = second.headers.get('x-subject-token') ?? '';
    vi.setSystemTime(end - 5_000);
    for (const path of PLACES) expect((await h.send('GET', path, { token })).status).toBe(200);
    vi.setSystemTime(end);
    for (const path of PLACES) isRefused(await h.send('GET', path, { token }), 'expired');
  });

  it('keys are rotated under running logins: old tokens stay good, new ones are signed by the new key', async () => {
    const kid = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
    const published = async (): Promise<string[]> =>
      (await h.send('GET', '/.well-known/jwks.json')).body.keys.map((key: { kid: string }) => key.kid);
    const old = await h.scoped('alice');
    await rotateKeys(h.keys, { now: Date.now(), tokenLifetime: 3_600_000 });
    // A token of the new key, as another replica would give it, makes this one look into the folder.
    vi.setSystemTime(Date.now() + 2_000);
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'scs-token+jwt', kid: 'new' })).toString(
      'base64url',
    );
    await h.send('GET', PLACES[0] ?? '', { token: `${header}.${old.split('.')[1]}.${'A'.repeat(86)}` });
    expect(await published()).toHaveLength(2);
    const still = await h.scoped('alice');
    expect(kid(still)).toBe(kid(old));
    vi.setSystemTime(Date.now() + 10 * 60_000);
    const fresh = await h.scoped('alice');
    expect(kid(fresh)).not.toBe(kid(old));
    expect(await published()).toContain(kid(fresh));
    for (const token of [old, still, fresh]) {
      // A member that has to log somebody in anew takes the new key too.
      h.b.tokens.revokeAll();
      for (const path of PLACES) expect((await h.send('GET', path, { token })).status).toBe(200);
    }
  });
});

describeNoLeaks(() => h);
