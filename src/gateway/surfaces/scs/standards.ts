// SPDX-License-Identifier: Apache-2.0
// The routes that show what the gateway knows of the SCS standards.
import type { ScsRoute } from './route.ts';
import { createCollect } from './standards-collect.ts';
import { type ConformanceDeps, conformanceRoute } from './standards-conformance.ts';
import { flavorStandardRoutes } from './standards-flavors.ts';
import { imageStandardRoutes } from './standards-images.ts';
import { flavorNameRoutes } from './standards-names.ts';
import { portabilityRoute } from './standards-portability.ts';

export function standardRoutes(deps: ConformanceDeps): ScsRoute[] {
  const collect = createCollect(deps.sources);
  return [
    ...flavorNameRoutes(),
    ...flavorStandardRoutes(collect),
    ...imageStandardRoutes(collect),
    conformanceRoute(deps),
    portabilityRoute(deps),
  ];
}
