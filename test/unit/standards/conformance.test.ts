// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { clusterConformanceReport, conformanceReport, KAAS_CHECKS } from '../../../src/standards/conformance.ts';
import { IAAS_CHECKS } from '../../../src/standards/conformance-checks.ts';
import type { CloudFacts, ClusterFacts } from '../../../src/standards/facts.ts';
import { STANDARD_FLAVORS } from '../../../src/standards/scs-0103/standard-flavors.ts';
import { lettersOf, ourVerdicts } from '../../lab/standards/verdicts.ts';
import { flavor, image, vectors } from './fixtures.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

interface Scope {
  readonly versions: readonly { readonly version: string; readonly testcases: { readonly main: readonly string[] } }[];
  readonly testcasesAvailable: readonly { readonly id: string; readonly automated: boolean }[];
}
const { iaas, kaas } = vectors<{ iaas: Scope; kaas: Scope }>('certification-scopes');
const main = (scope: Scope, version: string): readonly string[] =>
  [...(scope.versions.find((row) => row.version === version)?.testcases.main ?? [])].sort();

const egress = ['IPv4', 'IPv6'].map((ethertype) => ({
  direction: 'egress',
  ethertype,
  remoteGroupId: null,
  remoteIpPrefix: null,
  usedInDefaultGroup: true,
  usedInOtherGroups: true,
}));

/** Everything that can be seen by reading is as it should be. */
const good: CloudFacts = {
  cloud: 'cloud-a',
  flavors: STANDARD_FLAVORS.map(({ name, vcpus, ramMiB, diskGB, extraSpecs }) =>
    flavor(name, { vcpus, ramMiB, diskGiB: diskGB, extraSpecs }),
  ),
  images: [
    image('Ubuntu 24.04', {
      properties: {
        os_distro: 'ubuntu',
        os_version: '24.04',
        os_purpose: 'generic',
        hw_disk_bus: 'scsi',
        replace_frequency: 'monthly',
        uuid_validity: 'none',
        provided_until: 'none',
        image_source: 'https://cloud-images.ubuntu.com/noble/x.img',
        image_description: 'Ubuntu',
        image_build_date: '2026-10-30',
        image_original_user: 'ubuntu',
      },
    }),
  ],
  volumeTypes: [{ cloud: 'cloud-a', id: 'v', name: 'luks', description: '[scs:encrypted] LUKS' }],
  services: ['compute', 'identity', 'image', 'network', 'load-balancer', 'placement', 'volumev3', 'object-store-s3'],
  securityGroupDefaults: egress,
};

const cluster: ClusterFacts = {
  id: 'one',
  version: 'v1.36.1',
  nodes: { unknown: 'forbidden' },
  storageClasses: [{ name: 'csi', provisioner: 'cinder.csi.openstack.org', default: true }],
  networkPolicies: true,
};

const resultOf = (facts: CloudFacts, id: string): string | undefined => {
  const check = conformanceReport(facts, now).checks.find((row) => row.id === id);
  return check && `${check.result}: ${check.detail}`;
};

describe('the checks', () => {
  it.each(['v5.1', 'next'] as const)('of %s are exactly those of the scope', (version) => {
    const ids = IAAS_CHECKS.filter(({ versions }) => versions.includes(version)).map(({ id }) => id);
    expect(ids.sort()).toEqual(main(iaas, version));
    expect(ids.length).toBeGreaterThan(50);
  });

  it('are each one that upstream has, and each of these is there but for three that nothing counts', () => {
    const ids = IAAS_CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const upstream = iaas.testcasesAvailable.map(({ id }) => id);
    expect(ids.filter((id) => !upstream.includes(id))).toEqual([]);
    expect(upstream.filter((id) => !ids.includes(id))).toEqual([
      'scs-0101-flavor-property',
      'scs-0101-image-property',
      'scs-0101-rngd',
    ]);
  });

  it('of clusters are those of the scope', () => {
    const ids = KAAS_CHECKS.filter(({ versions }) => versions.includes('v1')).map(({ id }) => id);
    expect(ids.sort()).toEqual(main(kaas, 'v1'));
  });
});

describe('the report of a good cloud', () => {
  const report = conformanceReport(good, now);

  it('is dated', () => {
    expect(report.checkedAt).toBe('2026-11-23T12:00:00.000Z');
  });

  it('fails nothing, and does not claim what cannot be seen', () => {
    expect(report.checks.filter(({ result, level }) => result === 'fail' && level === 'mandatory')).toEqual([]);
    const unseen = report.checks.filter(({ result, versions }) => result === 'unknown' && versions.includes('v5.1'));
    expect(unseen.map(({ id }) => id)).toEqual([
      'scs-0101-entropy-avail',
      'scs-0101-fips-test',
      'scs-0117-test-backup',
    ]);
    expect(report.summary).toEqual([
      { scope: 'SCS-compatible IaaS', version: 'v5.1', result: 'unknown', pass: 51, fail: 0, unknown: 3 },
      { scope: 'SCS-compatible IaaS', version: 'next', result: 'unknown', pass: 52, fail: 0, unknown: 3 },
    ]);
  });
});

describe('one fault', () => {
  it.each<[string, Partial<CloudFacts>, string, RegExp]>([
    ['a broken name', { flavors: [flavor('SCS-2V-4.2')] }, 'scs-0100-syntax-check', /^fail: SCS-2V-4\.2: RAM must be/],
    ['a name of v1', { flavors: [flavor('SCS-2V:8')] }, 'scs-0100-syntax-check', /^pass: accepted.*SCS-2V:8/],
    ['a free name', { flavors: [flavor('m1.large')] }, 'scs-0100-syntax-check', /^pass/],
    ['too little RAM', { flavors: [flavor('SCS-2V-16')] }, 'scs-0100-semantics-check', /^fail: SCS-2V-16 has less ram/],
    ['fewer vCPUs in a name than there are', { flavors: [flavor('SCS-1V-4')] }, 'scs-0100-semantics-check', /^pass/],
    [
      'more vCPUs than the standard flavor has',
      { flavors: [flavor('SCS-1V-4')] },
      'scs-0103-flavor-1v-4',
      /^fail: .*vCPUs is 2, should be 1/,
    ],
    ['no volumes in the catalogue', { services: ['block-store'] }, 'scs-0123-storage-apis', /^fail/],
    ['Swift, and nobody asked it', { services: ['object-store'] }, 'scs-0123-swift-s3', /^unknown: not checked/],
    ...(
      [
        [{ status: 403, error: 'InvalidAccessKeyId The key does not exist.' }, /^pass/],
        [{ status: 404, error: 'NoSuchKey' }, /^pass/],
        [{ status: 403, error: 'SignatureDoesNotMatch' }, /^fail: .*403 SignatureDoesNotMatch$/],
        [{ status: 404, error: '' }, /^fail: .*404$/],
        [{ status: 200, error: '' }, /^fail: .*not S3/],
        [{ unknown: 'no answer in time' }, /^unknown: no answer in time/],
      ] as const
    ).map(([s3AtSwift, verdict]): [string, Partial<CloudFacts>, string, RegExp] => [
      `Swift whose host answers S3 with ${JSON.stringify(s3AtSwift)}`,
      { services: ['object-store'], s3AtSwift },
      'scs-0123-swift-s3',
      verdict,
    ]),
    ['a key manager', { services: ['key-manager'] }, 'scs-0116-permissions', /^unknown/],
    [
      'open groups',
      { securityGroupDefaults: egress.map((rule) => ({ ...rule, direction: 'ingress' })) },
      'scs-0115-default-rules',
      /^fail/,
    ],
    [
      'a bad marker',
      { volumeTypes: [{ cloud: 'cloud-a', id: 'v', name: 'x', description: '[scs:ssd]' }] },
      'scs-0114-syntax-check',
      /^fail: .*x/,
    ],
    ['no manager', { roles: ['member', 'reader'] }, 'domain-manager-check', /^fail/],
    ['a manager', { roles: ['manager'] }, 'domain-manager-check', /^unknown/],
    // Where there is none, none is wrong: the upstream test passes as well.
    ['no public image', { images: [image('x', { visibility: 'private' })] }, 'scs-0102-prop-os_distro', /^pass/],
    ['no image at all', { images: [] }, 'scs-0104-image-ubuntu-2404', /^fail/],
    [
      'an empty property',
      { images: [image('x', { properties: { os_distro: '' } })] },
      'scs-0102-prop-os_distro',
      /^fail: x: missing/,
    ],
  ])('decides what it concerns: %s', (_what, facts, id, verdict) => {
    expect(resultOf({ ...good, ...facts }, id)).toMatch(verdict);
  });

  it('fails the scope', () => {
    const [summary] = conformanceReport({ ...good, services: [] }, now).summary;
    expect(summary).toMatchObject({ version: 'v5.1', result: 'fail', fail: 7 });
  });

  it('is quoted in bounded length, since its words come from the cloud', () => {
    const images = Array.from({ length: 500 }, (_, index) =>
      image(`image ${index}`, { properties: { os_purpose: 'X'.repeat(1000) } }),
    );
    expect(resultOf({ ...good, images }, 'scs-0102-prop-os_purpose')?.length).toBeLessThan(1000);
  });
});

describe('generated clouds', () => {
  const { _meta, tests, verdicts } = vectors<{
    _meta: { seed: number; count: number };
    tests: readonly string[];
    verdicts: readonly string[];
  }>('generated-verdicts');
  const ours = ourVerdicts(_meta.seed, _meta.count);

  it("get the verdicts that upstream's tests gave when they were recorded", () => {
    expect(Object.keys(ours[0] ?? {})).toEqual(tests);
    const differ = verdicts.flatMap((letters, cloud) =>
      // A test that broke off has no verdict.
      [...letters].flatMap((letter, test) =>
        letter === 'u' || letter === lettersOf(ours[cloud] ?? {})[test] ? [] : [`${cloud}: ${tests[test]} ${letter}`],
      ),
    );
    expect(differ).toEqual([]);
  });

  it('pass and fail each test that a cloud can fail, so that the comparison says something', () => {
    const seen = tests.map((test, index) => [test, new Set(verdicts.map((letters) => letters[index]))] as const);
    const never = (letter: string) => seen.filter(([, letters]) => !letters.has(letter)).map(([test]) => test);
    expect(never('p')).toEqual([]);
    expect(never('f')).toEqual([]);
  });
});

describe('what is not known', () => {
  it('is unknown with its reason, and neither pass nor fail', () => {
    const reason = { unknown: 'the cloud did not answer' };
    const report = conformanceReport(
      { cloud: 'x', flavors: reason, images: reason, volumeTypes: reason, services: reason },
      now,
    );
    expect(new Set(report.checks.map(({ result }) => result))).toEqual(new Set(['unknown']));
    expect(report.checks.find(({ id }) => id === 'scs-0103-flavor-1v-4')?.detail).toBe('the cloud did not answer');
    expect(report.checks.find(({ id }) => id === 'scs-0115-default-rules')?.detail).toBe('not checked');
    expect(report.summary[0]).toMatchObject({ result: 'unknown', pass: 0, fail: 0, unknown: 54 });
  });
});

describe('clusters', () => {
  it('are judged each, in a scope of their own', () => {
    const old: ClusterFacts = { ...cluster, version: 'v1.30.1', networkPolicies: { unknown: 'no answer' } };
    const results = (facts: ClusterFacts) =>
      Object.fromEntries(clusterConformanceReport(facts, now).checks.map(({ id, result }) => [id, result]));
    expect(results(cluster)).toMatchObject({
      'version-policy-check': 'unknown',
      'scs-0211-default-storage-class': 'pass',
      'node-distribution-check': 'unknown',
    });
    expect(results(old)).toMatchObject({ 'version-policy-check': 'fail', 'kaas-networking-check': 'unknown' });
    expect(clusterConformanceReport(old, now)).toMatchObject({
      checkedAt: '2026-11-23T12:00:00.000Z',
      summary: [{ scope: 'SCS-compatible KaaS', version: 'v1', result: 'fail', pass: 0, fail: 1, unknown: 2 }],
    });
  });
});
