// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { versionList } from '../../../../src/adapters/openstack/version-list.ts';

const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/openstack/cloud-a/${name}.json`, import.meta.url), 'utf8')).body;

it.each([
  [
    'nova-root',
    [
      { id: 'v2.0', status: 'supported', min: null, max: null },
      { id: 'v2.1', status: 'current', min: '2.1', max: '2.93' },
    ],
  ],
  ['cinder-root', [{ id: 'v3.0', status: 'current', min: '3.0', max: '3.70' }]],
  ['keystone-root', [{ id: 'v3.14', status: 'current', min: null, max: null }]],
  ['neutron-root', [{ id: 'v2.0', status: 'current', min: null, max: null }]],
  ['placement-root', [{ id: 'v1.0', status: 'current', min: '1.0', max: '1.39' }]],
  ['nova-noslash', [{ id: 'v2.1', status: 'current', min: '2.1', max: '2.93' }]],
])('reads the versions of %s', (name, versions) => {
  expect(versionList(recorded(name))).toEqual(versions);
});

it("keeps Glance's many versions in its own order", () => {
  const versions = versionList(recorded('glance-root'));
  expect(versions[0]).toEqual({ id: 'v2.15', status: 'current', min: null, max: null });
  expect(versions.length).toBeGreaterThan(5);
});

it('finds none in what is no version document', () => {
  for (const strange of [
    undefined,
    null,
    'ok',
    7,
    [],
    {},
    { versions: null },
    { versions: { values: 1 } },
    { versions: [null, { id: 2 }] },
  ])
    expect(versionList(strange)).toEqual([]);
  expect(versionList({ versions: [{ id: 'v1', status: 'constructor' }] })).toEqual([
    { id: 'v1', status: 'unknown', min: null, max: null },
  ]);
});
