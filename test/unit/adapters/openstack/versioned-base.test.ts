// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  microversionHeaders,
  negotiate,
  versionedBase,
  versionRange,
} from '../../../../src/adapters/openstack/versioned-base.ts';

const P = 'b'.repeat(32);
const sample = (cloud: string, name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/openstack/${cloud}/${name}.json`, import.meta.url), 'utf8')).body;

describe("a service's versioned base", () => {
  it.each([
    ['compute', '/v2.1', '/v2.1'],
    ['compute', `/v2.1/${P}`, '/v2.1'],
    ['compute', '', '/v2.1'],
    ['image', '', '/v2'],
    ['image', '/v2/', '/v2'],
    ['network', '/', '/v2.0'],
    ['network', '/v2.0', '/v2.0'],
    ['load-balancer', '', '/v2'],
    ['load-balancer', '/v2.0', '/v2'],
    ['block-storage', `/v3/${P}`, `/v3/${P}`],
    ['block-storage', '/v3', '/v3'],
    ['block-storage', '/v3/', '/v3'],
    ['block-storage', '', `/v3/${P}`],
    ['block-storage', `/v2/${P}`, `/v3/${P}`],
    ['object-store', `/v1/AUTH_${P}`, `/v1/AUTH_${P}`],
    ['object-store', '/v1', '/v1'],
    ['object-store', '', `/v1/AUTH_${P}`],
    ['placement', '', ''],
    ['placement', '/', ''],
    ['made-up', '/v7/x', '/v7/x'],
  ])('of %s with "%s" in the catalogue is "%s"', (type, suffix, base) => {
    expect(versionedBase(type, suffix, P)).toBe(base);
  });
});

describe('microversions', () => {
  it.each(['cloud-a', 'cloud-b'])('are read from the version documents of %s', (cloud) => {
    expect(versionRange(sample(cloud, 'nova-v2.1'), '/v2.1')).toEqual({ min: '2.1', max: '2.93' });
    expect(versionRange(sample(cloud, 'nova-root'), '/v2.1')).toEqual({ min: '2.1', max: '2.93' });
    expect(versionRange(sample(cloud, 'cinder-v3'), `/v3/${P}`)).toEqual({ min: '3.0', max: '3.70' });
    expect(versionRange(sample(cloud, 'placement-root'), '')).toEqual({ min: '1.0', max: '1.39' });
    expect(versionRange(sample(cloud, 'neutron-v2.0'), '/v2.0')).toBeUndefined();
    expect(versionRange(sample(cloud, 'glance-v2'), '/v2')).toBeUndefined();
  });

  it.each([[null], ['text'], [{}], [{ versions: 'x' }], [{ version: { version: '', min_version: '' } }], [[]]])(
    'are none in %j',
    (document) => {
      expect(versionRange(document, '/v2.1')).toBeUndefined();
    },
  );

  it('are the newest that both sides know, by number', () => {
    const range = { min: '2.1', max: '2.93' };
    expect(negotiate('2.90', range)).toBe('2.90');
    expect(negotiate('2.100', range)).toBe('2.93');
    expect(negotiate('2.9', range)).toBe('2.9');
    expect(negotiate('2.1', { min: '2.60', max: '2.93' })).toBeUndefined();
    expect(negotiate('2.90', undefined)).toBeUndefined();
  });

  it('are said in the words of each service', () => {
    expect(microversionHeaders('compute', '2.90')).toEqual([
      ['openstack-api-version', 'compute 2.90'],
      ['x-openstack-nova-api-version', '2.90'],
    ]);
    expect(microversionHeaders('block-storage', '3.70')).toEqual([['openstack-api-version', 'volume 3.70']]);
    expect(microversionHeaders('image', '2.0')).toEqual([]);
  });
});
