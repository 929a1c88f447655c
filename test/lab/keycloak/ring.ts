// SPDX-License-Identifier: Apache-2.0
// What the rings with a real Keycloak and a browser have in common: what they need, said before anything starts, and one
// Keycloak for all of their files.
import { existsSync } from 'node:fs';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { missingForKeycloak } from './keycloak.ts';

/** `folder`: below test/lab. Milliseconds. */
export function keycloakRing(
  folder: string,
  limits: { readonly testTimeout: number; readonly hookTimeout: number },
): ViteUserConfig {
  const missing = missingForKeycloak();
  if (missing !== undefined) throw new Error(missing);
  if (!existsSync('/usr/bin/chromium'))
    throw new Error('missing: chromium; install as root: test/lab/install-packages.sh chromium');
  return defineConfig({
    test: {
      root: `${import.meta.dirname}/../../..`,
      include: [`test/lab/${folder}/**/*.test.ts`],
      globalSetup: 'test/lab/keycloak/one-keycloak.ts',
      ...limits,
      pool: 'forks',
      fileParallelism: false,
    },
  });
}
