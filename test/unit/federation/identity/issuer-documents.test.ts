// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { discoveryUrl, readDiscovery, readKeySet } from '../../../../src/federation/identity/issuer-documents.ts';
import { createStandInIssuer, ISSUER } from './stand-in-issuer.ts';

describe('a discovery document', () => {
  const read =
    (document: unknown, issuer = ISSUER) =>
    () =>
      readDiscovery(JSON.stringify(document), issuer);

  it('lies below the issuer, without a second slash', () => {
    expect(discoveryUrl('https://idp.example.org')).toBe('https://idp.example.org/.well-known/openid-configuration');
    expect(discoveryUrl('https://idp.example.org/a/')).toBe(
      'https://idp.example.org/a/.well-known/openid-configuration',
    );
  });

  it('names the keys, on any host', () => {
    expect(read({ issuer: ISSUER, jwks_uri: 'https://keys.example/x' })()).toBe('https://keys.example/x');
  });

  it('is refused where it speaks for another issuer', () => {
    expect(read({ issuer: `${ISSUER}/`, jwks_uri: 'https://keys.example' })).toThrow('another issuer');
  });

  it.each(['http://idp.example.org/keys', 'file:///etc/passwd', '/keys', undefined, 7])(
    'is refused where an https issuer has its keys at %j',
    (jwksUri) => {
      expect(read({ issuer: ISSUER, jwks_uri: jwksUri })).toThrow('jwks_uri');
    },
  );

  it('may name plain http where the issuer is plain http', () => {
    const issuer = 'http://127.0.0.1:8080';
    expect(read({ issuer, jwks_uri: `${issuer}/keys` }, issuer)()).toBe(`${issuer}/keys`);
  });

  it('is refused where it is not a JSON object', () => {
    expect(read([])).toThrow('not a JSON object');
    expect(() => readDiscovery('<html>', ISSUER)).toThrow('not JSON');
  });
});

describe('a JWKS', () => {
  it('gives only public keys for signatures', async () => {
    const issuer = await createStandInIssuer();
    const good = issuer.jwk();
    const keys = [
      good,
      { ...good, kid: 'encrypts', use: 'enc' },
      { ...good, kid: 'private', d: 'AAAA' },
      { kty: 'oct', kid: 'symmetric', k: 'c2VjcmV0' },
      null,
      'text',
    ];
    expect([...readKeySet(JSON.stringify({ keys })).kids]).toEqual(['first']);
  });

  it('is refused where no key is left', () => {
    expect(() => readKeySet('{"keys":[]}')).toThrow('no key');
    expect(() => readKeySet('{"keys":{}}')).toThrow('no keys');
    expect(() => readKeySet('{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}')).toThrow('no key');
  });
});
