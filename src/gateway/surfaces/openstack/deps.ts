// SPDX-License-Identifier: Apache-2.0
// The dependencies of the data plane of OpenStack members.
import type { IncomingMessage } from 'node:http';
import type { Tokens } from '../../../federation/tokens.ts';
import type { CurrentFleet } from '../../../members/fleet.ts';
import type { LastKnown } from '../../../members/last-known.ts';
import type { MemberViews } from '../../../members/member-views.ts';
import type { ObjectAccounts } from '../../../members/object-accounts.ts';
import type { ReachReports } from '../../../members/reach-reports.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Maintenance } from '../../../model/maintenance.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import type { Consoles } from '../../consoles.ts';
import type { Limits } from '../../limits/index.ts';
import type { OpenStreams } from '../../open-streams.ts';
import type { S3Hosts } from '../../s3-hosts.ts';

export interface OpenStackDeps {
  readonly fleet: CurrentFleet;
  readonly maintenance: Pick<Maintenance, 'cloud'>;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly streams: OpenStreams;
  readonly views: MemberViews;
  readonly lastKnown: LastKnown;
  readonly accounts: ObjectAccounts;
  readonly consoles: Consoles;
  readonly reports: Pick<ReachReports, 'report'>;
  readonly references: ReferenceCache;
  readonly publicUrl: string;
  /** The client's. */
  addressOf(raw: IncomingMessage): string;
  readonly s3: Pick<S3Hosts, 'signedHost' | 'endpointOf'>;
  /** Milliseconds for a body that is collected. */
  readonly bodyTime: () => number;
  readonly now: Clock;
}
