// SPDX-License-Identifier: Apache-2.0
// The hole: with several issuers at once, one of them (or a user of one) passes for another: a token of A shown at the
// login of B, A signing in B's name, or A giving out B's subjects. Whoever runs the weakest of the listed IdPs would
// own everybody's accounts.
import { beforeEach, expect, it } from 'vitest';
import { createStandInIssuer, entry, gate, type StandInIssuer } from '../unit/federation/identity/stand-in-issuer.ts';

let a: StandInIssuer;
let b: StandInIssuer;
beforeEach(async () => {
  a = await createStandInIssuer('https://a.example.org');
  b = await createStandInIssuer('https://b.example.org');
});

it('a token of provider A is refused at the login of provider B, also after A proved it', async () => {
  const { providers, outcomes } = gate([a, b]);
  const token = await a.token();
  await providers.authenticate('idp-0', 'openid', token);
  await expect(providers.authenticate('idp-1', 'openid', token)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(outcomes.at(-1)).toEqual({ provider: 'idp-1', outcome: 'refused', reason: 'issuer' });
});

it("a token that A signed in B's name is refused everywhere, whichever kid it names", async () => {
  await a.addKey('of-b');
  const { providers } = gate([a, b]);
  for (const kid of ['first', 'of-b']) {
    const token = await a.token({ iss: b.issuer }, {}, kid);
    await expect(providers.authenticateAny(token)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(providers.authenticate('idp-0', 'openid', token)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(providers.authenticate('idp-1', 'openid', token)).rejects.toMatchObject({ code: 'unauthorized' });
  }
});

it('a token of an issuer that is not listed is refused without any call', async () => {
  const stranger = await createStandInIssuer('https://stranger.example.org');
  const { providers, outcomes } = gate([a, stranger], [entry({ id: 'only', issuer: a.issuer })]);
  await providers.authenticateAny(await a.token());
  await expect(providers.authenticateAny(await stranger.token())).rejects.toMatchObject({ code: 'unauthorized' });
  expect(stranger.calls).toEqual([]);
  expect(outcomes.at(-1)).toMatchObject({ provider: 'unknown', outcome: 'refused', reason: 'unknownIssuer' });
});

it('the same subject at two providers is two users, each in the domain of its own provider', async () => {
  const { providers } = gate(
    [a, b],
    [entry({ id: 'a', issuer: a.issuer, domain: 'acme' }), entry({ id: 'b', issuer: b.issuer, domain: 'umbrella' })],
  );
  const one = await providers.authenticateAny(await a.token({ sub: 'alice' }));
  const two = await providers.authenticateAny(await b.token({ sub: 'alice', domain: 'acme' }));
  expect(one.principal.id).toMatch(/^[0-9a-f]{64}$/);
  expect(two.principal.id).not.toBe(one.principal.id);
  expect([one.principal.domain, two.principal.domain]).toEqual(['acme', 'umbrella']);
});

it('the same user has the same id at every login', async () => {
  const token = { sub: 'alice' };
  const first = await gate([a]).providers.authenticateAny(await a.token(token));
  const second = await gate([a]).providers.authenticateAny(await a.token({ ...token, preferred_username: 'al' }));
  expect(second.principal.id).toBe(first.principal.id);
});

it("A's discovery document cannot make the gateway take A's keys for B", async () => {
  b.answers.set(`${b.issuer}/.well-known/openid-configuration`, {
    status: 200,
    body: JSON.stringify({ issuer: a.issuer, jwks_uri: a.jwksUri }),
  });
  const { providers } = gate([a, b]);
  await expect(providers.authenticateAny(await a.token({ iss: b.issuer }))).rejects.toMatchObject({
    code: 'issuerUnavailable',
  });
});
