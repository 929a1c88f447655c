// SPDX-License-Identifier: Apache-2.0
// The standard images (scs-0104-v1, lists for scope v4 and v5): their names, and the required sources of their data.
import type { ImageFacts } from '../facts.ts';
import { fail, pass, some, type Verdict } from '../verdict.ts';

export interface StandardImage {
  /** The last part of the upstream test ids. */
  readonly key: string;
  readonly name: string;
  /** For families of names. Anchored at the start only, as in the upstream test. */
  readonly scheme?: RegExp;
  /** `image_source` must start with one of these. */
  readonly sources: readonly string[];
}

const REGIO = 'https://swift.services.a.regiocloud.tech/swift/v1/AUTH_b182637428444b9aa302bb8d5a5a418c';
const CAPI_SOURCES = [
  'https://nbg1.your-objectstorage.com/osism/openstack-k8s-capi-images/',
  `${REGIO}/openstack-k8s-capi-images/ubuntu-2404-kube`,
  `${REGIO}/openstack-k8s-capi-images/ubuntu-2204-kube`,
];

const ubuntu = (version: string, codename: string): StandardImage => ({
  key: `ubuntu-${version.replace('.', '')}`,
  name: `Ubuntu ${version}`,
  sources: [`https://cloud-images.ubuntu.com/releases/${codename}/`, `https://cloud-images.ubuntu.com/${codename}/`],
});

const debian = (version: string, codename: string): StandardImage => ({
  key: `debian-${version}`,
  name: `Debian ${version}`,
  sources: [
    `https://cloud.debian.org/images/cloud/${codename}/`,
    `https://cdimage.debian.org/cdimage/cloud/${codename}/`,
  ],
});

export const STANDARD_IMAGES: readonly StandardImage[] = [
  {
    key: 'capi-1',
    name: 'ubuntu-capi-image-1',
    scheme: /^ubuntu-capi-image v[0-9]\.[0-9]+(\.[0-9]+)?/,
    sources: CAPI_SOURCES,
  },
  {
    key: 'capi-2',
    name: 'ubuntu-capi-image-2',
    scheme: /^ubuntu-capi-image-v[0-9]\.[0-9]+(\.[0-9]+)?/,
    sources: CAPI_SOURCES,
  },
  ubuntu('24.04', 'noble'),
  ubuntu('22.04', 'jammy'),
  ubuntu('20.04', 'focal'),
  debian('13', 'trixie'),
  debian('12', 'bookworm'),
  debian('11', 'bullseye'),
  debian('10', 'buster'),
];

const ofStandard = ({ name, scheme }: StandardImage, images: readonly ImageFacts[]): readonly ImageFacts[] =>
  images.filter((image) => (scheme === undefined ? image.name === name : scheme.test(image.name)));

export function checkImagePresence(standard: StandardImage, provided: readonly ImageFacts[]): Verdict {
  const found = ofStandard(standard, provided);
  return found.length > 0
    ? pass(`provided as ${some(found.map(({ name }) => name))}`)
    : fail(
        `no public image is named ${standard.scheme === undefined ? standard.name : `like ${standard.scheme.source}`}`,
      );
}

/** A standard image may be missing for this check; if it exists, its data must come from the distribution. */
export function checkImageSource(standard: StandardImage, provided: readonly ImageFacts[]): Verdict {
  const found = ofStandard(standard, provided);
  if (found.length === 0) return pass('no such image is provided, and none is asked for here');
  const foreign = found.filter(
    ({ properties: { image_source = '' } }) => !standard.sources.some((source) => image_source.startsWith(source)),
  );
  return foreign.length === 0
    ? pass(`image_source of ${some(found.map(({ name }) => name))} begins as it must`)
    : fail(
        `image_source is elsewhere: ${some(foreign.map(({ name, properties }) => `${name} (${properties.image_source ?? 'none'})`))}`,
      );
}
