// SPDX-License-Identifier: Apache-2.0
// The gateway's own API: one normalised interface to all member clouds. Its routes are a list of data, from which the
// server's routes and the OpenAPI document are made alike.
import type { FastifyPluginAsync } from 'fastify';
import { resources as kubernetes } from '../../../adapters/kubernetes/resources/index.ts';
import { resources as openstack } from '../../../adapters/openstack/resources/index.ts';
import { GatewayError } from '../../../model/errors.ts';
import { RESOURCES } from '../../../model/scs/resources/index.ts';
import { readRoutes } from './collections.ts';
import type { ScsDeps } from './deps.ts';
import { kubeconfigRoute } from './kubeconfig-route.ts';
import { registerRoutes } from './register.ts';
import type { ScsRoute } from './route.ts';
import { createSources } from './sources.ts';

export type { ScsDeps } from './deps.ts';

/** Every operation of the API. Pure: nothing is asked before a route is handled. */
export function scsRoutes(deps: ScsDeps): readonly ScsRoute[] {
  const { resources = RESOURCES, adapters = { openstack, kubernetes } } = deps;
  const sources = createSources({ ...deps, adapters });
  return [...resources.flatMap((definition) => readRoutes(definition, { sources })), kubeconfigRoute(deps)];
}

export const scsSurface =
  (deps: ScsDeps): FastifyPluginAsync =>
  async (app) => {
    registerRoutes(app, scsRoutes(deps), deps);
    app.all('/scs/*', async () => {
      throw new GatewayError('notFound', {
        message: 'There is nothing at this path; GET /scs/v1 lists what there is.',
      });
    });
  };
