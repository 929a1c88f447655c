// SPDX-License-Identifier: Apache-2.0
// What the normalised API is given, and what is made of it once for all its routes.
import type { CloudKinds } from '../../../adapters/cloud-kind.ts';
import type { ApplicationCredentials } from '../../../federation/credentials/index.ts';
import type { Exchange } from '../../../federation/exchange.ts';
import type { Tokens } from '../../../federation/tokens.ts';
import type { CurrentFleet } from '../../../members/fleet.ts';
import type { LastKnown } from '../../../members/last-known.ts';
import type { Liveness } from '../../../members/liveness.ts';
import type { MemberViews } from '../../../members/member-views.ts';
import type { NativeApiDeps } from '../../../members/openstack-api.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Maintenance } from '../../../model/maintenance.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import type { ResourceAdapters } from '../../../model/scs/adapter.ts';
import type { ResourceDefinition } from '../../../model/scs/resource.ts';
import type { Seal } from '../../../model/seal.ts';
import type { Store } from '../../../model/store.ts';
import type { CloudEntry } from '../../../scs/clouds/look-at-cloud.ts';
import type { CommandLineLogin } from '../../../scs/kubeconfig/kubeconfig.ts';
import type { Limits } from '../../limits/index.ts';
import type { OpenStreams } from '../../open-streams.ts';

export interface ScsDeps {
  readonly fleet: CurrentFleet;
  readonly maintenance: Maintenance;
  readonly tokens: Tokens;
  /** Of the owner of a credential. Absent: nobody is asked about owners. */
  readonly untold?: ApplicationCredentials['untold'];
  readonly limits: Limits;
  /** A list, a search or the like goes on without a cloud; for the metric. */
  readonly onLeftOut?: (cloud: string, reason: string) => void;
  /** Of the process: computing what members answered takes turns. */
  readonly turn?: () => Promise<void>;
  readonly streams: OpenStreams;
  readonly now: Clock;
  readonly publicUrl: string;
  readonly exchange: Exchange;
  readonly views: MemberViews;
  /** Milliseconds for the body of a request. */
  readonly bodyTime: () => number;
  readonly lastKnown: LastKnown;
  readonly liveness: Liveness;
  readonly references: ReferenceCache;
  readonly store: Store;
  /** The same where replicas share it; undefined for a single process. */
  readonly shared: Store | undefined;
  readonly seal: Seal;
  /** Every cloud, in the configuration's order. */
  readonly clouds: () => readonly CloudEntry[];
  /** Whose pages may call this API; the configuration may change. Absent: none. */
  readonly browserOrigins?: () => readonly string[];
  /** The gateway's URL for a console of a member. Absent: none is published. */
  readonly consoleUrl?: NativeApiDeps['consoleUrl'];
  readonly clusterDomain: string | undefined;
  /** PEM, for clients. */
  readonly ca: () => string | undefined;
  readonly logins: () => readonly CommandLineLogin[];
  /** Instead of the gateway's own, for tests. */
  readonly kinds?: CloudKinds;
  readonly resources?: readonly ResourceDefinition[];
  readonly adapters?: { readonly openstack: ResourceAdapters; readonly kubernetes: ResourceAdapters };
}
