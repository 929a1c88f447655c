// SPDX-License-Identifier: Apache-2.0
// The hole: a token that is truly signed by a listed issuer, but is over, not yet good, endless, or meant for somebody
// else. A shop that gets its users' tokens from the same IdP could replay them here, and a token leaked long ago would
// open the door for ever.
import { expect, it } from 'vitest';
import { createStandInIssuer, entry, gate, START } from '../unit/federation/identity/stand-in-issuer.ts';

const seconds = START / 1000;

it.each([
  ['is expired', { exp: seconds - 31 }, 'expired'],
  ['was over long ago', { exp: 1 }, 'expired'],
  ['has no expiry', { exp: undefined }, 'missingExpiry'],
  ['has its expiry as text', { exp: '9999999999' }, 'malformed'],
  ['is not yet valid', { nbf: seconds + 181 }, 'notYetValid'],
  ['was issued in the future', { iat: seconds + 181 }, 'issuedInFuture'],
  ['is for another audience', { aud: 'shop' }, 'audience'],
  ['is for an audience that only begins like ours', { aud: 'scs-gateway-2' }, 'audience'],
  ['is for no audience', { aud: undefined }, 'audience'],
  ['is for an empty list of audiences', { aud: [] }, 'audience'],
  ['names us only as azp', { aud: 'account', azp: 'scs-gateway' }, 'audience'],
  ['is of another issuer', { iss: 'https://evil.example' }, 'issuer'],
  ['is of the issuer with a slash more', { iss: 'https://idp.example.org/realms/scs/' }, 'issuer'],
  ['is of the issuer in capitals', { iss: 'https://IDP.example.org/realms/scs' }, 'issuer'],
  ['has its issuer in a list', { iss: ['https://idp.example.org/realms/scs'] }, 'issuer'],
  ['has no issuer', { iss: undefined }, 'issuer'],
  ['has no subject', { sub: undefined }, 'subject'],
  ['has an empty subject', { sub: '' }, 'subject'],
  ['has a subject that is a number', { sub: 7 }, 'subject'],
])('a token that %s is refused by a 401 that says no more than that one is over', async (_, claims, reason) => {
  const issuer = await createStandInIssuer();
  const { providers, reasons } = gate([issuer], [entry()]);
  const refused = providers.authenticate('keycloak', 'openid', await issuer.token(claims));
  await expect(refused).rejects.toMatchObject({
    code: 'unauthorized',
    message: `The request you have made requires authentication.${reason === 'expired' ? ' The token has expired: log in again to get a new one.' : ''}`,
  });
  expect(reasons()).toEqual([reason]);
});

it('a token that was good is refused once it is over, though it was seen a moment before', async () => {
  const issuer = await createStandInIssuer();
  const { providers, time } = gate([issuer], [entry({ clockSkew: 0 })]);
  const token = await issuer.token({ exp: seconds + 5 });
  await providers.authenticateAny(token);
  time.now += 5000;
  await expect(providers.authenticateAny(token)).rejects.toMatchObject({ status: 401 });
});
