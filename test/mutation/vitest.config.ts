// SPDX-License-Identifier: Apache-2.0
// The rings that mutants are held against: what is quick and needs no gateway as a whole.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,contract}/**/*.test.ts', 'test/e2e/relay.test.ts'],
    exclude: ['test/unit/{architecture,docs,deploy,titles}*.test.ts', 'test/unit/{cli,demo,lab,client}/**'],
    testTimeout: 20_000,
    pool: 'forks',
  },
});
