// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPathPrefix } from '../../../src/gateway/path-prefix.ts';

const seen = (publicUrl: string, url: string, method = 'GET'): string =>
  createPathPrefix(publicUrl)({ url, method } as IncomingMessage);

const OWN = [
  '/',
  '/?x=1',
  '/identity/v3',
  '/identity?x',
  '/clouds/a/compute/v2.1/servers?name=/cloud',
  '/k8s',
  '/k8s/a/api',
];
OWN.push('/scs/v1', '/scs/openapi.json', '/docs', '/consoles/sealed/vnc.html?path=x', '/.well-known/jwks.json');

describe('the path of publicUrl', () => {
  it.each(['/cloud', '/a/b', '/scs', '/identity', '/docs', '/identity/scs'])(
    'is taken away where the proxy has not, and only there: %s',
    (prefix) => {
      for (const path of OWN) {
        expect(seen(`https://gw.example${prefix}`, path)).toBe(path);
        // What the gateway has at this very path is meant, where a prefix is called the same.
        const root = path[1] === undefined || path[1] === '?';
        const same = root && /^\/(?:scs|identity|docs)/.test(prefix);
        expect(seen(`https://gw.example${prefix}`, `${prefix}${path}`)).toBe(same ? `${prefix}${path}` : path);
      }
    },
  );

  it.each([
    ['/cloud', '/'],
    ['/cloud?x=1', '/?x=1'],
    ['/cloud/', '/'],
    ['/cloud/?x=1', '/?x=1'],
    ['/clouds/a/image', '/clouds/a/image'],
    ['/cloudy', '/cloudy'],
    ['/cloud/other', '/cloud/other'],
    ['/cloud/identityx', '/cloud/identityx'],
    ['/CLOUD/identity', '/CLOUD/identity'],
    ['/cloud%2fidentity', '/cloud%2fidentity'],
    ['/cloud//identity', '/cloud//identity'],
    ['//cloud/identity', '//cloud/identity'],
    ['/identity/cloud/identity', '/identity/cloud/identity'],
  ])('makes of %s %s', (url, path) => {
    expect(seen('https://gw.example/cloud', url)).toBe(path);
  });

  it('leaves every path alone where there is none', () => {
    fc.assert(fc.property(fc.webPath(), (path) => seen('https://gw.example', path) === path));
  });

  it('is taken away once: what is left is what the next look finds', () => {
    const path = fc.tuple(fc.constantFrom(...OWN), fc.webQueryParameters()).map(([own, query]) => `${own}&${query}`);
    fc.assert(
      fc.property(path, fc.constantFrom('/cloud', '/scs', '/a/b'), (own, prefix) => {
        const once = seen(`https://gw.example${prefix}`, `${prefix}${own}`);
        expect(seen(`https://gw.example${prefix}`, once)).toBe(once);
      }),
    );
  });
});

it('OPTIONS * is asked of the root, and nothing else is', () => {
  expect(seen('https://gw.example', '*', 'OPTIONS')).toBe('/');
  expect(seen('https://gw.example/cloud', '*', 'OPTIONS')).toBe('/');
  expect(seen('https://gw.example', '*', 'GET')).toBe('*');
});
