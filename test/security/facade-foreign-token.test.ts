// SPDX-License-Identifier: Apache-2.0
// The hole: showing or revoking a token needs a token and a subject. If any valid token were enough, everybody could
// read the groups and scope of a token found in a log, or end other people's sessions.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, RESEARCH } from '../unit/gateway/surfaces/identity/fake-identity-service.ts';
import { type Facade, startFacade } from '../unit/gateway/surfaces/identity/start-facade.ts';

const TOKENS = '/identity/v3/auth/tokens';

let facade: Facade;
beforeEach(async () => {
  facade = await startFacade();
});
afterEach(() => facade.close());

test('nobody sees another user’s token', async () => {
  const [alice, bob] = [await facade.login('alice', 'research'), await facade.login('bob')];
  for (const method of ['GET', 'HEAD']) {
    const answer = await facade.send(method, TOKENS, { 'x-auth-token': bob, 'x-subject-token': alice });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-subject-token')).toBeNull();
    expect(answer.text).not.toContain('research');
  }
});

test('nobody revokes another user’s token', async () => {
  const [alice, bob] = [await facade.login('alice', 'research'), await facade.login('bob')];
  const refused = await facade.send('DELETE', TOKENS, { 'x-auth-token': bob, 'x-subject-token': alice });
  expect(refused.status).toBe(403);
  expect((await facade.get('/identity/v3/auth/projects', { 'x-auth-token': alice })).status).toBe(200);
});

test('a subject token alone is not a login', async () => {
  const alice = await facade.login('alice');
  for (const method of ['GET', 'DELETE']) {
    expect((await facade.send(method, TOKENS, { 'x-subject-token': alice })).status).toBe(401);
  }
});

test('what another user has and what nobody has get the same answer', async () => {
  const headers = { 'x-auth-token': await facade.login('bob') };
  const none = 'f'.repeat(32);
  const pairs = [
    [`/projects/${RESEARCH.id}`, `/projects/${none}`],
    [`/projects/${RESEARCH.id}/tags`, `/projects/${none}/tags`],
    ['/projects?name=research', '/projects?name=nothing'],
    [`/users/${ALICE.id}`, `/users/${none}`],
    [`/users/${ALICE.id}/groups`, `/users/${none}/groups`],
    [`/users/${ALICE.id}/credentials/OS-EC2`, `/users/${none}/credentials/OS-EC2`],
    ['/domains?name=elsewhere', '/domains?name=nothing'],
    [`/projects/${RESEARCH.id}/users/${ALICE.id}/roles`, `/projects/${none}/users/${none}/roles`],
  ] as const;
  for (const [theirs, nobodys] of pairs) {
    const [one, other] = [
      await facade.get(`/identity/v3${theirs}`, headers),
      await facade.get(`/v3${nobodys}`, headers),
    ];
    expect([theirs, one.status, one.text]).toEqual([theirs, 403, other.text]);
  }
});
