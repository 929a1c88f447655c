// SPDX-License-Identifier: Apache-2.0
// One image against scs-0102: whether a property is missing or holds something wrong, and whether the image is older than
// it promises.
import type { ImageFacts } from '../facts.ts';
import { imageDate, readDate } from './build-date.ts';
import { type ImageProperty, propertyOf } from './properties.ts';

/** The standard concerns what a cloud provides to everybody. Hidden images are kept for those who still use them. */
export const isProvided = ({ visibility, hidden, status }: ImageFacts): boolean =>
  (visibility === 'public' || visibility === 'community') && !hidden && status === 'active';

/** Why the property of an image is not valid. Undefined if it is. */
export function propertyFault(
  row: ImageProperty,
  image: ImageFacts,
  now: number,
): { readonly missing: true } | { readonly reason: string } | undefined {
  const value = propertyOf(image, row.property);
  if (value === undefined || value === '') return row.testAllowsAbsent ? undefined : { missing: true };
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

/** Whether the cloud has ended its promise: `none`, `notice`, or a date in the past. */
function isReleased({ properties: { provided_until = '' } }: ImageFacts, now: number): boolean {
  if (provided_until === 'none' || provided_until === 'notice') return true;
  const until = readDate(provided_until);
  return until !== undefined && until < now;
}

/**
 * Whether it is older than its `replace_frequency` allows, without an excuse. The old one of a pair (`Ubuntu 24.04
 * old`, `… 20261001`) is excused by a current image under the name without its last word.
 */
export function isOutdated(image: ImageFacts, images: readonly ImageFacts[], now: number): boolean {
  if (!isStale(image, now) || isReleased(image, now)) return false;
  const successor = image.name.split(' ').slice(0, -1).join(' ');
  return !images.some((other) => other.name === successor && !isStale(other, now));
}

/** Marked by Glance's hidden flag, or by the last word of the name: `old`, `prev` or a date. */
export const isMarkedOld = ({ hidden, name }: ImageFacts): boolean =>
  hidden || /\s(old|prev|\d{4}-\d\d-\d\d|\d{8})$/.test(name);

/** The keys of more than one public generic image; scs-0102-v2 allows one image per key. */
export function duplicateGenericImages(images: readonly ImageFacts[]): readonly string[] {
  const keys = images
    .filter((image) => isProvided(image) && image.visibility === 'public' && image.properties.os_purpose === 'generic')
    .map((image) =>
      ['os_distro', 'os_version', 'architecture'].map((property) => propertyOf(image, property) ?? '?').join(' '),
    );
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].sort();
}
