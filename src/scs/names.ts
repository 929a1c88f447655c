// SPDX-License-Identifier: Apache-2.0
// Names of resources as the parts of other names, and as words.

/** `floating-ip` → `FloatingIp`. */
export const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `floating-ips` → `floating IPs`, for people. */
export const words = (name: string): string =>
  name
    .replaceAll('-', ' ')
    .replace('keypair', 'key pair')
    .replace(/\bip(s?)$/, 'IP$1');

/** The article before a resource's name in words: `a server`, `an image`. */
export const article = (name: string): string => (/^[aeiou]/.test(name) ? 'an' : 'a');
