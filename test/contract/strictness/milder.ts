// SPDX-License-Identifier: Apache-2.0
// Where a stand-in answers otherwise than a real service, and why that is right for what it is for.

/** Titles of steps of the script, as regular expressions. */
export const MILDER: readonly (readonly [title: string, why: string])[] = [
  [
    'a server without imageRef(, deleted)?',
    'a server of a stand-in runs nothing, so it needs nothing to boot from: tests make many',
  ],
];
