// SPDX-License-Identifier: Apache-2.0
// Before the first and after the last test file: the one Keycloak that all of them use, each with a realm of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { keycloakAt, type Place, startKeycloak } from './keycloak.ts';

declare module 'vitest' {
  interface ProvidedContext {
    keycloak: Place;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'keycloak-'));
  const place = await startKeycloak(join(folder, 'keycloak'));
  project.provide('keycloak', place);
  return async () => {
    await keycloakAt(place).stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
