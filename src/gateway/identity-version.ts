// SPDX-License-Identifier: Apache-2.0
// The version of Keystone's API that the facade speaks, in the form of Keystone's own version documents. The root of the
// gateway shows it too: clients then find the facade from there.

/** `publicUrl` has no slash at its end. gophercloud uses the self link unchanged, so it is the public URL. */
export const identityVersion = (publicUrl: string): object => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${publicUrl.replace(/\/+$/, '')}/identity/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});
