// SPDX-License-Identifier: Apache-2.0
// The portal, as the running gateway has it: pages that ask the SCS API of the same process, and log in as WebSSO does.
import { buildOperator, type OperatorDeps } from './build-operator.ts';
import type { Config } from './config/config.ts';
import { createPortal, type Portal, type PortalDeps } from './gateway/surfaces/portal/index.ts';
import type { Fleet } from './members/fleet.ts';
import { RESOURCES } from './model/scs/resources/index.ts';

export interface BuildPortalDeps extends Omit<PortalDeps, 'settings' | 'logins' | 'clouds' | 'resources' | 'operator'> {
  readonly config: () => Config;
  readonly operator: Omit<OperatorDeps, 'config'>;
  readonly fleet: () => Fleet;
}

export const buildPortal = ({ config, fleet, operator, ...deps }: BuildPortalDeps): Portal =>
  createPortal({
    ...deps,
    settings: () => config().gateway.portal,
    logins: () => fleet().browserLogins,
    clouds: () => config().clouds,
    resources: RESOURCES,
    operator: buildOperator({ ...operator, config }),
  });
