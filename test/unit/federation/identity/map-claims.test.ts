// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { groupFilters, mapClaims } from '../../../../src/federation/identity/map-claims.ts';
import type { ClaimNames } from '../../../../src/federation/identity/options.ts';
import { userId } from '../../../../src/model/ids.ts';
import { entry, goodClaims, ISSUER } from './stand-in-issuer.ts';

interface Changes {
  readonly claims?: Partial<ClaimNames>;
  readonly groups?: readonly (string | RegExp)[];
  readonly groupsSeparator?: string;
}

const map = (
  claims: Record<string, unknown>,
  { claims: names = {}, groups = ['^acme-'], groupsSeparator }: Changes = {},
) => {
  const rules = {
    ...entry({ groupsSeparator }),
    claims: { ...entry().claims, ...names },
    groups: groupFilters(groups),
  };
  return mapClaims({ ...goodClaims(), ...claims }, rules);
};
const principal = (claims: Record<string, unknown>, changes?: Changes) => {
  const mapped = map(claims, changes);
  if (!mapped.ok) throw new Error(mapped.reason);
  return mapped.value.principal;
};
const reason = (claims: Record<string, unknown>, changes?: Changes) => {
  const mapped = map(claims, changes);
  return mapped.ok ? 'ok' : mapped.reason;
};

describe('claims become a principal', () => {
  it('with every field that the entry asks for', () => {
    expect(principal({})).toEqual({
      id: userId(ISSUER, 'f3a1c9d2-alice'),
      issuer: ISSUER,
      subject: 'f3a1c9d2-alice',
      name: 'alice',
      domain: 'acme',
      email: 'alice@example.org',
      groups: ['acme-research', 'acme-ops'],
      groupsLeft: { filtered: 1, unfit: 0 },
      identityProvider: 'keycloak',
      protocol: 'openid',
    });
  });

  it('named by the subject where there is no user name', () => {
    expect(principal({ preferred_username: undefined }).name).toBe('f3a1c9d2-alice');
    expect(principal({ preferred_username: null }).name).toBe('f3a1c9d2-alice');
  });

  it.each([
    '',
    7,
    ['alice'],
    'al\u0000ice',
    'al\nice',
    'alice;admin',
    'system:admin',
    ' alice',
    'a'.repeat(256),
    'a\ud800',
  ])('but not under the user name %j', (name) => {
    expect(reason({ preferred_username: name })).toBe('userName');
  });

  it.each([undefined, '', 7, {}, 'a\u0000b', 'a\ud800', 'a'.repeat(256)])('but not of the subject %j', (sub) => {
    expect(reason({ sub })).toBe('subject');
  });

  it('without an e-mail address that is absent, unusable or not verified', () => {
    for (const claims of [{ email: undefined }, { email: 7 }, { email: 'a\r\nb' }, { email_verified: false }]) {
      expect(principal(claims)).not.toHaveProperty('email');
    }
  });

  it('named by an e-mail address only if the IdP did not say that it is unverified', () => {
    const claims = { username: 'email' };
    expect(principal({}, { claims }).name).toBe('alice@example.org');
    expect(principal({ email_verified: undefined }, { claims }).name).toBe('alice@example.org');
    expect(reason({ email_verified: false }, { claims })).toBe('unverifiedEmail');
    expect(reason({ email_verified: 'false' }, { claims })).toBe('unverifiedEmail');
  });

  it('known by an e-mail address, whatever its claim is called, only under the same condition', () => {
    for (const claims of [
      { subject: 'email' },
      { subject: 'mail', email: 'mail' },
      { username: 'mail', email: 'mail' },
    ]) {
      const mail = { mail: 'alice@example.org' };
      expect(reason(mail, { claims })).toBe('ok');
      expect(reason({ ...mail, email_verified: false }, { claims })).toBe('unverifiedEmail');
    }
  });

  it('by claims inside of objects, whatever dots their keys have', () => {
    const inner = { realm_access: { roles: ['acme-a'] }, resource_access: { 'my.app': { roles: ['acme-b'] } } };
    const named = { 'https://example.org/groups': ['acme-c'] };
    const groups = (path: string) => principal({ ...inner, ...named }, { claims: { groups: path } }).groups;
    expect(groups('realm_access.roles')).toEqual(['acme-a']);
    expect(groups('resource_access.my.app.roles')).toEqual(['acme-b']);
    expect(groups('https://example.org/groups')).toEqual(['acme-c']);
    expect(groups('realm_access.nothing')).toEqual([]);
    expect(groups('constructor.name')).toEqual([]);
  });
});

describe('groups', () => {
  const groups = (claim: unknown, filters: readonly (string | RegExp)[] = ['']) =>
    principal({ groups: claim }, { groups: filters }).groups;

  it('come as an array, or as a text that is one group', () => {
    expect(groups(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(groups('a b,c,  d')).toEqual(['a b,c,  d']);
    expect(groups('')).toEqual([]);
    expect(groups({ a: true })).toEqual([]);
    expect(groups(undefined)).toEqual([]);
  });

  it('come as a text of several where the entry says what separates them, and only that does', () => {
    const split = (text: string, groupsSeparator: string) =>
      principal({ groups: text }, { groups: [''], groupsSeparator }).groups;
    expect(split('a b,c,,d', ',')).toEqual(['a b', 'c', 'd']);
    expect(split('a b  c,d', ' ')).toEqual(['a', 'b', 'c,d']);
    // What is left between them is a name as it stands, and one that begins with a blank is none.
    expect(split('a, b', ',')).toEqual(['a']);
    expect(split('a, b', ', ')).toEqual(['a', 'b']);
    expect(principal({ groups: ['a,b'] }, { groups: [''], groupsSeparator: ',' }).groups).toEqual(['a,b']);
  });

  it('are kept as the expressions say, each anchored as written', () => {
    expect(groups(['acme-a', 'x-acme-a', 'ops'], ['^acme-', /^ops$/])).toEqual(['acme-a', 'ops']);
    expect(groups(['acme-a', 'x-acme-a'], ['acme'])).toEqual(['acme-a', 'x-acme-a']);
    expect(groups(['acme-a'], [])).toEqual([]);
    expect(groupFilters(undefined).map((filter) => filter.test('acme-a'))).toEqual([true]);
  });

  it('are judged the same by an expression that remembers where it stopped', () => {
    expect(groups(['acme-a', 'acme-b', 'acme-c'], [/acme/g])).toEqual(['acme-a', 'acme-b', 'acme-c']);
    expect(groups(['acme-a', 'acme-b', 'acme-c'], [/acme/y])).toEqual(['acme-a', 'acme-b', 'acme-c']);
  });

  it('are left out where another system would read something else in them', () => {
    const bad = [
      'a;admin',
      'a\nb',
      'a\u0000',
      'system:masters',
      ' system:masters',
      'a ',
      '',
      7,
      null,
      'x'.repeat(256),
      '\ud800',
    ];
    expect(groups([...bad, 'good', 'with blank', 'Größe'])).toEqual(['good', 'with blank', 'Größe']);
  });

  it('are refused, not cut, where they are too many or too long together', () => {
    const many = (count: number, length = 4) =>
      Array.from({ length: count }, (_, i) => `acme-${i}`.padEnd(length, 'x'));
    expect(reason({ groups: many(64) })).toBe('ok');
    expect(reason({ groups: many(65) })).toBe('tooManyGroups');
    expect(reason({ groups: many(10, 204) })).toBe('ok');
    expect(reason({ groups: many(10, 205) })).toBe('tooManyGroups');
    expect(reason({ groups: [...many(64), 'other'] })).toBe('ok');
  });
});
