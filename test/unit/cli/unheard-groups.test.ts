// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { unheardGroups } from '../../../src/cli/unheard-groups.ts';
import type { Config } from '../../../src/config/config.ts';

const config = (...sources: readonly { domain: string; groups?: readonly RegExp[] }[]) =>
  ({ identityProviders: sources, clouds: [] }) as unknown as Config;

it.each<[what: string, config: Config, unheard: string[]]>([
  ['one filter', config({ domain: 'acme', groups: [/^acme-/u] }), ['research', 'acme/research', 'other/acme-x']],
  ['no filter at one of two', config({ domain: 'acme', groups: [/^acme-/u] }, { domain: 'other' }), []],
  ['a filter of bare names', config({ domain: 'acme', groups: [/^research$/u] }), ['acme-x', 'other/acme-x']],
  ['no identity provider', config(), []],
])('groups that nobody can be in, with %s, are told', (_what, given, unheard) => {
  expect(unheardGroups(given, ['research', 'acme/research', 'acme-x', 'other/acme-x'])).toEqual(unheard);
});

it('groups of a home cloud are heard where its filter lets them through', () => {
  const openstack = { homeDomains: [{ domain: 'house', cloudDomain: 'Default', groups: [/^staff$/u] }] };
  const given = { identityProviders: [{ domain: 'acme', groups: [/^acme-/u] }], clouds: [{ openstack }] };
  expect(unheardGroups(given as unknown as Config, ['staff', 'guests'])).toEqual(['guests']);
});
