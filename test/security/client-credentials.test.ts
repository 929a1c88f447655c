// SPDX-License-Identifier: Apache-2.0
// An application credential as an OAuth client is the same credential: no more than by Keystone's method is had with it, no
// more can be guessed, and a token of one is no proof of another login.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file.ts';
import { type Answer, type Harness, startHarness } from '../e2e/harness.ts';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const OFF = { user: { login: 'off', read: 'off' }, address: { login: 'off', failed: 'off' } };

let house: Harness;
let skew = 0;
const now = (): number => Date.now() + skew;
const durable = createFileStore({ folder: ':memory:', now });
beforeAll(async () => {
  house = await startHarness({
    durable,
    now,
    gateway: { applicationCredentials: { perUser: 100, ownerUnseen: '10h' }, limits: OFF },
  });
});
beforeEach(() => {
  skew = 0;
});
afterAll(() => house.close());

type Fields = Readonly<Record<string, string>>;
interface Made {
  readonly id: string;
  readonly secret: string;
}

const post = (fields: Fields, headers: Fields = {}): Promise<Answer> =>
  house.send('POST', '/oauth2/token', {
    headers: { ...FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
  });
const inBody = ({ id, secret }: Made, more: Fields = {}): Promise<Answer> =>
  post({ grant_type: 'client_credentials', client_id: id, client_secret: secret, ...more });
const basic = ({ id, secret }: Made): Fields => ({
  authorization: `Basic ${btoa([id, secret].map(encodeURIComponent).join(':'))}`,
});
const byHeader = (made: Made, more: Fields = {}): Promise<Answer> =>
  post({ grant_type: 'client_credentials', ...more }, basic(made));
const byKeystone = (application_credential: object): Promise<Answer> =>
  house.send('POST', '/identity/v3/auth/tokens', {
    json: { auth: { identity: { methods: ['application_credential'], application_credential } } },
  });
const limits = async (change: object): Promise<void> =>
  house.gateway.reconfigure(
    await house.changed((file) => {
      file.gateway.limits = { ...OFF, ...change };
    }),
  );

let path = '';
async function make(body: object = {}): Promise<Made> {
  const token = await house.scoped('alice');
  const shown = await house.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
  path = `/identity/v3/users/${shown.body.token.user.id}/application_credentials`;
  const json = { application_credential: { name: randomUUID(), ...body } };
  const answer = await house.send('POST', path, { token, json });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.anything()]);
  return answer.body.application_credential;
}

describe('a credential as an OAuth client', () => {
  it.each([
    ['in the header', byHeader],
    ['in the body', inBody],
  ])('has by its secret %s the token that Keystone’s method gives', async (_, ask) => {
    const made = await make({ access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }] });
    const answer = await ask(made);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { access_token: token, ...rest } = answer.body;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: expect.any(Number), scope: 'project:acme/research' });
    const shown = await house.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
    expect(shown.body.token).toMatchObject({
      methods: ['application_credential'],
      project: { name: 'research' },
      application_credential: { id: made.id, restricted: true },
    });
    const at = (target: string) => house.send('GET', `/clouds/cloud-a/compute/v2.1${target}`, { token });
    expect([(await at('/servers')).status, (await at('/flavors')).status]).toEqual([200, 403]);
    await house.send('DELETE', `${path}/${made.id}`, { token: await house.scoped('alice') });
    expect([(await at('/servers')).status, (await ask(made)).status]).toEqual([401, 401]);
  });

  it('is refused in one way, whatever is wrong with it, and without its secret in the log', async () => {
    const made = await make();
    const chosen = await make({ secret: 'a secret + that somebody % chose' });
    expect([(await byHeader(chosen)).status, (await inBody(chosen)).status]).toEqual([200, 200]);
    const deleted = await make();
    await house.send('DELETE', `${path}/${deleted.id}`, { token: await house.scoped('alice') });
    const soon = await make({ expires_at: new Date(now() + 60_000).toISOString() });
    expect((await inBody(soon)).body.expires_in).toBeLessThanOrEqual(60);
    skew += 61_000;
    const wrong: Made[] = [
      { id: made.id, secret: `${made.secret.slice(0, -2)}AA` },
      { id: made.id, secret: made.secret.slice(0, -1) },
      { id: made.id, secret: 'x'.repeat(5_000) },
      { id: made.id, secret: chosen.secret },
      { id: made.id.toUpperCase(), secret: made.secret },
      { id: 'f'.repeat(32), secret: made.secret },
      { id: 'x'.repeat(5_000), secret: made.secret },
      { id: '\0', secret: made.secret },
      { id: '__proto__', secret: made.secret },
      deleted,
      soon,
    ];
    const answers = (await Promise.all(wrong.map((one) => Promise.all([byHeader(one), inBody(one)])))).flat();
    for (const { status, headers, body } of answers)
      expect([status, headers.get('www-authenticate'), headers.get('cache-control'), body]).toEqual([
        401,
        'Basic realm="token endpoint"',
        'no-store',
        { error: 'invalid_client', error_description: 'The client or its secret is not valid here.' },
      ]);
    const log = house.log.join('');
    for (const { secret } of [made, chosen, deleted]) expect(log).not.toContain(secret);
    expect(log).toContain(`application credential ${made.id}: wrong secret`);
  });

  it.each<[what: string, fields: Fields, headers: Fields, status: number, error: string]>([
    ['nobody', {}, {}, 401, 'invalid_client'],
    ['an id alone', { client_id: 'x' }, {}, 401, 'invalid_client'],
    ['a secret alone', { client_secret: 'x' }, {}, 401, 'invalid_client'],
    ['another scheme', {}, { authorization: 'Bearer x' }, 401, 'invalid_client'],
    ['broken escapes', {}, { authorization: `Basic ${btoa('a:%zz')}` }, 401, 'invalid_client'],
    ['both ways', { client_id: 'x', client_secret: 'y' }, basic({ id: 'x', secret: 'y' }), 400, 'invalid_request'],
    ['two clients', { client_id: 'x' }, basic({ id: 'z', secret: 'y' }), 400, 'invalid_request'],
  ])('is not taken of %s', async (_, fields, headers, status, error) => {
    const answer = await post({ grant_type: 'client_credentials', ...fields }, headers);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
  });

  it('has no token for another scope, or for one cluster', async () => {
    const made = await make();
    const asked: [more: Fields, error: string | undefined][] = [
      [{ scope: 'project:acme/teaching' }, 'invalid_scope'],
      [{ scope: 'domain:acme' }, 'invalid_scope'],
      [{ scope: 'openid' }, 'invalid_scope'],
      [{ audience: 'prod-a' }, 'invalid_target'],
      [{ resource: `${house.url}/k8s/prod-a` }, 'invalid_target'],
      [{ resource: 'https://evil.example.org' }, 'invalid_target'],
      [{ resource: house.url }, undefined],
    ];
    for (const [more, error] of asked) expect((await byHeader(made, more)).body.error).toBe(error);
  });
});

it('the token of an application credential is no subject token: it becomes no other', async () => {
  const token = (await byHeader(await make({ unrestricted: true }))).body.access_token;
  for (const more of [{}, { scope: 'project:acme/research' }, { resource: house.url }])
    for (const type of ['access_token', 'jwt']) {
      const answer = await post({
        ...{ grant_type: EXCHANGE, subject_token: token },
        subject_token_type: `urn:ietf:params:oauth:token-type:${type}`,
        ...(more as Fields),
      });
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
      expect(answer.body.error_description).toContain('Using a delegated token');
    }
});

describe('guesses', () => {
  it('count for the address, together with those at other places', async () => {
    const made = await make();
    await limits({ address: { login: 'off', failed: '4/1m' } });
    const wrong = { id: made.id, secret: 'x' };
    for (const guess of [byHeader, inBody, byKeystone, byHeader]) expect((await guess(wrong)).status).toBe(401);
    const refused = await Promise.all([byHeader(wrong), inBody(made), byKeystone(wrong)]);
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429]);
    expect(refused[0]?.body.error).toBe('temporarily_unavailable');
    await limits({});
  });

  it('of a chosen secret count for the credential, whichever way they come', async () => {
    const made = await make({ secret: 'correct horse battery staple' });
    for (let turn = 0; turn < 10; turn += 1) {
      const wrong = { id: made.id, secret: `guess ${turn}` };
      expect([(await byHeader(wrong)).status, (await byKeystone(wrong)).status]).toEqual([401, 401]);
    }
    const refused = await Promise.all([byHeader(made), byKeystone(made)]);
    expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
