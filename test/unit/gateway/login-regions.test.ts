// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoginRegions, loginRegionOf } from '../../../src/gateway/login-regions.ts';
import type { Member } from '../../../src/model/member.ts';

const member = (id: string, kind: string): [string, Member] => [id, { id, strategy: { kind } } as unknown as Member];
const members = new Map([member('cloud-a', 'hub-oidc'), member('own', 'native')]);
const urlOf = createLoginRegions(
  () => ({ members }),
  (raw) => raw.url ?? '',
);
const routed = (url: string): [url: string, region: string | undefined] => {
  const raw = { url } as IncomingMessage;
  return [urlOf(raw), loginRegionOf(raw)];
};
const AT = '/clouds/cloud-a/identity';
const LOGIN = '/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';

describe('the auth URL of one region', () => {
  it.each([
    '',
    '/',
    '?x=1',
    '/v3',
    '/v3/',
    '/v3?x',
    '/v3/auth',
    '/v3/auth/tokens',
    '/v3/auth/tokens/',
    '/v3/auth/tokens?nocatalog',
    '/v3/auth/catalog',
    '/v3/auth/OS-FEDERATION/websso/openid?origin=x',
    '/v3/OS-FEDERATION/projects',
    '/v3/OS-FEDERATION/domains/?name=x',
    `/v3${LOGIN}`,
    `/v3${LOGIN}/`,
    LOGIN,
  ])('leads to the facade with %j', (path) => {
    expect(routed(`${AT}${path}`)).toEqual([`/identity${path}`, 'cloud-a']);
    const west = `/clouds/cloud-a.West/identity${path}`;
    expect(routed(west)).toEqual([`/identity${path}`, 'cloud-a.West']);
    for (const other of ['/clouds/own/identity', '/clouds/nowhere/identity', '/clouds/__proto__/identity'])
      expect(routed(`${other}${path}`)).toEqual([`${other}${path}`, undefined]);
  });

  it.each([
    '/v2.0/tokens',
    '/v3.1',
    '-2/v3',
    'v3',
    '/v3/authx',
    '/v3/users/x',
    '/v3/projects',
    '/v3/regions',
    '/v3/ec2tokens',
    '/v3/OS-FEDERATION/mappings',
    '/v3/OS-FEDERATION/identity_providers',
    '/v3/OS-FEDERATION/identity_providers/demo/protocols/openid',
    `/v3${LOGIN}/more`,
    '/v3//auth/tokens',
    '//v3/auth/tokens',
    '/v3/%61uth/tokens',
    '/v3/auth%2ftokens',
    '/V3/auth/tokens',
    '/v3\\auth',
    '/x/../v3/auth/tokens',
  ])('leaves %j to the member’s Keystone', (path) => {
    expect(routed(`${AT}${path}`)).toEqual([`${AT}${path}`, undefined]);
  });

  it('changes no other path', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.constantFrom('', '/clouds/cloud-a', '/clouds', '/identity'), (path, before) => {
        const url = `${before}${path}`;
        fc.pre(!url.startsWith(AT));
        expect(routed(url)).toEqual([url, undefined]);
      }),
    );
  });
});
