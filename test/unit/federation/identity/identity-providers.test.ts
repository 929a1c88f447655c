// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { createStandInIssuer, entry, gate, START, type StandInIssuer } from './stand-in-issuer.ts';

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
});

const one = (changes = {}) => gate([issuer], [entry(changes)]);

describe('identity providers', () => {
  it('prove a token by the provider named in the path', async () => {
    const { providers, outcomes } = one();
    const proven = await providers.authenticate('keycloak', 'openid', await issuer.token());
    expect(proven.principal).toMatchObject({ name: 'alice', domain: 'acme', identityProvider: 'keycloak' });
    expect(proven).not.toHaveProperty('notAfter');
    expect(outcomes).toMatchObject([{ provider: 'keycloak', outcome: 'ok', reason: 'verified' }]);
    expect(providers.ids).toEqual(['keycloak']);
  });

  it('take access tokens and ID tokens of every algorithm on the list', async () => {
    for (const alg of ['RS256', 'PS256', 'EdDSA']) await issuer.addKey(alg, alg);
    const { providers } = one({ algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] });
    for (const kid of ['first', 'RS256', 'PS256', 'EdDSA']) {
      for (const typ of ['at+jwt', 'JWT']) {
        await providers.authenticate('keycloak', 'openid', await issuer.token({}, { typ }, kid));
      }
    }
  });

  it('find the provider by the issuer of the token', async () => {
    const other = await createStandInIssuer('https://other.example.org');
    const { providers } = gate([issuer, other]);
    expect((await providers.authenticateAny(await other.token())).principal.identityProvider).toBe('idp-1');
    expect((await providers.authenticateAny(await issuer.token())).principal.identityProvider).toBe('idp-0');
  });

  it('end a login with the token only where the entry says so', async () => {
    const { providers } = one({ capLifetime: true });
    const { notAfter } = await providers.authenticateAny(await issuer.token({ exp: START / 1000 + 77 }));
    expect(notAfter).toBe(START + 77_000);
  });

  it('answer 404 for a provider or a protocol that is not there', async () => {
    const { providers } = one();
    const token = await issuer.token();
    for (const [id, protocol] of [
      ['nobody', 'openid'],
      ['keycloak', 'saml2'],
      ['constructor', 'openid'],
      ['nobody', undefined as unknown as string],
    ] as const) {
      await expect(providers.authenticate(id, protocol, token)).rejects.toMatchObject({ code: 'notFound' });
    }
  });

  it('tell the caller nothing but 401, and the log the reason', async () => {
    const { providers } = one();
    const refused = providers.authenticateAny(await issuer.token({ aud: 'shop' }));
    await expect(refused).rejects.toMatchObject({
      status: 401,
      message: 'The request you have made requires authentication.',
      detail: 'keycloak: audience (aud "shop")',
    });
  });

  it('tell a user of too many groups what is wrong', async () => {
    const { providers } = one();
    const groups = Array.from({ length: 65 }, (_, i) => `acme-${i}`);
    const refused = providers.authenticateAny(await issuer.token({ groups }));
    await expect(refused).rejects.toMatchObject({ status: 403, message: expect.stringContaining('too many groups') });
  });

  it('remember a proof for a minute, and only for the provider that gave it', async () => {
    const other = await createStandInIssuer('https://other.example.org');
    const { providers, reasons, time } = gate([issuer, other]);
    const token = await issuer.token();
    await providers.authenticateAny(token);
    await providers.authenticateAny(token);
    await providers.authenticate('idp-0', 'openid', token);
    await expect(providers.authenticate('idp-1', 'openid', token)).rejects.toMatchObject({ status: 401 });
    time.now += 60_000;
    await providers.authenticateAny(token);
    expect(reasons()).toEqual(['verified', 'cached', 'cached', 'issuer', 'verified']);
  });

  it('do not remember a proof beyond the end of the token', async () => {
    const { providers, time } = one({ clockSkew: 0 });
    const token = await issuer.token({ exp: START / 1000 + 10 });
    await providers.authenticateAny(token);
    time.now += 10_000;
    await expect(providers.authenticateAny(token)).rejects.toMatchObject({ status: 401 });
  });

  it('take tokens without a kid, also while two keys are published', async () => {
    await issuer.addKey('second');
    const { providers } = one();
    for (const kid of ['first', 'second']) {
      await providers.authenticateAny(await issuer.token({}, { kid: undefined }, kid));
    }
  });

  it('see a rotation also where tokens have no kid', async () => {
    const { providers, time } = one();
    await providers.authenticateAny(await issuer.token());
    issuer.removeKey('first');
    await issuer.addKey('second');
    time.now += 30_000;
    await providers.authenticateAny(await issuer.token({}, { kid: undefined }));
  });

  it('refuse two entries of one issuer or one id', async () => {
    expect(() => gate([issuer], [entry(), entry({ id: 'again' })])).toThrow('issuer');
    expect(() => gate([issuer], [entry(), entry({ issuer: 'https://other.example.org' })])).toThrow('id keycloak');
  });
});
