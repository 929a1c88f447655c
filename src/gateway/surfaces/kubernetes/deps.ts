// SPDX-License-Identifier: Apache-2.0
// The dependencies of the Kubernetes surface.
import type { IncomingMessage } from 'node:http';
import type { Tokens } from '../../../federation/tokens.ts';
import type { CurrentFleet } from '../../../members/fleet.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Maintenance } from '../../../model/maintenance.ts';
import type { Limits } from '../../limits/index.ts';
import type { OpenStreams } from '../../open-streams.ts';

export interface ClusterDeps {
  readonly fleet: CurrentFleet;
  readonly maintenance: Pick<Maintenance, 'cluster'>;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly streams: OpenStreams;
  readonly now: Clock;
  readonly publicUrl: string;
  /** The client's. */
  addressOf(raw: IncomingMessage): string;
}
