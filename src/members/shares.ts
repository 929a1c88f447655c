// SPDX-License-Identifier: Apache-2.0
// How much of what belongs to all one may take.

/** A handful is not divided: a share of it would be too little for one client, and protect nobody. */
const HANDFUL = 8;

/** What one holder may have of `all`: as much as is configured, and never more than half. */
export const shareOf = (all: number, configured = Number.POSITIVE_INFINITY): number =>
  Math.min(configured, Math.max(HANDFUL, Math.floor(all / 2)));
