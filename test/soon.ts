// SPDX-License-Identifier: Apache-2.0
// How long tests wait for what must come true: for the slowest machine. Vitest's own second is too short for a busy one.

export const SOON = { timeout: 15_000 };
