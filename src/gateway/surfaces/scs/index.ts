// SPDX-License-Identifier: Apache-2.0
// The gateway's own API: one normalised interface to all member clouds. Its routes are a list of data, from which the
// server's routes and the OpenAPI document are made alike.
import type { FastifyPluginAsync } from 'fastify';
import { CLOUD_KINDS } from '../../../adapters/kinds.ts';
import { resources as kubernetes } from '../../../adapters/kubernetes/resources/index.ts';
import { resources as openstack } from '../../../adapters/openstack/resources/index.ts';
import { GatewayError } from '../../../model/errors.ts';
import { RESOURCES } from '../../../model/scs/resources/index.ts';
import { createIdempotency } from '../../../scs/operations/idempotency.ts';
import { createOperations } from '../../../scs/operations/operations.ts';
import { serverCreator } from '../../../scs/placement/create-server.ts';
import { createReservations } from '../../../scs/placement/reservations.ts';
import { apiKind } from '../../../scs/sources/api-kind.ts';
import { kubernetesKind } from '../../../scs/sources/kubernetes-kind.ts';
import { openstackKind } from '../../../scs/sources/openstack-kind.ts';
import { createSources } from '../../../scs/sources/sources.ts';
import { createTurns } from '../../../scs/turns.ts';
import type { ScsApi } from '../../scs-api.ts';
import { createAuthentication } from './authenticate.ts';
import { cloudRoutes } from './clouds/clouds.ts';
import { allowOrigins } from './cors.ts';
import type { ScsDeps } from './deps.ts';
import { documentRoutes } from './document/document-routes.ts';
import { errorsRoute } from './document/error-catalogue.ts';
import { withExamples } from './document/examples.ts';
import { indexRoute } from './document/index-route.ts';
import { scsInProcess } from './in-process.ts';
import { kubeconfigRoute } from './kubeconfig/kubeconfig-route.ts';
import { createLongRequests } from './long-requests.ts';
import { meRoutes } from './me.ts';
import { projectRoutes } from './projects.ts';
import { readRoutes } from './reads/collections.ts';
import { searchRoute } from './reads/search.ts';
import { registerRoutes } from './register.ts';
import type { ScsRoute } from './route.ts';
import { standardRoutes } from './standards/index.ts';
import { operationRoutes } from './writes/operation-routes.ts';
import { placementRoute } from './writes/placement-route.ts';
import { writeRoutes } from './writes/writes.ts';

export type { ScsDeps } from './deps.ts';

/** Every operation of the API. Pure: nothing is asked before a route is handled. */
export function scsRoutes(deps: ScsDeps): readonly ScsRoute[] {
  const { resources = RESOURCES, kinds = CLOUD_KINDS, adapters = { openstack, kubernetes }, publicUrl } = deps;
  const sourceKinds = [
    openstackKind(deps, adapters.openstack),
    kubernetesKind(deps, adapters.kubernetes),
    ...kinds.map((kind) => apiKind(deps, kind.kind, kind.resources)),
  ];
  const sources = createSources({ ...deps, kinds: sourceKinds });
  const operations = createOperations({ ...deps, sources, resources });
  const reading = { ...deps, sources };
  const servers = serverCreator({ sources, now: deps.now, reservations: createReservations(deps.store) });
  const writing = {
    sources,
    clouds: deps.clouds,
    operations,
    idempotent: createIdempotency(deps),
    turns: createTurns(deps.store),
    publicUrl,
    now: deps.now,
    creators: { servers },
  };
  const routes: ScsRoute[] = [
    ...cloudRoutes(deps, kinds),
    ...projectRoutes(deps),
    ...meRoutes(deps),
    kubeconfigRoute(deps),
    searchRoute({ sources, resources }),
    ...resources.flatMap((definition) =>
      withExamples(definition, [...readRoutes(definition, reading), ...writeRoutes(definition, writing)]),
    ),
    placementRoute(servers),
    ...standardRoutes({ ...deps, sources }),
    ...operationRoutes(operations),
    errorsRoute(),
    indexRoute(() => routes, publicUrl),
    ...documentRoutes(() => routes, publicUrl, kinds),
  ];
  return routes;
}

export interface Scs {
  readonly surface: FastifyPluginAsync;
  /** For other surfaces. */
  readonly api: ScsApi;
}

export function createScs(deps: ScsDeps): Scs {
  const routes = scsRoutes(deps);
  const authenticate = createAuthentication(deps);
  // Of one user together, however they are asked.
  const long = createLongRequests();
  return {
    api: scsInProcess(routes, { ...deps, authenticate, long }),
    async surface(app) {
      allowOrigins(app, deps.browserOrigins ?? (() => []));
      registerRoutes(app, routes, deps, authenticate, long);
      app.all('/scs/*', async () => {
        throw new GatewayError('notFound', {
          message: 'There is no resource at this path; GET /scs/v1 lists all collections.',
        });
      });
    },
  };
}
