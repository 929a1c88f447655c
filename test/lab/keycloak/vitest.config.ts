// SPDX-License-Identifier: Apache-2.0
// The ring with a real Keycloak: npm run test:keycloak. It needs Java 17, and Maven for the first time.
import { keycloakRing } from './ring.ts';

// The first start fetches Keycloak.
export default keycloakRing('keycloak', { testTimeout: 120_000, hookTimeout: 1_200_000 });
