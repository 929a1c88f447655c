// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { facadePath } from '../../../src/gateway/facade-paths.ts';

it.each([
  ['/v3', '/identity/v3'],
  ['/v3/', '/identity/v3'],
  ['/v3/auth/tokens?nocatalog', '/identity/v3/auth/tokens?nocatalog'],
  ['/identity/', '/identity'],
  ['/identity/v3/users/x/', '/identity/v3/users/x'],
  ['/identity/v3/projects/?name=a/', '/identity/v3/projects?name=a/'],
  ['/OS-FEDERATION/identity_providers/i/protocols/p/auth/', '/OS-FEDERATION/identity_providers/i/protocols/p/auth'],
  ['/.well-known/openstack/api/', '/.well-known/openstack/api'],
  ['/identity/v3/users//', '/identity/v3/users/'],
  ['/scs/v1/', '/scs/v1'],
  ['/scs/v1/?a=b/', '/scs/v1?a=b/'],
  ['/docs/', '/docs'],
])('of the identity API and its neighbours, %s is routed as %s', (written, routed) => {
  expect(facadePath(written)).toBe(routed);
});

it.each([
  '/',
  '/v30/auth',
  '/identityx/',
  '/clouds/cloud-a/identity/v3/',
  '/clouds/cloud-a/object-store/v1/AUTH_x/c/',
  '/k8s/a/apis/',
  '/scs/v1/containers/cloud-a/x/',
  '/scs/v1//',
  '/docs/x/',
  '/.well-known/jwks.json',
])('%s is routed as it came', (url) => {
  expect(facadePath(url)).toBe(url);
});
