// SPDX-License-Identifier: Apache-2.0
// DELETE /v3/auth/tokens while the shared state is away: in force, and not told as done.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notKept } from '../../../../../src/federation/not-kept.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import { type Facade, startFacade } from './start-facade.ts';

let facade: Facade;
beforeEach(async () => {
  facade = await startFacade();
});
afterEach(() => facade.close());

describe('a revocation that would not outlive the process', () => {
  it('is 503 in Keystone’s words, asked for again too, and 404 or 401 only once it is kept', async () => {
    const { identityService } = facade;
    const token = await facade.login('alice');
    const own = { 'x-auth-token': token, 'x-subject-token': token };
    const revoked = new GatewayError('unauthorized', { reason: 'revoked' });
    const fakes = identityService as unknown as Record<string, unknown>;
    const { verify, unsent } = identityService;
    fakes.revoke = async () => {
      throw notKept();
    };
    const first = await facade.send('DELETE', '/identity/v3/auth/tokens', own);
    expect([first.status, first.body]).toEqual([
      503,
      {
        error: {
          code: 503,
          title: 'Service Unavailable',
          message: expect.stringContaining('in force at this replica'),
        },
      },
    ]);
    expect(first.headers.get('retry-after')).toBe('5');
    fakes.verify = async () => {
      throw revoked;
    };
    fakes.unsent = () => 1;
    expect((await facade.send('DELETE', '/identity/v3/auth/tokens', own)).status).toBe(503);
    // Whoever only shows the token learns what it is.
    expect((await facade.get('/identity/v3/auth/tokens', own)).status).toBe(401);
    fakes.unsent = unsent;
    expect((await facade.send('DELETE', '/identity/v3/auth/tokens', own)).status).toBe(401);
    fakes.verify = async (text: string) => (text === token ? Promise.reject(revoked) : verify(text));
    const other = await facade.login('alice');
    const ofOther = { 'x-auth-token': other, 'x-subject-token': token };
    expect((await facade.send('DELETE', '/identity/v3/auth/tokens', ofOther)).status).toBe(404);
    fakes.unsent = () => 1;
    expect((await facade.send('DELETE', '/identity/v3/auth/tokens', ofOther)).status).toBe(503);
  });
});
