// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { CloudFacts } from '../../../src/standards/facts.ts';
import { type PortabilityWanted, portabilityReport } from '../../../src/standards/portability.ts';
import { flavor, image } from './fixtures.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

const cloudA: CloudFacts = {
  cloud: 'cloud-a',
  flavors: [flavor('SCS-2V-8'), flavor('SCS-4V-16-50s', { vcpus: 4, ramMiB: 16384, diskGiB: 50 })],
  images: [image('Ubuntu 24.04')],
  volumeTypes: [{ cloud: 'cloud-a', id: 'v', name: 'luks', description: '[scs:encrypted]' }],
  services: ['compute', 'volumev3', 'object-store'],
};
const cloudB: CloudFacts = {
  cloud: 'cloud-b',
  flavors: [flavor('m1.medium', { cloud: 'cloud-b', extraSpecs: { 'scs:name-v2': 'SCS-2V-8' } })],
  images: [image('Debian 12')],
  volumeTypes: [],
  services: ['compute', 'object-store-s3'],
};
const dead: CloudFacts = {
  cloud: 'cloud-c',
  flavors: { unknown: 'the cloud did not answer' },
  images: { unknown: 'the cloud did not answer' },
  volumeTypes: { unknown: 'the cloud did not answer' },
  services: ['compute'],
};

const report = (wanted: PortabilityWanted) => portabilityReport(wanted, [cloudA, cloudB, dead], now);
const states = (wanted: PortabilityWanted): unknown => report(wanted).clouds.map(({ state }) => state);
const item = (wanted: PortabilityWanted, cloud: number) => report(wanted).clouds[cloud]?.items[0];

describe('a flavor', () => {
  it.each(['SCS-2V-8', 'SCS-2V:8', 'SCS-02V-8'])('asked for as %s is found by its meaning', (name) => {
    expect(states({ flavors: [name] })).toEqual(['satisfied', 'satisfied', 'unknown']);
    expect(item({ flavors: [name] }, 1)).toMatchObject({
      kind: 'flavor',
      chosen: { name: 'm1.medium', by: 'extra_specs', id: 'id-of-m1.medium' },
    });
  });

  it('is found by the name that a cloud has for it', () => {
    expect(item({ flavors: ['m1.medium'] }, 1)?.state).toBe('satisfied');
    expect(item({ flavors: ['m1.medium'] }, 0)?.state).toBe('missing');
  });

  it('that is not there by name is missing, with the nearest that has the figures', () => {
    expect(item({ flavors: ['SCS-3V-12-20s'] }, 0)).toMatchObject({
      state: 'missing',
      chosen: null,
      nearest: { name: 'SCS-4V-16-50s' },
    });
    expect(item({ flavors: ['SCS-3V-12-20s'] }, 1)).not.toHaveProperty('nearest');
  });

  it('under an invalid name is missing with the reason', () => {
    expect(item({ flavors: ['SCS-2V-4.2'] }, 0)?.detail).toMatch(/RAM must be a positive multiple/);
  });

  it('is found by properties, or what it lacks is told', () => {
    expect(item({ flavors: [{ vcpus: 2, diskType: 'ssd' }] }, 0)?.chosen?.name).toBe('SCS-4V-16-50s');
    expect(item({ flavors: [{ vcpus: 8 }] }, 0)).toMatchObject({
      state: 'missing',
      detail:
        'none satisfies the request; the nearest is SCS-4V-16-50s: the number of vCPUs is 4, requested at least 8',
    });
  });
});

describe('an image, a service, a volume type', () => {
  it('is chosen or missing with the reason', () => {
    const wanted = { images: [{ distro: 'ubuntu', version: '24.04' }] };
    expect(states(wanted)).toEqual(['satisfied', 'missing', 'unknown']);
    expect(item(wanted, 0)?.chosen).toMatchObject({ name: 'Ubuntu 24.04', by: 'name' });
    expect(item(wanted, 1)?.detail).toBe('no image of ubuntu');
  });

  it('is found by alias', () => {
    expect(item({ services: ['block-storage'] }, 0)?.chosen).toEqual({ name: 'volumev3' });
    expect(states({ services: ['block-storage'] })).toEqual(['satisfied', 'missing', 'missing']);
  });

  it('may be unknown: S3 behind Swift is not declared', () => {
    expect(states({ services: ['s3'] })).toEqual(['unknown', 'satisfied', 'missing']);
  });

  it('that declares nothing may still be encrypted', () => {
    expect(states({ volumeAspects: ['encrypted'] })).toEqual(['satisfied', 'unknown', 'unknown']);
  });
});

describe('the report', () => {
  it('of regions names the regions that have all', () => {
    const regions = ['cloud-a', 'cloud-a.west'].map((region) => ({ ...cloudA, region }));
    const west = { ...regions[1], services: [] } as CloudFacts;
    const told = portabilityReport({ services: ['compute'] }, [regions[0] as CloudFacts, west], now);
    expect(told.satisfying).toEqual(['cloud-a']);
    expect(told.clouds.map(({ region, state }) => [region, state])).toEqual([
      ['cloud-a', 'satisfied'],
      ['cloud-a.west', 'missing'],
    ]);
  });

  it('names the clouds that have all', () => {
    expect(report({ flavors: ['SCS-2V-8'], services: ['compute'] })).toMatchObject({
      checkedAt: '2026-11-23T12:00:00.000Z',
      satisfying: ['cloud-a', 'cloud-b'],
    });
    expect(report({ flavors: ['SCS-2V-8'], images: [{ distro: 'ubuntu' }] }).satisfying).toEqual(['cloud-a']);
  });

  it('calls missing what is missing for sure, whatever else is unknown', () => {
    expect(states({ flavors: ['SCS-2V-8'], services: ['dns'] })).toEqual(['missing', 'missing', 'missing']);
  });
});
