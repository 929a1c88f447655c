// SPDX-License-Identifier: Apache-2.0

/** By code units: the same order on every machine, whatever its locale. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
