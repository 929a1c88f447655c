// SPDX-License-Identifier: Apache-2.0
// What a token of an application credential reaches beside its project's services: nothing that would outlive it, nothing
// of its owner's other logins, and nothing for longer than its own roles are given.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, sealedCaller } from '../../src/gateway/console-caller.ts';
import type { OpenStream } from '../../src/gateway/open-streams.ts';
import { createProjectRights } from '../../src/gateway/project-rights.ts';
import type { CurrentFleet } from '../../src/members/fleet.ts';
import type { MemberView } from '../../src/members/member-views.ts';
import { GatewayError } from '../../src/model/errors.ts';
import type { Caller } from '../../src/model/identity.ts';
import { projectRef, userId } from '../../src/model/ids.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type Answer, type Harness, startHarness } from '../e2e/harness.ts';

let house: Harness;
let owner: string;
let user: string;
beforeAll(async () => {
  house = await startHarness({
    durable: createFileStore({ folder: ':memory:' }),
    openstack: { ec2Credentials: true },
  });
  owner = await house.scoped('alice');
  const shown = await house.send('GET', '/identity/v3/auth/tokens', {
    token: owner,
    headers: { 'x-subject-token': owner },
  });
  user = shown.body.token.user.id;
});
afterAll(() => house.close());

async function credentialToken(body: object = {}): Promise<string> {
  const json = { application_credential: { name: randomUUID(), ...body } };
  const path = `/identity/v3/users/${user}/application_credentials`;
  const { id, secret } = (await house.send('POST', path, { token: owner, json })).body.application_credential;
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const answer = await house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
  return answer.headers.get('x-subject-token') ?? expect.unreachable();
}

describe.each([{}, { unrestricted: true }])('a credential (%j)', (body) => {
  it('neither makes, shows nor deletes EC2 credentials of its owner at a cloud', async () => {
    const keys = `/clouds/cloud-a/identity/v3/users/${user}/credentials/OS-EC2`;
    const made = await house.send('POST', keys, { token: owner, json: { tenant_id: 'x' } });
    expect(made.status).toBe(201);
    const token = await credentialToken(body);
    const one = `${keys}/${made.body.credential.access}`;
    const answers: Answer[] = [];
    for (const [method, path] of [
      ['POST', keys],
      ['GET', keys],
      ['GET', one],
      ['DELETE', one],
    ] as const)
      answers.push(
        await house.send(method, path, { token, ...(method === 'POST' ? { json: { tenant_id: 'x' } } : {}) }),
      );
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect((await house.send('GET', keys, { token: owner })).text).toContain(made.body.credential.access);
  });
});

it('a restricted credential does not end its owner’s other logins; an unrestricted one and the owner do', async () => {
  const restricted = await credentialToken();
  const free = await credentialToken({ unrestricted: true });
  const all = (token: string): Promise<Answer> =>
    house.send('DELETE', '/scs/v1/me/tokens', { headers: { authorization: `Bearer ${token}` } });
  const alive = async (): Promise<number> =>
    (await house.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token: owner })).status;
  expect([(await all(restricted)).status, await alive()]).toEqual([403, 200]);
  const headers = { 'x-subject-token': restricted };
  expect((await house.send('DELETE', '/identity/v3/auth/tokens', { token: restricted, headers })).status).toBe(204);
  expect([(await all(free)).status, await alive()]).toEqual([204, 401]);
});

describe('what a credential with chosen roles has open', () => {
  const base: Caller = {
    principal: {
      ...{ id: userId('https://idp', 'alice'), issuer: 'https://idp', subject: 'alice', name: 'alice' },
      ...{ domain: 'acme', groups: [], identityProvider: 'demo', protocol: 'openid' },
    },
    scope: { kind: 'project', project: projectRef('acme', 'research') },
    methods: ['openid'],
    auditIds: ['a'.repeat(22)],
    issuedAt: 0,
    expiresAt: 1e15,
  };
  const limited: Caller = {
    ...base,
    credential: { id: 'c', name: 'c', restricted: true, roles: ['manager'] },
  };
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  /** The cloud has taken the role `manager`, and no other. */
  function start(order: readonly Caller[]) {
    const streams = order.map((caller) => ({ of: { caller, cloud: 'a' } }) as unknown as OpenStream);
    const ended: unknown[] = [];
    const member = { id: 'a', authUrl: 'http://a/v3', transport: { call: async () => ({ status: 200 }) } };
    const view = { session: { token: 't' } } as MemberView;
    const rights = createProjectRights({
      fleet: (() => ({ members: new Map([['a', member]]) })) as unknown as CurrentFleet,
      views: () => ({
        async get(_member, { credential }) {
          if (credential?.roles?.includes('manager')) throw new GatewayError('forbidden');
          return view;
        },
        drop: async () => undefined,
      }),
      streams: { all: () => streams, end: (stream) => void ended.push(stream.of.caller) },
      store: createMemoryStore({ now: Date.now }),
      now: Date.now,
      every: () => 100,
    });
    ends.push(rights.close);
    return { rights, ended };
  }

  it.each([
    ['first', [limited, base]],
    ['last', [base, limited]],
  ])('ends with these roles, and nothing of its owner’s does (it was opened %s)', async (_order, callers) => {
    const { ended } = start(callers);
    await expect.poll(() => ended.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(new Set(ended)).toEqual(new Set([limited]));
  });

  it('is asked about apart before something is opened, by a console’s URL as well', async () => {
    const { rights } = start([]);
    const ofConsole = (caller: Caller): Caller => callerOf(JSON.parse(JSON.stringify(sealedCaller(caller))), 1e15);
    for (const caller of [base, ofConsole(base)]) expect(await rights.isGiven('a', caller)).toBe(true);
    for (const caller of [limited, ofConsole(limited)]) expect(await rights.isGiven('a', caller)).toBe(false);
    expect(await rights.isGiven('a', base)).toBe(true);
  });
});
