// SPDX-License-Identifier: Apache-2.0
// The names of a member's regions at the gateway: `<cloud>` for the default one, `<cloud>.<Region>` for others.

export const regionSlug = (cloud: string, defaultRegion: string, region: string): string =>
  region === defaultRegion ? cloud : `${cloud}.${region}`;

/**
 * Why a slug cannot be part of a path, or `undefined`. gophercloud cuts a service URL at the first match of
 * `v[0-9.]+/?` anywhere in its path; keystoneauth takes a numeric segment or `latest` for a version.
 */
export function regionFault(slug: string): string | undefined {
  if (!/^[A-Za-z0-9._-]+$/.test(slug)) return 'its name holds characters that a path segment cannot carry';
  if (/v[0-9.]/.test(slug)) return `"${slug}" holds a "v" before a digit or dot, where clients would cut the URL`;
  if (/^(?:[0-9.]+|latest)$/.test(slug)) return `"${slug}" reads as a version`;
  return undefined;
}
