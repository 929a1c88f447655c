// SPDX-License-Identifier: Apache-2.0

/** Epoch milliseconds. Passed in, so that tests control the time. */
export type Clock = () => number;
