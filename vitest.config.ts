// SPDX-License-Identifier: Apache-2.0
// The rings that need nothing but Node. The lab (real clouds) has its own runner: npm run test:lab.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,contract,security,e2e}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // A shared machine may stand still for a moment; at a desk nothing is tried twice.
    retry: process.env.CI ? 1 : 0,
  },
});
