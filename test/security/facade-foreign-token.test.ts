// SPDX-License-Identifier: Apache-2.0
// The hole: showing or revoking a token needs a token and a subject. If any valid token were enough, everybody could
// read the groups and scope of a token found in a log, or end other people's sessions.
import { afterEach, beforeEach, expect, test } from 'vitest';
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
