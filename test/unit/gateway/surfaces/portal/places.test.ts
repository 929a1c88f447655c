// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRONT, pathTo, returnPath } from '../../../../../src/gateway/surfaces/portal/places.ts';

describe('where a browser may be sent after a login', () => {
  it.each([
    '//evil.example/portal/',
    '/\\evil.example/portal/x',
    'https://evil.example/portal/clouds',
    '/portal/../../evil',
    '/portal/..//evil.example',
    '/portal/%2e%2e/%2e%2e/clouds/a',
    '/portalx/clouds',
    '/portal/logout',
    '/portal/login/keycloak',
    `/portal/${'a'.repeat(3_000)}`,
    undefined,
    ['/portal/clouds'],
  ])('is the front page instead of %j', (asked) => expect(returnPath(asked)).toBe(FRONT));

  it('is a page of the portal with its wishes', () => {
    expect(returnPath('/portal/resources/servers?sort=-name&cloud=a')).toBe(
      '/portal/resources/servers?sort=-name&cloud=a',
    );
  });

  it('is on this host below /portal, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((end) => `/portal/${end}`),
        ),
        (asked) => {
          const url = new URL(returnPath(asked), 'https://gw.example');
          expect([url.host, url.pathname.startsWith('/portal/')]).toEqual(['gw.example', true]);
        },
      ),
    );
  });
});

it('a path of the portal leaves wishes without a value out, and repeats lists', () => {
  expect(pathTo('/x', { a: undefined, b: '', c: ['1', '2'] })).toBe('/portal/x?c=1&c=2');
});
