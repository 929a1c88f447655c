// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { faultOf, type RevokeDeps, revoke } from '../../../src/cli/revoke.ts';
import { credentialAuditId } from '../../../src/model/application-credential.ts';

const USER = 'a'.repeat(64);
const TOKEN_ID = '6PwQvZk1TNmWb0sY3xRj9A';
const CREDENTIAL = 'b'.repeat(32);
const NOW = Date.parse('2026-11-23T13:00:00Z');

/** A shared state that is there, or not, or goes away at the first command. */
function world(state: 'there' | 'away' | 'going' = 'there') {
  const done: unknown[][] = [];
  const note =
    (what: string) =>
    async (...args: unknown[]): Promise<void> => {
      done.push([what, ...args]);
    };
  const deps: RevokeDeps = {
    revocations: {
      add: note('add'),
      addUser: note('addUser'),
      unsent: () => (state === 'going' ? done.length : 0),
    },
    store: { health: () => ({ ok: state !== 'away', detail: 'Redis 127.0.0.1:1: ECONNREFUSED' }) },
    durable: {
      list: async (_kind, owner) => (owner === USER ? [{ id: CREDENTIAL, owner, value: '', version: 1 }] : []),
      remove: async (kind, id) => {
        done.push(['remove', kind, id]);
        return true;
      },
    },
    now: () => NOW,
    longestLife: 1_000,
  };
  return { deps, done };
}

describe('scs-gateway revoke', () => {
  it.each([
    ['nothing', undefined, undefined, '--user ID, --credential ID or --token-id ID'],
    ['both', USER, TOKEN_ID, '--user ID, --credential ID or --token-id ID'],
    ['a name for a user', 'alice', undefined, '64 hex digits'],
    ['a token for its id', undefined, 'eyJ0eXAi.e30.x', 'never the token itself'],
    ['a user id in capitals', 'A'.repeat(64), undefined, '64 hex digits'],
  ])('takes not %s, and says what it takes', (_what, user, tokenId, says) => {
    expect(faultOf({ user, tokenId })).toContain(says);
  });

  it('takes the id of a user, or of a token', () => {
    expect(faultOf({ user: USER, tokenId: undefined })).toBeUndefined();
    expect(faultOf({ user: undefined, tokenId: TOKEN_ID })).toBeUndefined();
  });

  it('ends all of a user’s tokens and application credentials until now, and says that the account is another matter', async () => {
    const { deps, done } = world();
    const said = await revoke({ user: USER, tokenId: undefined }, deps);
    expect(done).toEqual([
      ['addUser', USER],
      ['remove', 'application-credential', CREDENTIAL],
      ['remove', 'credential-owner', USER],
      ['add', credentialAuditId(CREDENTIAL), NOW + 1_000],
    ]);
    expect(said).toContain(`${USER} that was issued until 2026-11-23T13:00:00.000Z`);
    expect(said).toContain('block the account at the identity provider');
  });

  it('ends one application credential with all of its tokens', async () => {
    const { deps, done } = world();
    const what = { user: undefined, tokenId: undefined, credential: CREDENTIAL };
    expect(await revoke(what, deps)).toContain(CREDENTIAL);
    expect(done).toEqual([
      ['remove', 'application-credential', CREDENTIAL],
      ['add', credentialAuditId(CREDENTIAL), NOW + 1_000],
    ]);
    expect(faultOf(what)).toBeUndefined();
    expect(faultOf({ ...what, credential: 'scs_secret' })).toContain('never its secret');
  });

  it('ends one token for as long as any token may live', async () => {
    const { deps, done } = world();
    expect(await revoke({ user: undefined, tokenId: TOKEN_ID }, deps)).toContain(TOKEN_ID);
    expect(done).toEqual([['add', TOKEN_ID, NOW + 1_000]]);
  });

  it('does nothing where the shared state is away, and says why', async () => {
    const { deps, done } = world('away');
    await expect(revoke({ user: USER, tokenId: undefined }, deps)).rejects.toThrow(
      'nothing is revoked: Redis 127.0.0.1:1: ECONNREFUSED',
    );
    expect(done).toEqual([]);
  });

  it('never says that something is revoked which the store was not told', async () => {
    const { deps } = world('going');
    await expect(revoke({ user: USER, tokenId: undefined }, deps)).rejects.toThrow('it may not be revoked, try again');
  });
});
