// SPDX-License-Identifier: Apache-2.0
// What the gateway knows of members beside their breakers, as gauges for alerts: maintenance (what is announced holds alerts of
// that cloud back; what is past its end has been forgotten by somebody), and a trust that is broken.
import { Gauge, type Registry } from 'prom-client';
import type { CurrentFleet } from '../members/fleet.ts';
import type { Maintenance, Notice } from '../model/maintenance.ts';
import type { Member } from '../model/member.ts';

export interface MemberGaugesDeps {
  readonly fleet: CurrentFleet;
  readonly maintenance: Maintenance;
  /** Since when it refuses whomever the gateway sends. */
  readonly distrustedSince: (member: Member) => string | undefined;
}

export function memberGauges({ fleet, maintenance, distrustedSince }: MemberGaugesDeps, registers: Registry[]): void {
  new Gauge({
    name: 'scs_gateway_member_distrust',
    help: 'A cloud that refuses whomever the gateway sends: 1 until it has taken somebody again.',
    labelNames: ['cloud'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      for (const member of fleet().members.values())
        this.set({ cloud: member.id }, distrustedSince(member) === undefined ? 0 : 1);
    },
  });
  /** A cluster goes by both of its names, a cloud by its own. */
  const each = (set: (labels: { cloud: string; cluster: string }, notice: Notice | undefined) => void): void => {
    const { members, apis, clusters } = fleet();
    const ofClusters = [...clusters.values()];
    const clouds = new Set([...members.keys(), ...apis.keys(), ...ofClusters.map(({ cloud }) => cloud)]);
    for (const cloud of clouds) set({ cloud, cluster: '' }, maintenance.cloud(cloud));
    for (const one of ofClusters) set({ cloud: one.cloud, cluster: one.id }, maintenance.cluster(one));
  };
  new Gauge({
    name: 'scs_gateway_maintenance',
    help: 'A cloud or cluster in maintenance: 0 no, 1 announced, 2 new objects are refused.',
    labelNames: ['cloud', 'cluster'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      each((labels, notice) => this.set(labels, notice === undefined ? 0 : notice.refuseCreates ? 2 : 1));
    },
  });
  new Gauge({
    name: 'scs_gateway_maintenance_until_seconds',
    help: 'The announced end of a maintenance, in seconds since the epoch; absent where none is announced.',
    labelNames: ['cloud', 'cluster'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      each((labels, notice) => {
        if (notice?.until !== undefined) this.set(labels, notice.until / 1000);
      });
    },
  });
}
