// SPDX-License-Identifier: Apache-2.0
// The ring over real Redis servers: npm run test:redis. One file after the other: each starts several processes.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/redis/**/*.test.ts'],
    testTimeout: 40_000,
    hookTimeout: 60_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
