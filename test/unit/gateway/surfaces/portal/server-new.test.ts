// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { proposed, wantedOf } from '../../../../../src/gateway/surfaces/portal/pages/server-new.ts';

const wanted = (query: string) => wantedOf(new URLSearchParams(query));
const first = { strategy: 'first' };

it.each([
  ['flavor=SCS-2V-4&image=Debian+12', { flavor: 'SCS-2V-4', image: 'Debian 12', placement: first }],
  [
    'flavor=2+4&image=ubuntu+24.04',
    { flavor: { vcpus: 2, ramGiB: 4 }, image: { distro: 'ubuntu', version: '24.04' }, placement: first },
  ],
  ['flavor=2+vCPUs,+4+GiB&image=x', { flavor: { vcpus: 2, ramGiB: 4 }, image: 'x', placement: first }],
  ['flavor=f&image=my-image', { flavor: 'f', image: 'my-image', placement: first }],
  ['flavor=f&image=i&networks=none', { flavor: 'f', image: 'i', networks: 'none', placement: first }],
  ['flavor=f&image=i&networks=a,+b,', { flavor: 'f', image: 'i', networks: ['a', 'b'], placement: first }],
  [
    'flavor=f&image=i&project=p&strategy=spread&on=cloud-b&on=',
    { flavor: 'f', image: 'i', project: 'p', placement: { strategy: 'spread', clouds: ['cloud-b'] } },
  ],
  ['flavor=+&image=i', undefined],
  ['flavor=f', undefined],
])('%s is what is wanted of a server', (query, expected) => expect(wanted(query)).toEqual(expected));

const project = (domain: string, name: string) => ({
  ...{ id: `${domain}-${name}`, name, domain: { id: domain, name: domain }, clouds: [], roles: {} },
});
const PROJECTS = [project('acme', 'a'), project('acme', 'b'), project('other', 'b')];

it.each([
  [undefined, undefined, 'acme-a'],
  ['', '', 'acme-a'],
  [undefined, 'acme/b', 'acme-b'],
  ['other-b', 'acme/b', 'other-b'],
  ['other/b', undefined, 'other-b'],
  // It may be either.
  [undefined, 'b', 'acme-a'],
  // The API says so.
  ['nowhere', 'acme/b', 'nowhere'],
  [undefined, 'nowhere', 'acme-a'],
])('an address that names the project %j after work in %j gets the proposal %s', (wish, last, id) =>
  expect(proposed(PROJECTS, wish, last)).toBe(id),
);

it('whoever has no project is proposed none', () => expect(proposed([], undefined, 'acme/b')).toBeUndefined());
