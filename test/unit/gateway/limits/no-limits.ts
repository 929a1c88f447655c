// SPDX-License-Identifier: Apache-2.0
// For tests of what limits have no part in.
import { createCounters } from '../../../../src/gateway/limits/counters.ts';
import { createLimits, type Limits } from '../../../../src/gateway/limits/index.ts';

const counters = createCounters({ now: Date.now });

export const NO_LIMITS: Limits = createLimits({
  people: counters,
  addresses: counters,
  rates: () => ({ user: {}, project: {}, address: {}, members: new Map(), clusters: new Map() }),
});
