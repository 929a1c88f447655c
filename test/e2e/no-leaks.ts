// SPDX-License-Identifier: Apache-2.0
// The last claim of every file: whatever its tests did, nothing went where it must not.
import { describe, expect, it } from 'vitest';
import type { Harness } from './harness.ts';

export function describeNoLeaks(harness: () => Harness): void {
  describe('of all that passed here', () => {
    it('nothing named a member to a client, no member got a gateway token, and no token stands in the log', () => {
      expect(harness().log.length).toBeGreaterThan(0);
      expect(harness().leaks()).toEqual([]);
    });
  });
}
