// SPDX-License-Identifier: Apache-2.0
// One image against scs-0102: whether a property is missing or holds something wrong, and whether the image is older than
// it promises.
import type { ImageFacts } from '../facts.ts';
import { imageDate, readDate, uploadDate } from './build-date.ts';
import { type ImageProperty, propertyOf } from './properties.ts';

/** The standard concerns what a cloud provides to everybody. Hidden images are kept for those who still use them. */
export const isProvided = ({ visibility, hidden, status }: ImageFacts): boolean =>
  (visibility === 'public' || visibility === 'community') && !hidden && status !== 'deleted';

/** One image of each name, as the upstream test looks them up: of several the oldest, which Glance lists last. */
export function byName(images: readonly ImageFacts[]): ReadonlyMap<string, ImageFacts> {
  const uploaded = ({ createdAt }: ImageFacts): number => uploadDate(createdAt) ?? 0;
  return new Map([...images].sort((a, b) => uploaded(b) - uploaded(a)).map((image) => [image.name, image]));
}

/** Why the property of an image is not valid. Undefined if it is. */
export function propertyFault(
  row: ImageProperty,
  image: ImageFacts,
  now: number,
): { readonly missing: true } | { readonly reason: string } | undefined {
  const value = propertyOf(image, row.property);
  if (value === undefined) return row.testAllowsAbsent ? undefined : { missing: true };
  // What is empty is absent where something has to be, and a wrong value where nothing has to.
  if (value === '' && (row.v1 === 'optional' || (row.v1 === 'mandatory' && !row.testAllowsAbsent)))
    return { missing: true };
  const reason = row.fault(value, image, now);
  return reason === undefined ? undefined : { reason };
}

/** In seconds, as the upstream test counts: a quarter has 92 days, a month 31, a week and a day a few extra hours. */
const MAX_AGE: Readonly<Record<string, number>> = {
  yearly: 31_536_000,
  quarterly: 7_948_800,
  monthly: 2_678_400,
  weekly: 630_000,
  daily: 90_000,
};
const GRACE = 1.1;

function isStale(image: ImageFacts, now: number): boolean {
  const maxAge = MAX_AGE[image.properties.replace_frequency ?? ''];
  const built = imageDate(image);
  return maxAge !== undefined && built !== undefined && now > built + maxAge * 1000 * GRACE;
}

/** Whether an old one may stay: the cloud has promised nothing, or until a date in the past. A wrong date is no excuse. */
function promise({ properties: { provided_until = '' } }: ImageFacts, now: number): 'holds' | 'ended' | 'unclear' {
  if (provided_until === 'none' || provided_until === 'notice') return 'ended';
  const until = readDate(provided_until);
  return until === undefined ? 'unclear' : until < now ? 'ended' : 'holds';
}

/**
 * Whether it is older than its `replace_frequency` allows, without an excuse. The old one of a pair (`Ubuntu 24.04
 * old`, `… 20261001`) is excused by a current image under the name without its last word.
 */
export function isOutdated(image: ImageFacts, images: ReadonlyMap<string, ImageFacts>, now: number): boolean {
  const due = (one: ImageFacts): boolean => isStale(one, now) && promise(one, now) !== 'ended';
  if (!due(image)) return false;
  const { name } = image;
  const successor = images.get((name.includes(' ') ? name.slice(0, name.lastIndexOf(' ')) : name).trimEnd());
  return promise(image, now) === 'unclear' || successor === undefined || successor.name === name || due(successor);
}

/** Marked by Glance's hidden flag, or by the last word of the name: `old`, `prev` or a date. */
export const isMarkedOld = ({ hidden, name }: ImageFacts): boolean =>
  hidden || /\s(old|prev|\d{4}-\d\d-\d\d|\d{8})$/.test(name);

/** The keys of more than one public generic image; scs-0102-v2 allows one image per key. */
export function duplicateGenericImages(images: readonly ImageFacts[]): readonly string[] {
  const keys = images
    .filter((image) => isProvided(image) && image.visibility === 'public' && image.properties.os_purpose === 'generic')
    .filter((image) => propertyOf(image, 'os_distro') && propertyOf(image, 'os_version'))
    .map((image) =>
      ['os_distro', 'os_version', 'architecture'].map((property) => propertyOf(image, property) || '?').join(' '),
    );
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].sort();
}
