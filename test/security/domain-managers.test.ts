// SPDX-License-Identifier: Apache-2.0
// Who works in a whole domain manages accounts at a cloud. That must open nothing to anybody else, must give nobody a way in
// to the account that stands for them there, past the identity provider, and hands out no credential of the cloud.
import { describe, expect, it } from 'vitest';
import { identityRefusal } from '../../src/adapters/openstack/index.ts';

const OWN = 'a'.repeat(64);
const AT_CLOUD = 'b'.repeat(64);
const OTHER = 'c'.repeat(32);
const ids = [OWN, AT_CLOUD];

describe('a domain manager at a cloud', () => {
  const asked = (method: string, path: string, more: object = {}) =>
    identityRefusal({ method, path, own: true, manages: true, ids, ...more });

  it.each([
    ['POST', '/v3/users'],
    ['POST', '/v3/users/'],
    ['PATCH', `/v3/users/${OTHER}`],
    ['DELETE', `/v3/users/${OTHER}`],
    ['PUT', `/v3/groups/${OTHER}/users/${OTHER}`],
    ['POST', '/v3/projects'],
    ['PUT', `/v3/projects/${OTHER}/users/${OTHER}/roles/${OTHER}`],
  ])('is the cloud’s to judge: %s %s', (method, path) => {
    expect(asked(method, path)).toBeUndefined();
  });

  it.each([
    ['PATCH', `/v3/users/${OWN}`],
    ['PATCH', `/v3/users/${AT_CLOUD}`],
    ['PATCH', `/v3/users/${AT_CLOUD.toUpperCase()}`],
    ['PATCH', `/v3/users/${AT_CLOUD} `],
    ['PATCH', `/v3/users/${AT_CLOUD}\u00a0`],
    ['PATCH', `/V3/users/${OTHER}`],
    ['DELETE', `/v3/users/${AT_CLOUD}`],
    ['POST', `/v3/users/${OTHER}/password`],
    ['POST', `/v3/users/${AT_CLOUD}/password`],
    ['PUT', '/v3/users'],
    ['PATCH', `/v2.0/users/${OTHER}`],
  ])('does not get past its own account or the known shapes: %s %s', (method, path) => {
    expect(asked(method, path)).toBe('accounts');
  });

  it.each([
    ['POST', `/v3/users/${OTHER}/credentials/OS-EC2`],
    ['POST', `/v3/users/${OWN}/application_credentials`],
    ['POST', `/v3/users/${OTHER}/application_credentials`],
    ['GET', `/v3/users/${OTHER}/credentials/OS-EC2`],
    ['POST', '/v3/credentials'],
    ['POST', '/v3/OS-TRUST/trusts'],
  ])('gets no credential of anybody: %s %s', (method, path) => {
    for (const ec2 of [false, true]) expect(asked(method, path, { ec2 })).toBe('credentials');
  });

  it('gets no token of the cloud, by any path', () => {
    for (const path of ['/v3/auth/tokens', '/v3/ec2tokens', '/v3/s3tokens', '/v2.0/tokens', '/v3/OS-FEDERATION/saml2'])
      expect(asked('POST', path, { ec2: true })).toBe('tokens');
  });

  it('is one with a token for a domain only, and never by an account that many share', () => {
    expect(asked('POST', '/v3/users', { manages: false })).toBe('accounts');
    expect(asked('PATCH', `/v3/users/${OTHER}`, { manages: false })).toBe('accounts');
    expect(asked('POST', '/v3/users', { own: false })).toBe('accounts');
  });
});

describe('EC2 credentials at a cloud', () => {
  const asked = (method: string, path: string, more: object = {}) =>
    identityRefusal({ method, path, own: true, ids, ec2: true, ...more });
  const mine = `/v3/users/${OWN}/credentials/OS-EC2`;

  it('are the caller’s own where the operator lets them be', () => {
    for (const method of ['POST', 'GET']) expect(asked(method, mine)).toBeUndefined();
    for (const method of ['GET', 'DELETE']) expect(asked(method, `${mine}/${OTHER}`)).toBeUndefined();
  });

  it.each<[what: string, path: string, more: object]>([
    ['where the operator has not said so', mine, { ec2: false }],
    ['by an account that many share', mine, { own: false }],
    ['somebody else’s', `/v3/users/${OTHER}/credentials/OS-EC2`, {}],
    ['in other letters', mine.toUpperCase(), {}],
    ['of any type', '/v3/credentials', {}],
    ['by a path behind it', `${mine}/x/y`, {}],
    ['by another version', mine.replace('v3', 'v2.0'), {}],
  ])('are refused %s', (_, path, more) => {
    expect(asked('POST', path, more)).toBe('credentials');
    expect(asked('GET', path, more)).toBe('credentials');
  });
});
