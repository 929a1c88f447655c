// SPDX-License-Identifier: Apache-2.0
// Fields that real services answer with and a stand-in does not, and why it does not need to.

/** Paths of fields, as regular expressions. */
export const LEFT_OUT: readonly (readonly [fields: string, why: string])[] = [];
