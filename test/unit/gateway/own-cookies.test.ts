// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCookie, setsOwnCookie, withoutOwnCookies, writeCookie } from '../../../src/gateway/own-cookies.ts';
import { ownValue } from '../../../src/gateway/surfaces/kubernetes/proxied.ts';

describe('the gateway’s own cookies', () => {
  it.each([
    ['a=1; __Host-scs-login=x; b=2', 'a=1; b=2'],
    ['__Host-scs-session=x', undefined],
    ['scs-login=x;scs-session=y', undefined],
    ['__host-SCS-Login=x; a=1', 'a=1'],
    ['scs-loginx=1; xscs-login=2', 'scs-loginx=1; xscs-login=2'],
    ['a=scs-login', 'a=scs-login'],
  ])('go to no member: %s', (field, left) => {
    expect(withoutOwnCookies(field)).toBe(left);
  });

  it.each(['__Host-scs-login=x; Path=/', ' scs-session =x', 'SCS-LOGIN=x'])('are set by no program: %s', (field) => {
    expect(setsOwnCookie(field)).toBe(true);
    expect(setsOwnCookie(ownValue('set-cookie', field))).toBe(false);
  });

  it('leave the cookies of programs as they are', () => {
    expect(ownValue('set-cookie', 'a=scs-login; Domain=x.example; Path=/')).toBe('a=scs-login; Path=/');
  });

  it('are read as they were written, whatever stands beside them, and not where two have the name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]{1,60}$/), fc.boolean(), (value, secure) => {
        const [pair = ''] = writeCookie('login', value, 600, secure).split(';');
        expect(readCookie(`a=1; ${pair}; b=2`, 'login', secure)).toBe(value);
        expect(readCookie(pair, 'login', !secure)).toBeUndefined();
        expect(readCookie(`${pair}; ${pair}`, 'login', secure)).toBeUndefined();
      }),
    );
  });

  it('are for this host and https alone, where it has https', () => {
    expect(writeCookie('session', 'x', 60, true)).toBe(
      '__Host-scs-session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
  });
});
