// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { createStandInIssuer, entry, gate, goodClaims, ISSUER, START, type StandInIssuer } from './stand-in-issuer.ts';

const ENDPOINT = `${ISSUER}/introspect`;
const introspection = { endpoint: ENDPOINT, clientId: 'gate way', clientSecret: { reveal: () => 'p:ß%' } };

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
});

const answer = (value: unknown, status = 200) =>
  issuer.answers.set(ENDPOINT, { status, body: typeof value === 'string' ? value : JSON.stringify(value) });
const start = (changes = {}) => gate([issuer], [entry({ introspection, ...changes })]);

describe('an opaque token', () => {
  it('is refused where no introspection is configured', async () => {
    const { providers, reasons } = gate([issuer], [entry()]);
    await expect(providers.authenticate('keycloak', 'openid', 'opaque-1')).rejects.toMatchObject({ status: 401 });
    expect(reasons()).toEqual(['opaque']);
  });

  it('becomes a principal by what the issuer says, asked with our own credentials', async () => {
    answer({ active: true, ...goodClaims() });
    const { providers, reasons } = start();
    const { principal } = await providers.authenticate('keycloak', 'openid', 'opaque-1');
    expect(principal).toMatchObject({ name: 'alice', groups: ['acme-research', 'acme-ops'] });
    const call = issuer.calls.find(({ url }) => url === ENDPOINT);
    expect(call?.body).toBe('token=opaque-1&token_type_hint=access_token');
    expect(call?.headers.authorization).toBe(`Basic ${btoa('gate+way:p%3A%C3%9F%25')}`);
    expect(reasons()).toEqual(['introspected']);
  });

  it('is asked about once per minute at most, good or bad, and once for many at a time', async () => {
    answer({ active: true, ...goodClaims() });
    const { providers, time } = start();
    await Promise.all(Array.from({ length: 20 }, () => providers.authenticate('keycloak', 'openid', 'opaque-1')));
    expect(issuer.count(ENDPOINT)).toBe(1);
    answer({ active: false });
    for (let i = 0; i < 3; i += 1) {
      await expect(providers.authenticate('keycloak', 'openid', 'opaque-2')).rejects.toMatchObject({ status: 401 });
    }
    expect(issuer.count(ENDPOINT)).toBe(2);
    time.now += 60_000;
    await expect(providers.authenticate('keycloak', 'openid', 'opaque-1')).rejects.toMatchObject({ status: 401 });
    expect(issuer.count(ENDPOINT)).toBe(3);
  });

  it('is not believed beyond its own end', async () => {
    answer({ active: true, ...goodClaims(), exp: START / 1000 + 10 });
    const { providers, time } = start({ clockSkew: 0 });
    await providers.authenticate('keycloak', 'openid', 'opaque-1');
    time.now += 10_000;
    await expect(providers.authenticate('keycloak', 'openid', 'opaque-1')).rejects.toMatchObject({ status: 401 });
  });

  it('is answered with 503, not 401, where the issuer cannot tell; then the issuer has a pause', async () => {
    for (const [body, status] of [
      ['', 500],
      ['<html>', 200],
      ['[]', 200],
      ['{}', 401],
    ] as const) {
      issuer.calls.length = 0;
      answer(body, status);
      const { providers, reasons } = start({ jwksUri: issuer.jwksUri });
      for (const token of ['opaque-1', 'opaque-2']) {
        await expect(providers.authenticate('keycloak', 'openid', token)).rejects.toMatchObject({
          code: 'issuerUnavailable',
          retryAfter: 1,
        });
      }
      expect(issuer.count(ENDPOINT)).toBe(1);
      expect(reasons()).toEqual(['introspection', 'introspection']);
      providers.close();
    }
  });

  it('cannot make the issuer pause by its shape', async () => {
    answer('{"error":"invalid_request"}', 400);
    const { providers } = start();
    await expect(providers.authenticate('keycloak', 'openid', 'strange')).rejects.toMatchObject({ status: 401 });
    answer({ active: true, ...goodClaims() });
    await providers.authenticate('keycloak', 'openid', 'opaque-1');
  });

  it('cannot cause more than sixteen questions at once', async () => {
    answer({ active: false });
    const { providers } = start();
    let open = () => {};
    issuer.state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const all = Array.from({ length: 200 }, (_, i) => providers.authenticate('keycloak', 'openid', `made-up-${i}`));
    const settled = Promise.allSettled(all);
    await expect(all[199]).rejects.toMatchObject({ code: 'issuerUnavailable' });
    expect(issuer.count(ENDPOINT)).toBe(16);
    open();
    await settled;
    expect(issuer.count(ENDPOINT)).toBe(16);
  });

  it('without a named provider is shown only to the one provider that introspects', async () => {
    const other = await createStandInIssuer('https://other.example.org');
    answer({ active: true, ...goodClaims() });
    const one = gate([issuer, other], [entry({ introspection }), entry({ id: 'other', issuer: other.issuer })]);
    expect((await one.providers.authenticateAny('opaque-1')).principal.identityProvider).toBe('keycloak');
    const both = gate(
      [issuer, other],
      [entry({ introspection }), entry({ id: 'other', issuer: other.issuer, introspection })],
    );
    await expect(both.providers.authenticateAny('opaque-2')).rejects.toMatchObject({ status: 401 });
    expect(issuer.count(ENDPOINT)).toBe(1);
  });
});
