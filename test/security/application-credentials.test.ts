// SPDX-License-Identifier: Apache-2.0
// An application credential is good for what was asked for, for as long as it is meant to be, and for nobody who only has
// seen it: wrong, ended, foreign and made-up ones are one answer, and what it opened ends with it.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file.ts';
import { type Answer, type Harness, startHarness } from '../e2e/harness.ts';

let house: Harness;
let skew = 0;
const now = (): number => Date.now() + skew;
const durable = createFileStore({ folder: ':memory:', now });
beforeAll(async () => {
  house = await startHarness({
    durable,
    now,
    gateway: { applicationCredentials: { perUser: 100, ownerUnseen: '10h' } },
    clouds: {
      groups: {
        'acme-research': [
          ['acme', 'research', 'member'],
          ['acme', 'research', 'reader'],
          ['acme', 'research', 'auditor'],
        ],
        'acme-teaching': [['acme', 'teaching', 'member']],
      },
    },
  });
});
afterEach(() => {
  skew = 0;
});
afterAll(() => house.close());

const userOf = async (token: string): Promise<string> =>
  (await house.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } })).body.token
    .user.id;

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
}

async function create(token: string, body: object = {}): Promise<Answer> {
  const json = { application_credential: { name: randomUUID(), ...body } };
  return house.send('POST', `/identity/v3/users/${await userOf(token)}/application_credentials`, { token, json });
}

async function make(user = 'alice', body: object = {}, project = 'research'): Promise<Made> {
  const answer = await create(await house.scoped(user, project), body);
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.anything()]);
  return answer.body.application_credential;
}

const logIn = (application_credential: object, scope?: unknown): Promise<Answer> =>
  house.send('POST', '/identity/v3/auth/tokens', {
    json: { auth: { identity: { methods: ['application_credential'], application_credential }, scope } },
  });

async function tokenOf({ id, secret }: Made): Promise<string> {
  const answer = await logIn({ id, secret });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.anything()]);
  return answer.headers.get('x-subject-token') ?? '';
}

const servers = (token: string, region = 'cloud-a'): Promise<Answer> =>
  house.send('GET', `/clouds/${region}/compute/v2.1/servers`, { token });

describe('an application credential', () => {
  it('logs in by id and by name, without a scope, into its project on every cloud', async () => {
    const made = await make();
    const { id, secret, name } = made;
    expect(secret).toMatch(/^scs_[\w-]{86}$/);
    const byId = await logIn({ id, secret });
    expect(byId.body.token).toMatchObject({
      methods: ['application_credential'],
      project: { name: 'research' },
      application_credential: { id, name, restricted: true },
    });
    expect(byId.body.token.audit_ids).toHaveLength(1);
    const user = byId.body.token.user;
    for (const who of [
      { id: user.id },
      { name: user.name, domain: { name: 'acme' } },
      { name: user.name, domain: { id: user.domain.id } },
    ])
      expect((await logIn({ name, secret, user: who })).status).toBe(201);
    const token = byId.headers.get('x-subject-token') ?? '';
    expect([(await servers(token)).status, (await servers(token, 'cloud-b')).status]).toEqual([200, 200]);
    const me = await house.send('GET', '/scs/v1/me', { headers: { authorization: `Bearer ${token}` } });
    expect(me.body.credential).toEqual({ id, name, restricted: true, roles: null, accessRules: null });
  });

  it('is shown without its secret, and kept without it', async () => {
    const made = await make('alice', { secret: 'correct horse battery staple' });
    expect(made.secret).toBe('correct horse battery staple');
    const token = await house.scoped('alice');
    const list = await house.send('GET', `/identity/v3/users/${await userOf(token)}/application_credentials`, {
      token,
    });
    expect(list.text).not.toContain('secret');
    let kept = '';
    for await (const item of durable.all()) kept += JSON.stringify(item);
    expect(kept).not.toContain('correct horse');
    expect(kept).not.toContain('alice');
    expect(house.log.join('')).not.toContain(made.secret);
  });

  it('is refused in one way, whatever is wrong with it', async () => {
    const made = await make();
    const foreign = await make('bob', {}, 'teaching');
    const deleted = await make();
    const chosen = await make('alice', { secret: 'a secret that somebody chose' });
    const owner = await house.scoped('alice');
    const path = `/identity/v3/users/${await userOf(owner)}/application_credentials/${deleted.id}`;
    expect((await house.send('DELETE', path, { token: owner })).status).toBe(204);
    const soon = await make('alice', { expires_at: new Date(now() + 60_000).toISOString() });
    skew += 61_000;
    const wrong = [
      { id: made.id, secret: `${made.secret.slice(0, -2)}AA` },
      { id: made.id, secret: made.secret.slice(0, -1) },
      { id: made.id, secret: '' },
      { id: made.id },
      { id: made.id, secret: 'x'.repeat(5_000) },
      { id: chosen.id, secret: 'a secret that somebody chos' },
      { id: made.id, secret: chosen.secret },
      { id: chosen.id, secret: made.secret },
      { id: 'f'.repeat(32), secret: made.secret },
      { id: 'x'.repeat(5_000), secret: made.secret },
      { id: made.id.toUpperCase(), secret: made.secret },
      { id: deleted.id, secret: deleted.secret },
      { id: soon.id, secret: soon.secret },
      { name: made.name, secret: made.secret, user: { id: 'f'.repeat(64) } },
      { name: made.name, secret: made.secret, user: { name: 'bob', domain: { name: 'acme' } } },
      { id: foreign.id, secret: made.secret },
      { name: foreign.name, secret: foreign.secret, user: { name: 'alice', domain: { name: 'acme' } } },
    ];
    const answers = await Promise.all(wrong.map((one) => logIn(one)));
    const said = answers.map(({ status, text }) => `${status} ${text}`);
    expect(new Set(said)).toEqual(new Set([said[0]]));
    expect(answers[0]?.status).toBe(401);
    skew = 0;
  });

  it('gets no other scope, beside it or from its token', async () => {
    const made = await make();
    const scope = { project: { name: 'teaching', domain: { name: 'acme' } } };
    const beside = await logIn(made, scope);
    expect([beside.status, beside.body.error.message]).toEqual([
      401,
      'Error authenticating with application credential: Application credentials cannot request a scope.',
    ]);
    const token = await tokenOf(made);
    for (const asked of [scope, 'unscoped', undefined, { project: { name: 'research', domain: { name: 'acme' } } }]) {
      const json = { auth: { identity: { methods: ['token'], token: { id: token } }, scope: asked } };
      const answer = await house.send('POST', '/identity/v3/auth/tokens', { json });
      expect([answer.status, answer.body.error.message]).toEqual([
        403,
        expect.stringContaining('Using a delegated token'),
      ]);
    }
  });

  it('works in no other project on /scs', async () => {
    const token = await tokenOf(await make());
    const headers = { authorization: `Bearer ${token}` };
    const projects = await house.send('GET', '/scs/v1/projects', { headers });
    expect(projects.body.items.map(({ name }: { name: string }) => name)).toEqual(['research']);
    const whole = await house.send('GET', '/scs/v1/projects', {
      headers: { authorization: `Bearer ${await house.login('alice')}` },
    });
    for (const { id, name } of whole.body.items.filter((one: { name: string }) => one.name !== 'research')) {
      const answer = await house.send('GET', `/scs/v1/servers?project=${id}`, { headers });
      expect([name, answer.status]).toEqual([name, expect.toSatisfy((status: number) => status >= 400)]);
    }
  });

  it('makes and deletes no other, unless it is unrestricted', async () => {
    const token = await tokenOf(await make());
    const message = expect.stringContaining("Using method 'application_credential' is not allowed");
    const refused = await create(token);
    expect([refused.status, refused.body.error.message]).toEqual([403, message]);
    const other = await make();
    const path = `/identity/v3/users/${await userOf(token)}/application_credentials/${other.id}`;
    const kept = await house.send('DELETE', path, { token });
    expect([kept.status, kept.body.error.message]).toEqual([403, message]);
    const free = await tokenOf(await make('alice', { unrestricted: true }));
    expect((await create(free)).status).toBe(201);
    expect((await house.send('DELETE', path, { token: free })).status).toBe(204);
  });

  it('takes its tokens with it when it is deleted', async () => {
    const made = await make();
    const token = await tokenOf(made);
    expect((await servers(token)).status).toBe(200);
    const owner = await house.scoped('alice');
    await house.send('DELETE', `/identity/v3/users/${await userOf(owner)}/application_credentials/${made.id}`, {
      token: owner,
    });
    const after = await Promise.all([servers(token), servers(token, 'cloud-b'), logIn(made)]);
    expect(after.map(({ status }) => status)).toEqual([401, 401, 401]);
    const scs = await house.send('GET', '/scs/v1/me', { headers: { authorization: `Bearer ${token}` } });
    expect(scs.status).toBe(401);
  });

  it('ends with its own end, and so do its tokens', async () => {
    const end = now() + 600_000;
    const made = await make('alice', { expires_at: new Date(end).toISOString() });
    const { body } = await logIn(made);
    expect(Date.parse(body.token.expires_at)).toBeLessThanOrEqual(end);
  });

  it('is good for as long as its owner was seen lately', async () => {
    const made = await make();
    skew += 11 * 3_600_000;
    expect((await logIn(made)).status).toBe(401);
    skew = 0;
    expect((await logIn(made)).status).toBe(201);
  });

  it('is its owner’s alone: others neither see nor delete it', async () => {
    const made = await make();
    const bob = await house.login('bob');
    const owner = await userOf(await house.scoped('alice'));
    const bobs = await userOf(bob);
    const asked = await Promise.all(
      (['GET', 'DELETE'] as const).flatMap((method) =>
        [owner, bobs].map((user) =>
          house.send(method, `/identity/v3/users/${user}/application_credentials/${made.id}`, { token: bob }),
        ),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([403, 403, 404, 404]);
    expect((await logIn(made)).status).toBe(201);
  });
});

describe('chosen roles', () => {
  it('are all that the credential has, at each cloud by its own Keystone', async () => {
    const made = await make('alice', { roles: [{ name: 'reader' }] });
    const { body, headers } = await logIn(made);
    expect(body.token.roles.map(({ name }: { name: string }) => name)).toEqual(['reader']);
    const token = headers.get('x-subject-token') ?? '';
    expect((await servers(token)).status).toBe(200);
    const sent = house.a.requests.filter(({ url }) => url.includes('/servers')).at(-1);
    const used = String(sent?.headers['x-auth-token']);
    const issued = house.a.requests.filter(({ body: said }) => said?.includes('"application_credential":{"id"'));
    expect(issued.length).toBeGreaterThan(0);
    expect(used).not.toBe(token);
  });

  it('must be the owner’s own', async () => {
    const answer = await create(await house.scoped('alice'), { roles: [{ name: 'admin' }] });
    expect([answer.status, answer.body.error.message]).toEqual([
      400,
      'Invalid application credential: Cannot create an application credential with unassigned role',
    ]);
  });

  it('give no more through a credential that such a credential makes', async () => {
    const token = await tokenOf(await make('alice', { roles: [{ name: 'reader' }], unrestricted: true }));
    const child = (await create(token)).body.application_credential;
    expect(child.roles.map(({ name }: { name: string }) => name)).toEqual(['reader']);
    expect((await logIn(child)).body.token.roles.map(({ name }: { name: string }) => name)).toEqual(['reader']);
    expect((await create(token, { roles: [{ name: 'member' }] })).status).toBe(400);
  });

  it('open no cluster, which could not tell them from all', async () => {
    const token = await tokenOf(await make('alice', { roles: [{ name: 'reader' }] }));
    const answer = await house.send('GET', '/k8s', { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(403);
  });
});

it('a user has as many as may be, and the refusal is Keystone’s', async () => {
  const few = await startHarness({
    durable: createFileStore({ folder: ':memory:' }),
    gateway: { applicationCredentials: { perUser: 2, rules: 1 } },
  });
  try {
    const token = await few.scoped('alice');
    const shown = await few.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
    const path = `/identity/v3/users/${shown.body.token.user.id}/application_credentials`;
    const answers = [];
    for (const name of ['1', '2', '3'])
      answers.push(await few.send('POST', path, { token, json: { application_credential: { name } } }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 403]);
    expect(answers[2]?.body.error.message).toBe(
      'Unable to create additional application credentials, maximum of 2 already exceeded for user.',
    );
    const rule = { service: 'compute', method: 'GET', path: '/v2.1/servers' };
    const many = { application_credential: { name: '4', access_rules: [rule, rule] } };
    expect((await few.send('POST', path, { token, json: many })).status).toBe(400);
  } finally {
    await few.close();
  }
});
