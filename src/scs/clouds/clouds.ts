// SPDX-License-Identifier: Apache-2.0
// The member clouds themselves, each looked at just now. A cloud that is away is an item that says so.
import type { ScsCall } from '../call.ts';
import { chosen, oneCloud } from '../chosen-clouds.ts';
import type { CloudItem } from './cloud-schema.ts';
import { type CloudEntry, type LookDeps, lookAtCloud } from './look-at-cloud.ts';

export interface CloudsDeps extends LookDeps {
  /** As configured, in this order. */
  readonly clouds: () => readonly CloudEntry[];
}

export interface CloudsWanted {
  readonly cloud?: readonly string[];
  readonly status?: readonly string[];
  /** False: see `Looking`. True where absent. */
  readonly services?: boolean;
}

export async function listClouds(
  deps: CloudsDeps,
  call: ScsCall,
  { cloud, status, services = true }: CloudsWanted,
): Promise<readonly CloudItem[]> {
  const all = await Promise.all(
    chosen(deps.clouds(), cloud).map((entry) => lookAtCloud(deps, entry, { ...call, services })),
  );
  return all.filter((item) => status === undefined || status.includes(item.status));
}

export async function getCloud(deps: CloudsDeps, call: ScsCall, id: string, services: boolean): Promise<CloudItem> {
  const entry = oneCloud(deps.clouds(), id);
  call.about({ cloud: entry.id });
  return lookAtCloud(deps, entry, { ...call, services });
}
