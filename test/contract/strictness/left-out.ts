// SPDX-License-Identifier: Apache-2.0
// Fields that real services answer with and a stand-in does not, and why it does not need to.

/** Paths of fields, as regular expressions. */
export const LEFT_OUT: readonly (readonly [fields: string, why: string])[] = [
  ['quota_set\\.\\w+___DEFAULT__\\.\\w+', 'limits of one type of volume, which nobody here asks for'],
];
