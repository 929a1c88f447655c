// SPDX-License-Identifier: Apache-2.0
// The tables in the source against the facts of the standards.
import { describe, expect, it } from 'vitest';
import { checkNodes, checkStorageClasses, NODE_LABELS } from '../../../src/standards/kaas/check-cluster.ts';
import {
  checkVersion,
  KUBERNETES_END_OF_LIFE,
  kubernetesAge,
} from '../../../src/standards/kaas/kubernetes-versions.ts';
import {
  CPU_GENERATIONS,
  CPU_TYPES,
  DISK_TYPES,
  GPU_GENERATIONS,
  HYPERVISORS,
} from '../../../src/standards/scs-0100/vocabulary.ts';
import { FREQUENCIES, IMAGE_PROPERTIES } from '../../../src/standards/scs-0102/properties.ts';
import { checkStandardFlavor } from '../../../src/standards/scs-0103/check-standard-flavor.ts';
import { STANDARD_FLAVORS, type StandardFlavor } from '../../../src/standards/scs-0103/standard-flavors.ts';
import {
  checkImagePresence,
  checkImageSource,
  STANDARD_IMAGES,
} from '../../../src/standards/scs-0104/standard-images.ts';
import { readVolumeMarker, VOLUME_ASPECTS, volumeAspects } from '../../../src/standards/scs-0114/volume-type.ts';
import { checkDefaultRules } from '../../../src/standards/scs-0115/default-rules.ts';
import {
  canonicalService,
  checkService,
  checkSwiftS3,
  MANDATORY_SERVICES,
} from '../../../src/standards/scs-0123/services.ts';
import { some, worst } from '../../../src/standards/verdict.ts';
import { flavor, image, vectors } from './fixtures.ts';

describe('the letters of flavor names', () => {
  const facts = vectors<{
    cpuSuffix: unknown;
    diskType: unknown;
    hypervisors: unknown;
    cpuGenerations: Record<string, object>;
    gpuGenerations: Record<string, object>;
  }>('flavor-enums');

  it('are those of the standard', () => {
    expect(CPU_TYPES).toEqual(facts.cpuSuffix);
    expect(DISK_TYPES).toEqual(facts.diskType);
    expect(HYPERVISORS).toEqual(facts.hypervisors);
    const generations = (table: Readonly<Record<string, readonly string[]>>): unknown =>
      Object.fromEntries(Object.entries(table).map(([vendor, all]) => [vendor, [...all].sort()]));
    const factual = (table: Record<string, object>): unknown =>
      Object.fromEntries(Object.entries(table).map(([vendor, all]) => [vendor, Object.keys(all).sort()]));
    expect(generations(GPU_GENERATIONS)).toEqual(factual(facts.gpuGenerations));
    const numbers = Object.entries(CPU_GENERATIONS).map(([vendor, all]) => [vendor, all.map((_, index) => `${index}`)]);
    expect(Object.fromEntries(numbers)).toEqual(factual(facts.cpuGenerations));
  });
});

describe('standard flavors', () => {
  const { flavors } = vectors<{ flavors: readonly Record<string, unknown>[] }>('standard-flavors');

  it('are 15 mandatory and 16 recommended ones, with their figures and extra_specs', () => {
    expect(STANDARD_FLAVORS.map(({ testId, ...rest }) => ({ ...rest, testcase: testId }))).toEqual(
      flavors.map(({ ramGiB, ...rest }) => rest),
    );
    expect(STANDARD_FLAVORS.filter(({ status }) => status === 'mandatory')).toHaveLength(15);
  });

  const ssd = STANDARD_FLAVORS.find(({ name }) => name === 'SCS-2V-4-20s') as StandardFlavor;
  const good = { vcpus: 2, ramMiB: 4096, diskGiB: 20, extraSpecs: ssd.extraSpecs };
  const result = (...flavors_: Parameters<typeof checkStandardFlavor>[1][number][]): unknown =>
    checkStandardFlavor(ssd, flavors_);

  it('are found by extra_spec under any name, before a flavor that merely has the name', () => {
    const impostor = flavor('SCS-2V-4-20s', { ...good, vcpus: 1, extraSpecs: {} });
    expect(result(impostor, flavor('m1.scs', good))).toMatchObject({
      result: 'pass',
      detail: expect.stringMatching(/m1\.scs/),
    });
    expect(result(impostor)).toMatchObject({ result: 'fail' });
  });

  it.each([
    ['more RAM', { ramMiB: 8192 }, 'fail', 'RAM in MiB is 8192, should be 4096'],
    [
      'another disk type',
      { extraSpecs: { ...ssd.extraSpecs, 'scs:disk0-type': 'nvme' } },
      'fail',
      'disk0-type is nvme',
    ],
    ['no extra_specs', { extraSpecs: {} }, 'fail', 'scs:cpu-type is missing'],
    ['unreadable extra_specs', { extraSpecs: null }, 'unknown', 'extra_specs could not be read'],
    ['unreadable extra_specs and wrong figures', { extraSpecs: null, vcpus: 3 }, 'fail', 'vCPUs is 3'],
    ['an unknown disk', { diskGiB: null }, 'unknown', 'disk is not known'],
  ])('with %s are judged', (_what, facts, verdict, detail) => {
    expect(result(flavor('SCS-2V-4-20s', { ...good, ...facts }))).toEqual({
      result: verdict,
      detail: expect.stringContaining(detail),
    });
  });

  it('that are not seen are missing only if every extra_spec was seen', () => {
    expect(result(flavor('m1.small'))).toMatchObject({ result: 'fail' });
    expect(result(flavor('m1.small', { extraSpecs: null }))).toMatchObject({ result: 'unknown' });
  });
});

describe('image properties', () => {
  const { properties, recency } = vectors<{
    properties: readonly { property: string; v1: string; v2: string; testcase?: string; values?: string[] }[];
    recency: object;
  }>('image-properties');

  it('are mandatory where the standard says so, and every tested one is there', () => {
    const tested = properties.filter(({ testcase }) => testcase !== undefined);
    expect(new Map(IMAGE_PROPERTIES.map(({ property, v1, v2 }) => [property, `${v1} ${v2}`]))).toEqual(
      new Map(tested.map(({ property, v1, v2 }) => [property, `${v1} ${v2}`])),
    );
    expect(recency).toBeDefined();
  });

  it('know the frequencies', () => {
    expect(FREQUENCIES).toEqual(properties.find(({ property }) => property === 'replace_frequency')?.values);
  });
});

describe('standard images', () => {
  const { usedByTest } = vectors<{
    usedByTest: Record<string, { name: string; name_scheme?: string; source: readonly string[] }>;
  }>('standard-images');

  it('are those of the upstream tests', () => {
    expect(
      STANDARD_IMAGES.map(({ name, scheme, sources }) => ({ name, scheme: scheme?.source, source: sources })),
    ).toEqual(
      Object.values(usedByTest).map(({ name, name_scheme, source }) => ({
        name,
        scheme: name_scheme && new RegExp(`^${name_scheme}`).source,
        source,
      })),
    );
  });

  const noble = STANDARD_IMAGES.find(({ key }) => key === 'ubuntu-2404') as (typeof STANDARD_IMAGES)[number];
  const capi = STANDARD_IMAGES.find(({ key }) => key === 'capi-2') as (typeof STANDARD_IMAGES)[number];

  it('are found by their name, families by its beginning', () => {
    expect(checkImagePresence(noble, [image('Ubuntu 24.04')]).result).toBe('pass');
    expect(checkImagePresence(noble, [image('Ubuntu 24.04 old')]).result).toBe('fail');
    expect(checkImagePresence(capi, [image('ubuntu-capi-image-v1.34.2-amd64')]).result).toBe('pass');
    expect(checkImagePresence(capi, [image('my ubuntu-capi-image-v1.34')]).result).toBe('fail');
    expect(checkImagePresence(capi, [image('ubuntu-capi-image v1.34')]).result).toBe('fail');
  });

  it('must come from the distribution, if they are there', () => {
    const from = (image_source: string) => image('Ubuntu 24.04', { properties: { image_source } });
    expect(checkImageSource(noble, []).result).toBe('pass');
    expect(checkImageSource(noble, [from('https://cloud-images.ubuntu.com/noble/20261101/x.img')]).result).toBe('pass');
    expect(checkImageSource(noble, [from('https://mirror.example/noble/')]).result).toBe('fail');
    expect(checkImageSource(noble, [image('Ubuntu 24.04')]).result).toBe('fail');
  });
});

describe('markers of volume types', () => {
  const { cases, recognisedAspects } = vectors<{
    cases: readonly { description: string | null; aspects: readonly string[] | null; syntaxOk: boolean }[];
    recognisedAspects: readonly string[];
  }>('volume-type-descriptions');

  it.each(cases)('are read as the standard says: $description', ({ description, aspects, syntaxOk }) => {
    expect(readVolumeMarker(description)).toEqual({ aspects, syntaxOk });
  });

  it('promise what they say, and nothing about the rest', () => {
    expect(VOLUME_ASPECTS).toEqual(recognisedAspects);
    expect(volumeAspects({ name: 'luks', description: '[scs:encrypted] LUKS' })).toEqual({
      encrypted: true,
      replicated: null,
    });
  });

  it('promise nothing for the default type', () => {
    expect(volumeAspects({ name: '__default__', description: '[scs:encrypted]' })).toEqual({
      encrypted: null,
      replicated: null,
    });
  });
});

describe('default rules of security groups', () => {
  const everywhere = { remoteGroupId: null, remoteIpPrefix: null, usedInDefaultGroup: true, usedInOtherGroups: true };
  const out = ['IPv4', 'IPv6'].map((ethertype) => ({ direction: 'egress', ethertype, ...everywhere }));
  const same = { direction: 'ingress', ethertype: 'IPv4', ...everywhere, remoteGroupId: 'PARENT' };

  it.each([
    ['of Neutron pass', [...out, { ...same, usedInOtherGroups: false }], 'pass', 'same default group'],
    // As upstream's test: only the default group's members may be let in by default.
    ['that let in the same group everywhere fail', [...out, same], 'fail', 'other than the default group'],
    [
      'that let out to some addresses alone fail',
      out.map((rule) => ({ ...rule, remoteIpPrefix: '10.0.0.0/8' })),
      'fail',
      'lets out',
    ],
    ['that let in all fail', [...out, { ...same, remoteGroupId: null }], 'fail', 'let in'],
    ['that let out IPv4 alone fail', out.slice(0, 1), 'fail', 'IPv6'],
    [
      'that let out of the default group alone fail',
      out.map((rule) => ({ ...rule, usedInOtherGroups: false })),
      'fail',
      'IPv4 and IPv6',
    ],
  ])('are judged by what they let through: those %s', (_what, rules, result, detail) => {
    expect(checkDefaultRules(rules)).toEqual({ result, detail: expect.stringContaining(detail) });
  });
});

describe('services', () => {
  const { mandatory, supported } = vectors<{
    mandatory: readonly {
      type: string;
      acceptedByTest: readonly string[];
      serviceTypeAuthorityAliases: readonly string[];
    }[];
    supported: readonly { v1Type: string; v2Type: string }[];
  }>('services');

  it('are those of the standard, with what the test takes for them', () => {
    const facts = mandatory.map(({ type, acceptedByTest }) => [type, [...acceptedByTest].sort()] as const);
    expect(new Map(MANDATORY_SERVICES.map(({ type, accepted }) => [type, [...accepted].sort()]))).toEqual(
      new Map(facts),
    );
  });

  it('are known by their aliases and by their names in v1 to those who ask', () => {
    for (const { type, serviceTypeAuthorityAliases } of mandatory) {
      for (const alias of serviceTypeAuthorityAliases) expect(canonicalService(alias)).toBe(type);
    }
    for (const { v1Type, v2Type } of supported) expect(canonicalService(v1Type)).toBe(v2Type);
  });

  it('are judged by literal types, as the upstream test does', () => {
    const storage = MANDATORY_SERVICES.find(
      ({ type }) => type === 'block-storage',
    ) as (typeof MANDATORY_SERVICES)[number];
    expect(checkService(storage, ['volumev3']).result).toBe('pass');
    expect(checkService(storage, ['volumev2', 'block-store']).result).toBe('fail');
  });

  it('without an object store owe no S3; with one that nobody has asked nobody knows', () => {
    expect(checkSwiftS3(['compute'], undefined).result).toBe('pass');
    expect(checkSwiftS3(['object-store'], undefined).result).toBe('unknown');
  });
});

describe('Kubernetes', () => {
  const { endOfLife, requiredNodeLabels } = vectors<{
    endOfLife: readonly { branch: string; date: string }[];
    requiredNodeLabels: readonly string[];
  }>('kaas');
  const day = (date: string): number => Date.parse(date);

  it('versions end when upstream says, at the end of the day', () => {
    expect(KUBERNETES_END_OF_LIFE).toEqual(Object.fromEntries(endOfLife.map(({ branch, date }) => [branch, date])));
    expect(kubernetesAge('v1.34.2', day('2026-10-27'))).toEqual({
      branch: '1.34',
      endOfLife: '2026-10-27',
      supported: true,
    });
    expect(kubernetesAge('v1.34.2', day('2026-10-28'))?.supported).toBe(false);
  });

  it.each([
    ['v1.34.2', 'fail'],
    ['1.24.17', 'fail'],
    ['v1.36.0+k3s1', 'unknown'],
    ['v1.99.0', 'unknown'],
    ['tip', 'unknown'],
  ])('%s on 2026-11-23: %s', (version, result) => {
    expect(checkVersion(version, day('2026-11-23')).result).toBe(result);
  });

  it('nodes must have their labels; that these are true cannot be seen', () => {
    expect(NODE_LABELS).toEqual(requiredNodeLabels);
    const labels = Object.fromEntries(NODE_LABELS.map((label) => [label, 'a']));
    expect(checkNodes([{ name: 'one', labels }]).result).toBe('unknown');
    expect(
      checkNodes([
        { name: 'one', labels },
        { name: 'two', labels: {} },
      ]),
    ).toEqual({
      result: 'fail',
      detail: expect.stringMatching(/: two$/),
    });
    expect(checkNodes([]).result).toBe('unknown');
  });

  it('has one default storage class that can make volumes', () => {
    const csi = { name: 'csi', provisioner: 'cinder.csi.openstack.org', default: true };
    expect(checkStorageClasses([csi, { ...csi, name: 'other', default: false }]).result).toBe('pass');
    expect(checkStorageClasses([csi, { ...csi, name: 'other' }]).result).toBe('fail');
    expect(checkStorageClasses([{ ...csi, default: false }]).result).toBe('fail');
    expect(checkStorageClasses([{ ...csi, provisioner: 'kubernetes.io/no-provisioner' }]).result).toBe('fail');
  });
});

describe('verdicts', () => {
  it('are as bad as the worst, and a failure is worse than not knowing', () => {
    expect(worst([])).toBe('pass');
    expect(worst(['pass', 'unknown'])).toBe('unknown');
    expect(worst(['fail', 'unknown', 'pass'])).toBe('fail');
  });

  it('name a few', () => {
    expect(some(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  });
});
