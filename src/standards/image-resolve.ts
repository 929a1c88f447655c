// SPDX-License-Identifier: Apache-2.0
// Resolves "Ubuntu 24.04" to one image of a cloud. os_distro, os_version, os_purpose and architecture are the portable
// key (scs-0102). Clouds that do not set os_purpose yet are read by scs-0104's naming, "Distribution Version".
import { compareTexts } from '../model/compare.ts';
import type { ImageFacts } from './facts.ts';
import { imageDate } from './scs-0102/build-date.ts';
import { isMarkedOld } from './scs-0102/check-image.ts';
import { propertyOf } from './scs-0102/properties.ts';

export interface ImageWanted {
  /** As in os_distro: `ubuntu`. Without it, images are matched by their name alone. */
  readonly distro?: string;
  /** The exact name. Names of images are not unique. */
  readonly name?: string;
  /** If absent, the highest version. */
  readonly version?: string;
  /** `generic` if absent. */
  readonly purpose?: string;
  /** `x86_64` if absent; then an image that declares none is acceptable as a last resort. */
  readonly architecture?: string;
  /** The visibilities that may be chosen. If absent, only `public`, since anybody can create a community image. */
  readonly visibility?: readonly string[];
}

/** Which of the ways led to the image, in the order in which they are tried. */
export type ResolvedBy = 'properties' | 'properties-and-name' | 'name';

export interface ResolvedImage<T extends ImageFacts> {
  readonly image: T;
  readonly by: ResolvedBy;
  /** For people: what decided. */
  readonly how: string;
  /** Other images that matched in the same way, next best first. */
  readonly runnersUp: readonly T[];
}

export interface UnresolvedImage {
  readonly fault: string;
}

const lower = (text: string | undefined): string => (text ?? '').trim().toLowerCase();

/** Words in names of special-purpose images, which do not satisfy `generic`. */
const SPECIAL = /k8s|kube|capi|gpu|cuda|nvidia|minimal|\bmini\b|network|router|octavia|amphora|desktop|custom/i;

const nameWords = (name: string): string[] => lower(name).split(/[\s_-]+/);

/** `Ubuntu 24.04`, `ubuntu-24.04`, `Ubuntu 24.04 LTS`, and nothing more. */
function namedVersion(name: string, distro: string): string | undefined {
  const wanted = nameWords(distro);
  const words = nameWords(name);
  if (!wanted.every((word, index) => words[index] === word)) return undefined;
  const [version, ...rest] = words.slice(wanted.length);
  return version !== undefined && /^\d[\d.]*$/.test(version) && rest.join(' ').replace(/^lts$/, '') === ''
    ? version
    : undefined;
}

type OfDistro = ImageWanted & { readonly distro: string };

interface Way {
  readonly by: ResolvedBy;
  readonly how: string;
  /** The version of the image. Undefined if the image is not of the requested kind. */
  readonly version: (image: ImageFacts, wanted: OfDistro, purpose: string) => string | undefined;
}

const declaredVersion = (image: ImageFacts, { distro }: OfDistro): string | undefined => {
  const version = lower(propertyOf(image, 'os_version'));
  return lower(propertyOf(image, 'os_distro')) === lower(distro) && version !== '' ? version : undefined;
};

const withoutPurpose = (image: ImageFacts, purpose: string): boolean =>
  purpose === 'generic' && lower(propertyOf(image, 'os_purpose')) === '';

/** Properties override a name, never the other way round. */
const saysOtherwise = (image: ImageFacts, { distro }: OfDistro, version: string): boolean => {
  const [otherDistro, otherVersion] = [lower(propertyOf(image, 'os_distro')), lower(propertyOf(image, 'os_version'))];
  return (otherDistro !== '' && otherDistro !== lower(distro)) || (otherVersion !== '' && otherVersion !== version);
};

const WAYS: readonly Way[] = [
  {
    by: 'properties',
    how: 'by os_distro, os_version and os_purpose',
    version: (image, wanted, purpose) =>
      lower(propertyOf(image, 'os_purpose')) === purpose ? declaredVersion(image, wanted) : undefined,
  },
  {
    by: 'properties-and-name',
    how: 'by os_distro, os_version and the plain name; os_purpose is absent',
    version: (image, wanted, purpose) => {
      const version = declaredVersion(image, wanted);
      return withoutPurpose(image, purpose) && namedVersion(image.name, wanted.distro) === version
        ? version
        : undefined;
    },
  },
  {
    by: 'properties-and-name',
    how: 'by os_distro and os_version; os_purpose is absent and the name indicates no special purpose',
    version: (image, wanted, purpose) =>
      withoutPurpose(image, purpose) && !SPECIAL.test(image.name) && !isMarkedOld(image)
        ? declaredVersion(image, wanted)
        : undefined,
  },
  {
    by: 'name',
    how: 'by the name alone; the properties are absent',
    version: (image, wanted, purpose) => {
      const version = namedVersion(image.name, wanted.distro);
      const usable = version !== undefined && withoutPurpose(image, purpose) && !saysOtherwise(image, wanted, version);
      return usable ? version : undefined;
    },
  },
];

/** `24.04` after `22.04`, `12` after `9`; words alphabetically. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(/[.-]/), b.split(/[.-]/)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [x = '', y = ''] = [left[index], right[index]];
    const numeric = /^\d+$/.test(x) && /^\d+$/.test(y);
    const order = numeric ? Number(x) - Number(y) : compareTexts(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

interface Match<T> {
  readonly image: T;
  readonly version: string;
}

/**
 * Highest version, then not marked as old, then the latest build (or upload), then the id, so that the result is
 * deterministic.
 */
function byMerit(a: Match<ImageFacts>, b: Match<ImageFacts>): number {
  return (
    compareVersions(b.version, a.version) ||
    Number(isMarkedOld(a.image)) - Number(isMarkedOld(b.image)) ||
    (imageDate(b.image) ?? 0) - (imageDate(a.image) ?? 0) ||
    compareTexts(a.image.id, b.image.id)
  );
}

/** Resolves the images of one cloud in one region to exactly one, or to the reason why there is none. */
export function resolveImage<T extends ImageFacts>(
  images: readonly T[],
  wanted: ImageWanted,
): ResolvedImage<T> | UnresolvedImage {
  const purpose = lower(wanted.purpose) || 'generic';
  const architecture = lower(wanted.architecture) || 'x86_64';
  const visible = wanted.visibility ?? ['public'];
  const usable = images.filter(
    // A snapshot of a server inherits os_distro and similar properties from the server's image.
    ({ status, hidden, visibility, properties }) =>
      status === 'active' && !hidden && visible.includes(visibility) && properties.image_type !== 'snapshot',
  );
  const { distro, name } = wanted;
  if (distro === undefined) return byName(usable, wanted);
  const named = name === undefined ? usable : usable.filter((image) => image.name === name);
  return resolveDistro(named, { ...wanted, distro }, purpose, architecture);
}

/** Without a distribution there are no defaults: what is requested must be declared. */
function byName<T extends ImageFacts>(usable: readonly T[], wanted: ImageWanted): ResolvedImage<T> | UnresolvedImage {
  const { name, version, purpose, architecture } = wanted;
  const holds = (image: ImageFacts, property: string, value: string | undefined): boolean =>
    value === undefined || lower(propertyOf(image, property)) === lower(value);
  const [first, ...others] = usable
    .filter((image) => name === undefined || image.name === name)
    .filter((image) => holds(image, 'os_version', version))
    .filter((image) => holds(image, 'os_purpose', purpose))
    .filter((image) => holds(image, 'architecture', architecture))
    .map((image) => ({ image, version: name === undefined ? lower(propertyOf(image, 'os_version')) : '' }))
    .sort(byMerit);
  if (first === undefined)
    return { fault: name === undefined ? 'no such image' : `no image ${name} with these properties` };
  const how = `${name === undefined ? 'by what is declared' : 'by the name'}${others.length === 0 ? '' : `; ${decider(first, others)}`}`;
  return { image: first.image, by: 'name', how, runnersUp: others.map(({ image }) => image) };
}

function resolveDistro<T extends ImageFacts>(
  usable: readonly T[],
  wanted: OfDistro,
  purpose: string,
  architecture: string,
): ResolvedImage<T> | UnresolvedImage {
  const declared = usable.filter((image) => lower(propertyOf(image, 'architecture')) === architecture);
  const undeclared =
    wanted.architecture === undefined ? usable.filter((image) => lower(propertyOf(image, 'architecture')) === '') : [];
  for (const [among, remark] of [
    [declared, ''] as const,
    [undeclared, '; its architecture is not declared'] as const,
  ]) {
    for (const way of WAYS) {
      const [first, ...others] = among
        .flatMap((image): Match<T>[] => {
          const version = way.version(image, wanted, purpose);
          return version !== undefined && (wanted.version === undefined || version === lower(wanted.version))
            ? [{ image, version }]
            : [];
        })
        .sort(byMerit);
      if (first === undefined) continue;
      return {
        image: first.image,
        by: way.by,
        how: `${way.how}${remark}${others.length === 0 ? '' : `; ${decider(first, others)}`}`,
        runnersUp: others.map(({ image }) => image),
      };
    }
  }
  return { fault: whyNone(usable, wanted, purpose, architecture) };
}

function decider(first: Match<ImageFacts>, [second]: readonly Match<ImageFacts>[]): string {
  if (second === undefined || first.version !== second.version)
    return `the highest version of several (${first.version})`;
  if (isMarkedOld(first.image) !== isMarkedOld(second.image)) return 'the one of several that is not marked as old';
  return imageDate(first.image) === imageDate(second.image)
    ? 'of several equally recent ones the one with the lowest id'
    : 'the most recent of several';
}

function whyNone(usable: readonly ImageFacts[], wanted: OfDistro, purpose: string, architecture: string): string {
  const ofDistro = usable.filter(
    (image) =>
      lower(propertyOf(image, 'os_distro')) === lower(wanted.distro) ||
      namedVersion(image.name, wanted.distro) !== undefined,
  );
  if (ofDistro.length === 0) return `no image of ${wanted.distro}`;
  const version = (image: ImageFacts): string =>
    lower(propertyOf(image, 'os_version')) || (namedVersion(image.name, wanted.distro) ?? '');
  const ofVersion = ofDistro.filter(
    (image) => wanted.version === undefined || version(image) === lower(wanted.version),
  );
  if (ofVersion.length === 0) {
    const versions = [...new Set(ofDistro.map(version))].filter((each) => each !== '').sort(compareVersions);
    return `no ${wanted.distro} ${wanted.version}; there is ${versions.join(', ') || 'one without a version'}`;
  }
  const has = (property: string, fallback: string): string =>
    [...new Set(ofVersion.map((image) => lower(propertyOf(image, property)) || fallback))].sort().join(', ');
  const what = `${wanted.distro}${wanted.version === undefined ? '' : ` ${wanted.version}`}`;
  return (
    `no ${what} for ${architecture} with the purpose ${purpose}; ` +
    `there is architecture ${has('architecture', 'undeclared')}, purpose ${has('os_purpose', 'undeclared')}`
  );
}
