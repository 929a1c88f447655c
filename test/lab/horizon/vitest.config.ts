// SPDX-License-Identifier: Apache-2.0
// The ring with real Horizons: npm run test:horizon. HORIZON_CLOUDS=real takes the lab's two real clouds instead of stand-ins.
import { keycloakRing } from '../keycloak/ring.ts';

// A test: a look at every panel, with two real clouds beside it on a small machine. The first start installs two Horizons, or
// two clouds.
export default keycloakRing('horizon', { testTimeout: 900_000, hookTimeout: 1_800_000 });
