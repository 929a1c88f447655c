// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { allowedAlgorithms, checkHeader } from '../../../../src/federation/identity/check-header.ts';

const judge = (header: Record<string, unknown>) => {
  const checked = checkHeader({ alg: 'ES256', kid: 'first', ...header }, ['ES256', 'RS256']);
  return checked.ok ? 'ok' : checked.reason;
};

describe('a token header', () => {
  it.each([
    [{}, 'ok'],
    [{ kid: undefined }, 'ok'],
    [{ kid: 7 }, 'malformed'],
    [{ kid: '' }, 'malformed'],
    [{ typ: 'JWT' }, 'ok'],
    [{ typ: 'at+jwt' }, 'ok'],
    [{ typ: 'application/at+JWT' }, 'ok'],
    [{ typ: 'logout+jwt' }, 'kind'],
    [{ typ: 'dpop+jwt' }, 'kind'],
    [{ typ: 'secevent+jwt' }, 'kind'],
    [{ typ: ['JWT'] }, 'kind'],
    [{ alg: undefined }, 'algorithm'],
    [{ alg: 'none' }, 'algorithm'],
    [{ alg: 'HS256' }, 'algorithm'],
    [{ alg: 'ES384' }, 'algorithm'],
    [{ crit: ['b64'], b64: false }, 'critical'],
    [{ crit: [] }, 'critical'],
    [{ enc: 'A256GCM' }, 'encrypted'],
  ])('%o is judged %s', (header, expected) => {
    expect(judge(header)).toBe(expected);
  });

  it('cannot be allowed a symmetric algorithm or none by the configuration', () => {
    expect(allowedAlgorithms(['HS256', 'none', 'RS256', 'dir', 'toString'])).toEqual(['RS256']);
  });
});
