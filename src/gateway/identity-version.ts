// SPDX-License-Identifier: Apache-2.0
// The version of Keystone's API that the facade speaks, in the form of Keystone's own version documents. The root of the
// gateway shows it too: clients then find the facade from there.

/** `root`: the facade's, such as `https://gateway/identity`. gophercloud uses the self link unchanged, so it is public. */
export const identityVersion = (root: string): object => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${root}/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});
