// SPDX-License-Identifier: Apache-2.0
// The rings that need nothing but Node. The lab (real clouds) has its own runner: npm run test:lab.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,contract,security,e2e}/**/*.test.ts'],
    // Against tests that hang, not a claim: a machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most of them wait for something; Vitest would leave one core idle.
    maxWorkers: '100%',
    // Paths and values in a title tell tests of one table apart.
    taskTitleValueFormatTruncate: 100,
  },
});
