// SPDX-License-Identifier: Apache-2.0
// What every way out of the gateway has in common: where the gateway itself is, how names are resolved, and who is told
// of a host that is not connected to.
import type { LookupFunction } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { IssuerClientDeps } from '../federation/identity/issuer-fetch.ts';
import { createConnectGuard, guardedConnector } from '../members/guarded-connect.ts';
import { createReachReports, type ReachReports } from '../members/reach-reports.ts';
import { createServedCertificates, type ServedCertificates } from '../members/served-certificates.ts';
import type { Clock } from '../model/clock.ts';
import { createReach, type OwnPlaces, type ReachFault } from '../model/may-name.ts';
import type { Metrics } from './metrics.ts';
import { createOwnPlaces, type OwnPlacesOptions } from './own-places.ts';

export interface WaysOut {
  readonly own: OwnPlaces;
  readonly reports: ReachReports;
  readonly served: ServedCertificates;
  /** Of the requests to identity providers: their documents may name any host, but not every address. */
  readonly connector: NonNullable<IssuerClientDeps['connector']>;
}

export interface WaysOutDeps {
  readonly places: OwnPlacesOptions;
  readonly now: Clock;
  /** Instead of the system's. */
  readonly resolve: LookupFunction | undefined;
  readonly metrics: () => Pick<Metrics, 'reachRefused' | 'leftOut'>;
  readonly log: () => Pick<FastifyBaseLogger, 'warn'>;
}

export function createWaysOut({ places, now, resolve, metrics, log }: WaysOutDeps): WaysOut {
  const own = createOwnPlaces(places);
  const reports = createReachReports({
    now,
    count: ({ peer, where, fault }) => metrics().reachRefused(peer, where, fault),
    tell: ({ peer, fault, ...where }) =>
      log().warn({ cloud: peer, reason: fault, ...where }, 'not followed: a host that is not its own'),
    countRegions: (cloud) => metrics().leftOut(cloud, 'regions'),
    tellRegion: (cloud, region, reason) =>
      log().warn({ cloud, region, reason }, 'a region of the catalogue cannot be published'),
  });
  const served = createServedCertificates({ now });
  return {
    own,
    reports,
    served,
    connector({ id, ...configured }, options) {
      const onRefused = (fault: ReachFault, host: string): void =>
        reports.report({ peer: id, where: 'connection', host, fault });
      const reach = createReach({ ...configured, anyName: true, own });
      const guard = createConnectGuard({ reach, resolve, onRefused });
      return guardedConnector(guard, options, (seen) => served.seen(id, seen));
    },
  };
}
