// SPDX-License-Identifier: Apache-2.0
// The checks of the IaaS scopes, each with the id of the upstream test that it stands for. Read-only: what upstream
// tests by starting a server, creating a volume or asking a person stays `unknown` here, with the reason.
import { type CloudFacts, type Fact, type ImageFacts, isUnknown } from './facts.ts';
import { parseFlavorName } from './scs-0100/flavor-name.ts';
import { overPromises } from './scs-0100/over-promise.ts';
import { byName, duplicateGenericImages, isOutdated, isProvided, propertyFault } from './scs-0102/check-image.ts';
import { IMAGE_PROPERTIES, type ImageProperty, propertyOf } from './scs-0102/properties.ts';
import { checkStandardFlavor } from './scs-0103/check-standard-flavor.ts';
import { STANDARD_FLAVORS } from './scs-0103/standard-flavors.ts';
import { checkImagePresence, checkImageSource, STANDARD_IMAGES } from './scs-0104/standard-images.ts';
import { readVolumeMarker, VOLUME_ASPECTS } from './scs-0114/volume-type.ts';
import { checkDefaultRules } from './scs-0115/default-rules.ts';
import { checkService, checkSwiftS3, MANDATORY_SERVICES } from './scs-0123/services.ts';
import { fail, pass, some, unknown, type Verdict } from './verdict.ts';

export type IaasVersion = 'v5.1' | 'next';

export interface Check {
  readonly id: string;
  readonly standard: string;
  readonly title: string;
  /** The versions of "SCS-compatible IaaS" that include it. Empty: recommended, or for a person to judge. */
  readonly versions: readonly IaasVersion[];
  readonly level: 'mandatory' | 'recommended' | 'manual';
  readonly run: (facts: CloudFacts, now: number) => Verdict;
}

const BOTH: readonly IaasVersion[] = ['v5.1', 'next'];

const known = <T>(fact: Fact<T> | undefined, judge: (value: T) => Verdict): Verdict =>
  fact === undefined ? unknown('not checked') : isUnknown(fact) ? unknown(fact.unknown) : judge(fact);

/** Where there is no image, none is wrong: so the upstream tests say. */
const ofImages = ({ images }: CloudFacts, judge: (provided: readonly ImageFacts[]) => Verdict): Verdict =>
  known(images, (all) => {
    const provided = all.filter(isProvided);
    return provided.length === 0 ? pass('there is no public image that could be wrong') : judge(provided);
  });

const check = (
  id: string,
  standard: string,
  title: string,
  versions: readonly IaasVersion[],
  run: Check['run'],
  level: Check['level'] = versions.length > 0 ? 'mandatory' : 'recommended',
): Check => ({ id, standard, title, versions, level, run });

const unseen = (reason: string) => (): Verdict => unknown(reason);

const NAMES: readonly Check[] = [
  check('scs-0100-syntax-check', 'scs-0100-v3', 'Flavor names that begin with SCS- are valid', BOTH, ({ flavors }) =>
    known(flavors, (all) => {
      const reads = all.map(({ name }) => ({ name, read: parseFlavorName(name) }));
      const wrong = reads.flatMap(({ name, read }) =>
        'fault' in read && read.claimsScs ? [`${name}: ${read.fault}`] : [],
      );
      if (wrong.length > 0) return fail(some(wrong, 5));
      const old = reads.filter(({ read }) => 'syntax' in read && read.syntax === 'v1').map(({ name }) => name);
      return pass(old.length > 0 ? `accepted, in the syntax of v1: ${some(old)}` : 'every such name is valid');
    }),
  ),
  check('scs-0100-semantics-check', 'scs-0100-v3', 'Flavor names promise no more than there is', BOTH, ({ flavors }) =>
    known(flavors, (all) => {
      const wrong = all.flatMap((flavor) => {
        const read = parseFlavorName(flavor.name);
        const promises = 'fault' in read ? [] : overPromises(read.parsed, flavor);
        return promises.length > 0 ? [`${flavor.name} has less ${promises.join(', ')}`] : [];
      });
      return wrong.length > 0 ? fail(some(wrong)) : pass('no name promises too much');
    }),
  ),
];

const ENTROPY: readonly Check[] = [
  ['scs-0101-entropy-avail', 'Servers have entropy'] as const,
  ['scs-0101-fips-test', 'The entropy of servers passes FIPS 140-2'] as const,
].map(([id, title]) => check(id, 'scs-0101-v1', title, BOTH, unseen('can be checked only inside a running server')));

/** Properties that the upstream test names differently. */
const testOf = (property: string): string => `scs-0102-prop-${property === 'os_hash_algo' ? 'hash_algo' : property}`;

const WANTED = ['os_purpose', 'os_hash_algo'];

function judgeProperty(row: ImageProperty, provided: readonly ImageFacts[], now: number): Verdict {
  const wrong = provided.flatMap((image) => {
    const fault = propertyFault(row, image, now);
    if (fault === undefined) return [];
    // What is not mandatory may be absent, but for two properties that the upstream tests want all the same.
    if ('missing' in fault)
      return row.v1 === 'mandatory' || WANTED.includes(row.property) ? [`${image.name}: missing`] : [];
    return [`${image.name}: "${propertyOf(image, row.property)?.slice(0, 60)}" ${fault.reason}`];
  });
  return wrong.length > 0 ? fail(some(wrong, 5)) : pass(`holds for ${provided.length} image(s)`);
}

const IMAGE_METADATA: readonly Check[] = [
  ...IMAGE_PROPERTIES.map((row) =>
    check(
      testOf(row.property),
      'scs-0102-v1',
      `Public images have a valid ${row.property}`,
      row.v1 === 'mandatory' ? BOTH : row.v2 === 'mandatory' ? ['next'] : [],
      (facts, now) => ofImages(facts, (provided) => judgeProperty(row, provided, now)),
    ),
  ),
  check('scs-0102-image-recency', 'scs-0102-v1', 'Public images are as recent as promised', BOTH, (facts, now) =>
    ofImages(facts, (provided) => {
      const named = byName(provided);
      const old = provided.filter((image) => isOutdated(image, named, now)).map(({ name }) => name);
      return old.length > 0
        ? fail(`outdated: ${some(old)}`)
        : pass('no image is older than its replace_frequency allows');
    }),
  ),
  check(
    'scs-0102-os_purpose-uniqueness',
    'scs-0102-v2',
    'One public generic image for a distribution, version and architecture',
    ['next'],
    (facts) =>
      ofImages(facts, (provided) => {
        const twice = duplicateGenericImages(provided);
        return twice.length > 0 ? fail(`more than one: ${some(twice)}`) : pass('there are no duplicates');
      }),
  ),
];

const FLAVORS: readonly Check[] = STANDARD_FLAVORS.map((standard) =>
  check(
    standard.testId,
    'scs-0103-v1',
    `Flavor ${standard.name}`,
    standard.status === 'mandatory' ? BOTH : [],
    ({ flavors }) => known(flavors, (all) => checkStandardFlavor(standard, all)),
  ),
);

const SOURCES = [
  'capi-1',
  'capi-2',
  'ubuntu-2404',
  'ubuntu-2204',
  'ubuntu-2004',
  'debian-13',
  'debian-12',
  'debian-11',
];
const PRESENT = ['ubuntu-2404', 'ubuntu-2204', 'capi-1', 'capi-2', 'debian-13', 'debian-12'];

const IMAGES: readonly Check[] = STANDARD_IMAGES.flatMap((standard) => [
  ...(SOURCES.includes(standard.key)
    ? [
        check(
          `scs-0104-source-${standard.key}`,
          'scs-0104-v1',
          `Image ${standard.name} comes from the required source`,
          BOTH,
          ({ images }) =>
            known(images, (all) => checkImageSource(standard, [...byName(all.filter(isProvided)).values()])),
        ),
      ]
    : []),
  ...(PRESENT.includes(standard.key)
    ? [
        check(
          `scs-0104-image-${standard.key}`,
          'scs-0104-v1',
          `Image ${standard.name}`,
          standard.key === 'ubuntu-2404' ? BOTH : [],
          ({ images }) => known(images, (all) => checkImagePresence(standard, all.filter(isProvided))),
        ),
      ]
    : []),
]);

const VOLUMES: readonly Check[] = [
  check('scs-0114-syntax-check', 'scs-0114-v1', 'Markers of volume types are well-formed', BOTH, ({ volumeTypes }) =>
    known(volumeTypes, (types) => {
      const wrong = types.filter(({ description }) => !readVolumeMarker(description).syntaxOk).map(({ name }) => name);
      return wrong.length > 0
        ? fail(`not well-formed: ${some(wrong)}`)
        : pass('all are well-formed, or there are none');
    }),
  ),
  ...VOLUME_ASPECTS.map((aspect) =>
    check(`scs-0114-${aspect}-type`, 'scs-0114-v1', `A volume type is declared ${aspect}`, [], ({ volumeTypes }) =>
      known(volumeTypes, (types) => {
        const declared = types
          .filter(({ description }) => readVolumeMarker(description).aspects?.includes(aspect))
          .map(({ name }) => name);
        return declared.length > 0 ? pass(some(declared)) : fail('none is');
      }),
    ),
  ),
  check(
    'scs-0117-test-backup',
    'scs-0117-v1',
    'Volumes can be backed up',
    BOTH,
    unseen('can be checked only by creating a backup'),
  ),
];

const NETWORK: readonly Check[] = [
  check(
    'scs-0115-default-rules',
    'scs-0115-v1',
    'Default rules of security groups',
    BOTH,
    ({ securityGroupDefaults }) => known(securityGroupDefaults, checkDefaultRules),
  ),
];

const SERVICES: readonly Check[] = [
  check('scs-0116-presence', 'scs-0116-v1', 'There is a key manager', [], ({ services }) =>
    known(services, (types) =>
      types.includes('key-manager') ? pass('key-manager') : fail('no key-manager in the catalogue'),
    ),
  ),
  check('scs-0116-permissions', 'scs-0116-v1', 'The key manager is usable with the role member', BOTH, ({ services }) =>
    known(services, (types) =>
      types.includes('key-manager')
        ? unknown('can be checked only by creating a secret')
        : pass('there is no key manager, and none is mandatory'),
    ),
  ),
  ...MANDATORY_SERVICES.map((service) =>
    check(
      service.testId,
      service.v1 ? 'scs-0123-v1' : 'scs-0123-v2',
      `The catalogue has ${service.type}`,
      BOTH.filter((version) => (version === 'v5.1' ? service.v1 : service.v2)),
      ({ services }) => known(services, (types) => checkService(service, types)),
    ),
  ),
  check('scs-0123-swift-s3', 'scs-0123-v1', 'The object store supports S3', ['v5.1'], ({ services, s3AtSwift }) =>
    known(services, (types) => checkSwiftS3(types, s3AtSwift)),
  ),
];

const MANUAL: readonly Check[] = [
  check(
    'domain-manager-check',
    'scs-0302-v1',
    'Customers can manage their own domain',
    [],
    ({ roles }) =>
      known(roles, (names) =>
        names.includes('manager')
          ? unknown('there is a role manager; its permissions can be checked only by trying')
          : fail('there is no role manager'),
      ),
    'manual',
  ),
  ...(
    [
      ['key-manager-docs-check', 'scs-0116-v1', 'The key manager is documented'],
      ['availability-zones-check', 'scs-0121-v1', 'Availability zones are fire zones'],
    ] as const
  ).map(([id, standard, title]) => check(id, standard, title, [], unseen('must be judged by a person'), 'manual')),
];

export const IAAS_CHECKS: readonly Check[] = [
  ...NAMES,
  ...ENTROPY,
  ...IMAGE_METADATA,
  ...FLAVORS,
  ...IMAGES,
  ...VOLUMES,
  ...NETWORK,
  ...SERVICES,
  ...MANUAL,
];
