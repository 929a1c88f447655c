// SPDX-License-Identifier: Apache-2.0
// Whether this process can take requests, part by part, for /readyz. The state of members is informational: one dead
// cloud must not take the gateway out of service.
import type { CurrentFleet } from '../members/fleet.ts';
import type { Condition } from '../model/conditions.ts';
import type { LoginTrouble } from '../model/login-trouble.ts';
import { type Maintenance, NO_MAINTENANCE, noticeWords } from '../model/maintenance.ts';
import type { Member, MemberTransport } from '../model/member.ts';

interface Part {
  readonly ok: boolean;
  readonly detail: string;
  /** False: the part is shown, but requests go on without it, so it does not affect readiness. */
  readonly needed?: boolean;
}

type Parts = Readonly<Record<string, Part>>;

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Parts;
  readonly members: Parts;
}

export interface ReadinessDeps {
  readonly fleet: CurrentFleet;
  readonly parts: () => Parts;
  readonly draining: () => boolean;
  /** Which endpoints of a member's catalogue the gateway does not go to, in words. */
  readonly leftOut?: (cloud: string) => readonly string[];
  readonly loginTrouble?: (member: Member) => LoginTrouble | undefined;
  readonly maintenance?: Maintenance;
  readonly conditions?: () => readonly Condition[];
}

export const createReadiness =
  ({
    fleet,
    parts,
    draining,
    leftOut = () => [],
    loginTrouble = () => undefined,
    maintenance = NO_MAINTENANCE,
    conditions = () => [],
  }: ReadinessDeps): (() => Readiness) =>
  () => {
    const accepting = { ok: !draining(), detail: draining() ? 'draining' : 'accepting requests' };
    const { members: openstack, apis, clusters } = fleet();
    const byPeer = Map.groupBy(conditions(), ({ peer }) => peer);
    const seen = (
      id: string,
      { breakers }: Pick<MemberTransport, 'breakers'>,
      trouble?: LoginTrouble,
    ): [string, Part] => {
      const states = [...breakers()].filter(([, breaker]) => breaker.state !== 'closed');
      const failures = states.map(([origin, breaker]) => `${origin} ${breaker.state}`);
      if (trouble !== undefined) failures.push(trouble.words);
      failures.push(...(byPeer.get(id) ?? []).map(({ words }) => words));
      const away = leftOut(id);
      const hosts = away.length === 0 ? [] : [`left out: ${away.join('; ')}`];
      const notice = maintenance.cloud(id);
      if (notice !== undefined) hosts.unshift(noticeWords(notice));
      return [
        id,
        { ok: failures.length === 0, detail: [failures.join(', ') || 'no failure known', ...hosts].join('; ') },
      ];
    };
    const members = [
      ...[...openstack.values()].map((member) => seen(member.id, member.transport, loginTrouble(member))),
      ...[...apis.values()].map(({ id, transport }) => seen(id, transport)),
      // Of clusters no more is known here.
      ...[...clusters.values()].flatMap((cluster): [string, Part][] => {
        const notice = maintenance.cluster(cluster);
        return notice === undefined
          ? []
          : [[`${cluster.cloud}/${cluster.id}`, { ok: true, detail: noticeWords(notice) }]];
      }),
    ];
    const shown = new Map(members);
    // A cloud of clusters alone is named when there is something to say of it.
    for (const { cloud } of clusters.values()) {
      const words = shown.has(cloud) ? undefined : wordsOf(byPeer.get(cloud));
      if (words !== undefined) shown.set(cloud, { ok: false, detail: words });
    }
    const others = [...byPeer].flatMap(([peer, all]) => (shown.has(peer) ? [] : all));
    return judge({ ...partsOf(others), ...parts(), accepting }, Object.fromEntries(shown));
  };

/** One for each subject: seen, while requests go on. The keys themselves are a part of their own. */
function partsOf(conditions: readonly Condition[]): Parts {
  const bySubject = Map.groupBy(conditions, ({ subject }) => (subject === 'keys' ? 'keyFolder' : subject));
  return Object.fromEntries(
    [...bySubject].map(([subject, all]) => [subject, { ok: false, detail: wordsOf(all) ?? '', needed: false }]),
  );
}

const wordsOf = (conditions: readonly Condition[] | undefined): string | undefined =>
  conditions?.map(({ words }) => words).join('; ');

const judge = (parts: Parts, members: Parts): Readiness => ({
  ready: Object.values(parts).every((part) => part.ok || part.needed === false),
  parts,
  members,
});

/** Merges the readiness of several processes. Undefined stands for a process that is missing or does not answer. */
export function mergeReadiness(
  each: readonly (Readiness | undefined)[],
  draining: boolean,
  conditions: readonly Condition[] = [],
): Readiness {
  const there = each.filter((one) => one !== undefined);
  const accepting = there.filter(({ parts }) => parts.accepting?.ok).length;
  const workers = { ok: accepting === each.length, detail: `${accepting} of ${each.length} are accepting requests` };
  const parts = mergeParts(there.map((one) => one.parts));
  if (draining) parts.accepting = { ok: false, detail: 'draining' };
  return judge({ ...partsOf(conditions), ...parts, workers }, mergeParts(there.map((one) => one.members)));
}

/** A part is as ready as its worst process. */
function mergeParts(each: readonly Parts[]): Record<string, Part> {
  const merged: Record<string, Part> = {};
  for (const parts of each)
    for (const [name, part] of Object.entries(parts)) if (merged[name]?.ok !== false) merged[name] = part;
  return merged;
}
