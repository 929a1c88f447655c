// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { boundedSkew, checkIntrospection, checkJwtClaims } from '../../../../src/federation/identity/check-claims.ts';
import { goodClaims, ISSUER, START } from './stand-in-issuer.ts';

const rules = { issuer: ISSUER, audiences: ['scs-gateway'], clockSkew: 30_000, capLifetime: false };
const seconds = START / 1000;
const reason = (claims: Record<string, unknown>, changed = {}) => {
  const checked = checkJwtClaims({ ...goodClaims(), ...claims }, { ...rules, ...changed }, START);
  return checked.ok ? 'ok' : checked.reason;
};

describe('the claims of a signed token', () => {
  it.each([
    ['the good ones', {}, 'ok'],
    ['the audience as one string', { aud: 'scs-gateway' }, 'ok'],
    ['another issuer', { iss: `${ISSUER}/` }, 'issuer'],
    ['no issuer', { iss: undefined }, 'issuer'],
    ['another audience', { aud: ['account'] }, 'audience'],
    ['no audience', { aud: undefined }, 'audience'],
    ['an audience of another type', { aud: ['scs-gateway', 7] }, 'audience'],
    ['the audience only as azp', { aud: 'account', azp: 'scs-gateway' }, 'audience'],
    ['no expiry', { exp: undefined }, 'missingExpiry'],
    ['an expiry as text', { exp: `${seconds + 300}` }, 'malformed'],
    ['an expiry within the skew', { exp: seconds - 29 }, 'ok'],
    ['an expiry at the end of the skew', { exp: seconds - 30 }, 'expired'],
    ['a beginning within the skew', { nbf: seconds + 30 }, 'ok'],
    ['a beginning in more than three minutes', { nbf: seconds + 181 }, 'notYetValid'],
    ['issued within the skew', { iat: seconds + 30 }, 'ok'],
    ['issued in more than three minutes', { iat: seconds + 181 }, 'issuedInFuture'],
    ['a time that is no time', { nbf: null }, 'malformed'],
    ['a bound key', { cnf: { jkt: 'x' } }, 'senderConstrained'],
    ['a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }, 'kind'],
  ])('are judged: %s', (_, claims, expected) => {
    expect(reason(claims)).toBe(expected);
  });

  it('get no grace after their end where the login ends with the token', () => {
    expect(reason({ exp: seconds }, { capLifetime: true })).toBe('expired');
    expect(reason({ exp: seconds + 1 }, { capLifetime: true })).toBe('ok');
  });

  it('never get more than five minutes of skew', () => {
    expect(boundedSkew(86_400_000)).toBe(300_000);
    expect(boundedSkew(-1)).toBe(0);
  });
});

describe('an introspection answer', () => {
  const judge = (answer: Record<string, unknown>, changed = {}) => {
    const checked = checkIntrospection(answer, { ...rules, ...changed }, START);
    return checked.ok ? 'ok' : checked.reason;
  };

  it.each([
    ['active, for us', { active: true, aud: 'scs-gateway' }, 'ok'],
    ['active, given to a client of ours', { active: true, client_id: 'scs-gateway' }, 'ok'],
    ['active, given to another client', { active: true, client_id: 'shop' }, 'audience'],
    [
      'active, for another audience though the client is ours',
      { active: true, aud: [], client_id: 'scs-gateway' },
      'audience',
    ],
    ['active, for nobody', { active: true }, 'audience'],
    ['inactive', { active: false, aud: 'scs-gateway' }, 'inactive'],
    ['active as text', { active: 'true', aud: 'scs-gateway' }, 'inactive'],
    ['of another issuer', { active: true, aud: 'scs-gateway', iss: 'https://other.example' }, 'issuer'],
    ['active but over', { active: true, aud: 'scs-gateway', exp: seconds - 60 }, 'expired'],
  ])('is judged: %s', (_, answer, expected) => {
    expect(judge(answer)).toBe(expected);
  });

  it('must tell an end where the login ends with the token', () => {
    expect(judge({ active: true, aud: 'scs-gateway' }, { capLifetime: true })).toBe('missingExpiry');
  });
});
