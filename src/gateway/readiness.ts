// SPDX-License-Identifier: Apache-2.0
// Whether this process can take requests, part by part, for /readyz. The state of members is informational: one dead
// cloud must not take the gateway out of service.
import type { CurrentFleet } from '../members/fleet.ts';

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
}

export const createReadiness =
  ({ fleet, parts, draining, leftOut = () => [] }: ReadinessDeps): (() => Readiness) =>
  () => {
    const accepting = { ok: !draining(), detail: draining() ? 'draining' : 'accepting requests' };
    const { members: openstack, apis } = fleet();
    const members = [...openstack.values(), ...apis.values()].map(({ id, transport }): [string, Part] => {
      const states = [...transport.breakers()].filter(([, breaker]) => breaker.state !== 'closed');
      const detail = states.map(([origin, breaker]) => `${origin} ${breaker.state}`).join(', ');
      const away = leftOut(id);
      const hosts = away.length === 0 ? [] : [`left out: ${away.join('; ')}`];
      return [id, { ok: states.length === 0, detail: [detail || 'no failure known', ...hosts].join('; ') }];
    });
    return judge({ ...parts(), accepting }, Object.fromEntries(members));
  };

const judge = (parts: Parts, members: Parts): Readiness => ({
  ready: Object.values(parts).every((part) => part.ok || part.needed === false),
  parts,
  members,
});

/** Merges the readiness of several processes. Undefined stands for a process that is missing or does not answer. */
export function mergeReadiness(each: readonly (Readiness | undefined)[], draining: boolean): Readiness {
  const there = each.filter((one) => one !== undefined);
  const accepting = there.filter(({ parts }) => parts.accepting?.ok).length;
  const workers = { ok: accepting === each.length, detail: `${accepting} of ${each.length} are accepting requests` };
  const parts = mergeParts(there.map((one) => one.parts));
  if (draining) parts.accepting = { ok: false, detail: 'draining' };
  return judge({ ...parts, workers }, mergeParts(there.map((one) => one.members)));
}

/** A part is as ready as its worst process. */
function mergeParts(each: readonly Parts[]): Record<string, Part> {
  const merged: Record<string, Part> = {};
  for (const parts of each)
    for (const [name, part] of Object.entries(parts)) if (merged[name]?.ok !== false) merged[name] = part;
  return merged;
}
