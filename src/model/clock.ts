// SPDX-License-Identifier: Apache-2.0

/** Epoch milliseconds. Passed in, so that tests own the time. */
export type Clock = () => number;
