// SPDX-License-Identifier: Apache-2.0
// The routes that show what the gateway knows of the SCS standards.

import { createCollect } from '../../../../scs/standards/collect.ts';
import type { ConformanceDeps } from '../../../../scs/standards/conformance.ts';
import type { ScsRoute } from '../route.ts';
import { conformanceRoute } from './conformance.ts';
import { flavorStandardRoutes } from './flavors.ts';
import { imageStandardRoutes } from './images.ts';
import { flavorNameRoutes } from './names.ts';
import { portabilityRoute } from './portability.ts';

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
