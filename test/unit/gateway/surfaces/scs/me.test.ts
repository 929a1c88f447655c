// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { meRoutes } from '../../../../../src/gateway/surfaces/scs/me.ts';
import { projectRef } from '../../../../../src/model/ids.ts';

const AT = Date.parse('2026-11-26T12:00:00Z');
const principal = {
  id: 'u1',
  name: 'alice',
  domain: 'acme',
  groups: ['a'],
  identityProvider: 'kc',
  issuer: 'https://kc',
};
const credential = { id: 'c1', name: 'controller', restricted: true };

async function notesOf(more: object): Promise<{ asked: string[]; notes: object[] }> {
  const asked: string[] = [];
  const untold = async (owner: string) => {
    asked.push(owner);
    return { since: AT, until: AT + 3_600_000 };
  };
  const [route] = meRoutes({ untold } as never);
  const scope = { kind: 'project', project: projectRef('acme', 'research') };
  const caller = { principal, scope, methods: ['token'], issuedAt: AT, expiresAt: AT, ...more };
  const answer = (await route?.handle({ caller: { caller } } as never)) as { body: { notes: object[] } };
  return { asked, notes: answer.body.notes };
}

it('a login by a credential about whose owner nobody can be asked says since when, and until when it goes on', async () => {
  const { asked, notes } = await notesOf({ credential });
  expect(asked).toEqual(['u1']);
  expect(notes).toEqual([
    {
      code: 'ownerUntold',
      message: expect.stringMatching(/since 2026-11-26T12:00:00.000Z.*refused from 2026-11-26T13:00:00.000Z on/),
    },
  ]);
});

it('a login of the owner is told nothing of how long ago the provider was asked', async () => {
  expect(await notesOf({})).toEqual({ asked: [], notes: [] });
});
