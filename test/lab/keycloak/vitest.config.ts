// SPDX-License-Identifier: Apache-2.0
// The ring with a real Keycloak: npm run test:keycloak. It needs Java 17, and Maven for the first time.
import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { missingForKeycloak } from './keycloak.ts';

const missing = missingForKeycloak();
if (missing !== undefined) throw new Error(missing);
if (!existsSync('/usr/bin/chromium'))
  throw new Error('missing: chromium; install as root: test/lab/install-packages.sh chromium');

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../../..`,
    include: ['test/lab/keycloak/**/*.test.ts'],
    globalSetup: 'test/lab/keycloak/one-keycloak.ts',
    testTimeout: 120_000,
    // The first start fetches Keycloak.
    hookTimeout: 900_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
