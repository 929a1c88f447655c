// SPDX-License-Identifier: Apache-2.0
// What peers have named and the gateway does not go to: told once in a while, counted each time, and kept for /readyz.
import type { LeftOut, Published, UnknownRegions } from '../adapters/openstack/index.ts';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';
import { type Condition, condition } from '../model/conditions.ts';
import type { ReachFault } from '../model/may-name.ts';
import { plainLine } from '../model/plain-line.ts';

/** `catalogue`: an endpoint. `link`: in a version document or a list. `connection`: found when it was made, after DNS. */
type ReachWhere = 'catalogue' | 'link' | 'console' | 'connection';

export interface ReachReport {
  /** The cloud's id, or that of an identity provider. */
  readonly peer: string;
  readonly where: ReachWhere;
  readonly host: string;
  readonly fault: ReachFault;
  /** Of an endpoint. */
  readonly region?: string;
  readonly service?: string;
}

export interface ReachReports {
  report(report: ReachReport): void;
  /** What a member's newest catalogue names beyond its own, instead of what its last one did. */
  catalogue(cloud: string, leftOut: readonly LeftOut[], skipped?: Published['skipped'], unknown?: UnknownRegions): void;
  /** Of the newest catalogue, in words, for whoever operates the gateway. */
  leftOut(cloud: string): readonly string[];
  /** Regions that the configuration names and the newest catalogue does not. */
  unknownRegions(cloud: string): Condition | undefined;
}

export interface ReachReportsDeps {
  readonly now: Clock;
  /** Each time. */
  count(report: ReachReport): void;
  /** Once an hour for each host. */
  tell(report: ReachReport): void;
  /** A catalogue names regions that cannot be published. */
  countRegions?(cloud: string): void;
  /** Once an hour for each of them. */
  tellRegion?(cloud: string, region: string, reason: string): void;
}

const AGAIN = 3_600_000;
/** A member that names a new host each time must not fill memory or the log. */
const MAX_TOLD = 1_000;
const MAX_SHOWN = 20;

export function createReachReports({ now, count, tell, countRegions, tellRegion }: ReachReportsDeps): ReachReports {
  const told = createBoundedCache<true>({ max: MAX_TOLD, now });
  const shown = new Map<string, readonly string[]>();
  const unknownRegions = new Map<string, Condition>();
  function isNew(key: string): boolean {
    if (told.get(key)) return false;
    told.set(key, true, { until: now() + AGAIN });
    return true;
  }
  const report: ReachReports['report'] = (one) => {
    count(one);
    const host = one.host.slice(0, 255);
    if (isNew(JSON.stringify([one.peer, one.where, host, one.fault]))) tell({ ...one, host });
  };
  return {
    report,
    catalogue(cloud, leftOut, skipped = [], unknown = undefined) {
      if (unknown === undefined) unknownRegions.delete(cloud);
      else unknownRegions.set(cloud, regionUnknown(cloud, unknown));
      if (skipped.length > 0) countRegions?.(cloud);
      for (const { region, reason } of skipped.slice(0, MAX_SHOWN))
        if (isNew(JSON.stringify([cloud, 'region', region.slice(0, 255)])))
          tellRegion?.(cloud, region.slice(0, 255), reason.slice(0, 400));
      for (const { region, type, host, fault } of leftOut.slice(0, MAX_SHOWN))
        report({ peer: cloud, where: 'catalogue', host, fault, region, service: type.slice(0, 64) });
      const words = leftOut.slice(0, MAX_SHOWN).map(({ region, type, host, fault }) => {
        return `${type.slice(0, 64)} in ${region} at ${host.slice(0, 255)}: ${fault}`;
      });
      const more = leftOut.length - words.length;
      for (const { region, reason } of skipped.slice(0, MAX_SHOWN))
        words.push(`region ${JSON.stringify(region.slice(0, 64))}: ${reason.slice(0, 255)}`);
      if (words.length === 0) shown.delete(cloud);
      else shown.set(cloud, more > 0 ? [...words, `and ${more} more`] : words);
    },
    leftOut: (cloud) => shown.get(cloud) ?? [],
    unknownRegions: (cloud) => unknownRegions.get(cloud),
  };
}

/** What a catalogue says is not trusted to be short. */
export const regionUnknown = (cloud: string, { names, there }: UnknownRegions): Condition => {
  const list = there.slice(0, MAX_SHOWN).map((name) => plainLine(name.slice(0, 64)));
  const how = `${list.join(', ')}${there.length > list.length ? ' and more' : ''}`;
  return condition('regionUnknown', { subject: 'region', peer: cloud }, names.slice(0, MAX_SHOWN).join(', '), how);
};
