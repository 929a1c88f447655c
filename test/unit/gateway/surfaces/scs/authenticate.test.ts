// SPDX-License-Identifier: Apache-2.0
// Views of members are kept with the caller object: which requests have the same one, and which must not.
import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { type AuthenticateDeps, createAuthentication } from '../../../../../src/gateway/surfaces/scs/authenticate.ts';
import { projectRef } from '../../../../../src/model/ids.ts';

const research = projectRef('acme', 'research');
const teaching = projectRef('acme', 'teaching');

/** Tokens of a trusted identity provider; what it says of their owners can change. */
function world() {
  const groups: Record<string, string[]> = {};
  const deps = {
    tokens: { claimsToBeOurs: () => false },
    fleet: () => ({
      identityProviders: {
        knows: () => true,
        authenticateAny: async (token: string) => ({
          principal: { id: token, protocol: 'openid', groups: groups[token] ?? [] },
          expiresAt: 1_000,
        }),
      },
    }),
    limits: { authenticate: (_request: unknown, work: () => unknown) => work(), member: () => undefined },
    now: () => 0,
  } as unknown as AuthenticateDeps;
  const create = () => {
    const authenticate = createAuthentication(deps);
    return (token: string) =>
      authenticate({ id: 'req-1', headers: { authorization: `Bearer ${token}` } } as unknown as FastifyRequest);
  };
  return { ask: create(), another: create(), groups };
}

it('the same token is the same caller each time, and another one is not', async () => {
  const { ask, another } = world();
  const first = await ask('alice');
  expect((await ask('alice')).caller).toBe(first.caller);
  expect((await ask('bob')).caller).not.toBe(first.caller);
  expect((await another('alice')).caller).not.toBe(first.caller);
});

it('a token of which the identity provider now says something else is another caller', async () => {
  const { ask, groups } = world();
  const first = await ask('alice');
  groups.alice = ['acme-research'];
  const second = await ask('alice');
  expect(second.caller).not.toBe(first.caller);
  expect(second.caller.principal.groups).toEqual(['acme-research']);
});

it('a caller working in a project is the same each time, and itself where its token is for that project', async () => {
  const { ask } = world();
  const [first, second] = [await ask('alice'), await ask('alice')];
  const there = first.in(research);
  expect(there.scope).toEqual({ kind: 'project', project: research });
  expect(second.in(research)).toBe(there);
  expect(first.in(teaching)).not.toBe(there);
  expect((await ask('bob')).in(research)).not.toBe(there);
});

it('a request without a token is told so', async () => {
  const { ask } = world();
  await expect(ask('')).rejects.toMatchObject({ code: 'unauthorized' });
});
