// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { ImageFacts } from '../../../src/standards/facts.ts';
import { imageDate, readDate } from '../../../src/standards/scs-0102/build-date.ts';
import {
  byName,
  duplicateGenericImages,
  isMarkedOld,
  isOutdated,
  isProvided,
  propertyFault,
} from '../../../src/standards/scs-0102/check-image.ts';
import { IMAGE_PROPERTIES } from '../../../src/standards/scs-0102/properties.ts';
import { image, vectors } from './fixtures.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const properties = {
  os_distro: 'ubuntu',
  os_version: '24.04',
  os_purpose: 'generic',
  hw_disk_bus: 'scsi',
  replace_frequency: 'monthly',
  uuid_validity: 'last-3',
  provided_until: '2029-04-30',
  image_source: 'https://cloud-images.ubuntu.com/noble/x.img',
  image_description: 'Ubuntu 24.04',
  image_build_date: '2026-10-30',
  image_original_user: 'ubuntu',
  hypervisor_type: 'qemu',
  hw_rng_model: 'virtio',
  os_hash_algo: 'sha512',
  hotfix_hours: '48',
};
const noble = image('Ubuntu 24.04', { properties });
const withProperties = (changes: Record<string, string>): ImageFacts =>
  image('Ubuntu 24.04', { properties: { ...properties, ...changes } });
const without = (...names: string[]): ImageFacts =>
  image('Ubuntu 24.04', {
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name))),
  });

const faults = (of: ImageFacts) =>
  IMAGE_PROPERTIES.flatMap((row) => {
    const fault = propertyFault(row, of, now);
    return fault === undefined ? [] : [{ property: row.property, ...fault }];
  });

describe('dates', () => {
  it.each([
    ['2026-10-30', '2026-10-30T00:00:00.000Z'],
    ['2026-10-30 04:05', '2026-10-30T04:05:00.000Z'],
    ['2026-10-30 04:05:06', '2026-10-30T04:05:06.000Z'],
    ['2026-10-30T04:05:06Z', '2026-10-30T04:05:06.000Z'],
  ])('%s is read as UTC', (text, iso) => {
    expect(new Date(readDate(text) ?? 0).toISOString()).toBe(iso);
  });

  it.each(['', '2026', '30.10.2026', '2026-02-30', '2026-13-01', '2026-10-30 25:00', '20261030'])(
    '"%s" is none',
    (text) => {
      expect(readDate(text)).toBeUndefined();
    },
  );

  it('of an image are its build, else its upload', () => {
    expect(imageDate(noble)).toBe(Date.parse('2026-10-30'));
    expect(imageDate(withProperties({ image_build_date: 'yesterday' }))).toBe(Date.parse('2026-11-01'));
    expect(imageDate({ createdAt: null, properties: {} })).toBeUndefined();
  });
});

describe('an image', () => {
  it('with everything is in order', () => {
    expect(faults(noble)).toEqual([]);
  });

  it('misses what it does not have, at whatever level it is asked for', () => {
    expect(faults(without('os_purpose', 'os_distro', 'hw_rng_model', 'hotfix_hours'))).toEqual([
      { property: 'os_distro', missing: true },
      { property: 'os_purpose', missing: true },
      { property: 'hw_rng_model', missing: true },
      { property: 'hotfix_hours', missing: true },
    ]);
  });

  it('may lack the two whose absence the upstream test takes', () => {
    expect(faults(without('hw_disk_bus', 'uuid_validity'))).toEqual([]);
  });

  it.each([
    ['architecture', { architecture: 'x86' }],
    ['min_disk', { minDiskGiB: 0 }],
    ['min_disk', { minDiskGiB: 1, sizeBytes: 2 ** 30 + 1 }],
    ['min_ram', { minRamMiB: 0 }],
  ])('with a wrong %s is told so: %j', (property, facts) => {
    expect(faults({ ...noble, ...facts })).toEqual([{ property, reason: expect.any(String) }]);
  });

  it('of exactly min_disk is in order', () => {
    expect(faults({ ...noble, minDiskGiB: 1, sizeBytes: 2 ** 30 })).toEqual([]);
  });

  it.each([
    ['os_purpose', 'general'],
    ['uuid_validity', ''],
    ['hw_rng_model', ''],
    ['hw_disk_bus', 'ide'],
    ['hypervisor_type', 'hyperv'],
    ['replace_frequency', 'sometimes'],
    ['uuid_validity', 'last-'],
    ['uuid_validity', '2026-02-30'],
    ['image_source', 'internal'],
    ['image_source', 'private file'],
    ['image_build_date', '2026-11-20'],
    ['image_build_date', '2027-01-01'],
    ['image_build_date', 'October'],
    ['hotfix_hours', 'two'],
    ['hotfix_hours', '1.5'],
    ['os_hash_algo', 'md5'],
  ])('with %s=%s is told so', (property, value) => {
    expect(faults(withProperties({ [property]: value }))).toEqual([{ property, reason: expect.any(String) }]);
  });

  it.each([
    ['os_purpose', 'oldgeneric'],
    // The standard's text wants lower case and a date; its tests do not.
    ['os_distro', 'Ubuntu'],
    ['provided_until', 'forever'],
    ['uuid_validity', 'forever'],
    ['uuid_validity', '2027-01-01'],
    ['provided_until', 'notice'],
    ['image_source', 'private'],
    ['image_source', 'ftp://ftp.example/x'],
    ['hotfix_hours', '0'],
    ['image_build_date', '2026-10-30 04:05'],
  ])('with %s=%s is in order', (property, value) => {
    expect(faults(withProperties({ [property]: value }))).toEqual([]);
  });

  it('counts if it is provided to all', () => {
    expect(isProvided(noble)).toBe(true);
    expect(isProvided({ ...noble, visibility: 'community' })).toBe(true);
    expect(isProvided({ ...noble, visibility: 'private' })).toBe(false);
    expect(isProvided({ ...noble, hidden: true })).toBe(false);
    // As in Glance's list, which the upstream tests take as it is.
    expect(isProvided({ ...noble, status: 'queued' })).toBe(true);
    expect(isProvided({ ...noble, status: 'deleted' })).toBe(false);
  });

  it.each([
    ['Ubuntu 24.04', false],
    ['Ubuntu 24.04 old', true],
    ['Ubuntu 24.04 prev', true],
    ['Ubuntu 24.04 20261001', true],
    ['Ubuntu 24.04 2026-10-01', true],
    ['Threshold', false],
  ])('%s is marked as old: %s', (name, old) => {
    expect(isMarkedOld(image(name))).toBe(old);
    expect(isMarkedOld(image(name, { hidden: true }))).toBe(true);
  });
});

describe('recency', () => {
  const { properties: rows } = vectors<{
    properties: readonly {
      property: string;
      maxAgeSecondsInTest?: Record<string, number>;
      graceFactorInTest?: number;
    }[];
  }>('image-properties');
  const row = rows.find(({ property }) => property === 'replace_frequency');
  const built = Date.parse('2026-01-01');
  const of = (changes: Record<string, string>): ImageFacts =>
    withProperties({ image_build_date: '2026-01-01', ...changes });

  it.each(Object.entries(row?.maxAgeSecondsInTest ?? {}))('%s allows %i seconds and a tenth', (frequency, seconds) => {
    const end = built + seconds * 1000 * (row?.graceFactorInTest ?? 0);
    const aged = of({ replace_frequency: frequency });
    expect(isOutdated(aged, byName([aged]), end)).toBe(false);
    expect(isOutdated(aged, byName([aged]), end + 1000)).toBe(true);
  });

  it.each(['never', 'critical_bug', 'constructor'])('%s never ends', (frequency) => {
    expect(isOutdated(of({ replace_frequency: frequency }), byName([]), now)).toBe(false);
  });

  it.each([
    ['none', false],
    ['notice', false],
    ['2026-11-22', false],
    ['2026-11-24', true],
    ['someday', true],
  ])('with provided_until=%s is outdated: %s', (provided_until, outdated) => {
    expect(isOutdated(of({ provided_until }), byName([]), now)).toBe(outdated);
  });

  it('excuses the old one of a pair while the new one is current', () => {
    const old = { ...of({}), id: 'old', name: 'Ubuntu 24.04 old' };
    const beside = (image: ImageFacts): boolean => isOutdated(old, byName([old, image]), now);
    expect(beside(noble)).toBe(false);
    expect(beside({ ...of({}), id: 'new' })).toBe(true);
    expect(beside({ ...of({ provided_until: 'none' }), id: 'new' })).toBe(false);
    expect(beside({ ...noble, name: 'Debian 12' })).toBe(true);
    const unclear = { ...of({ provided_until: 'someday' }), name: 'Ubuntu 24.04 old' };
    expect(isOutdated(unclear, byName([unclear, noble]), now)).toBe(true);
  });
});

describe('the portable key', () => {
  it('is held by one public generic image', () => {
    const twin = { ...noble, id: 'twin' };
    expect(duplicateGenericImages([noble, twin])).toEqual(['ubuntu 24.04 x86_64']);
    expect(duplicateGenericImages([noble, { ...twin, architecture: 'aarch64' }])).toEqual([]);
    expect(duplicateGenericImages([noble, { ...twin, hidden: true }])).toEqual([]);
    expect(duplicateGenericImages([noble, { ...twin, visibility: 'community' }])).toEqual([]);
    expect(duplicateGenericImages([noble, withProperties({ os_purpose: 'oldgeneric' })])).toEqual([]);
  });
});
