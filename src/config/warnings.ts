// SPDX-License-Identifier: Apache-2.0
// What is right and may still surprise: no reason to refuse a configuration, but nothing that an operator should have to
// find out from users. `scs-gateway check` prints it, the start and each reload log it.
import { CLUSTER_STRATEGIES } from '../federation/cluster-strategies/index.ts';
import { STRATEGIES } from '../federation/strategies/index.ts';
import { type Kind, ofKind } from '../schema/kinds.ts';
import { at, type Fault } from './faults.ts';
import type { ConfigFile } from './schema.ts';

/** Same form as a fault: where it is, and what is to be done. */
export type Warning = Fault;

export const warningsOf = (file: ConfigFile): Warning[] => groupNameWarnings(file);

/** A second domain changes how groups are called; a mapping that expects plain names then matches nobody. */
function groupNameWarnings({ identityProviders, clouds }: ConfigFile): Warning[] {
  const domains = [...new Set(identityProviders.map(({ domain }) => domain))];
  if (domains.length < 2) return [];
  const reason = `groups arrive as domain/name, e.g. ${domains[0]}/research; set groupNames to plain/qualified to say which your mapping expects`;
  const unsaid = (list: readonly Kind[], strategy: { readonly kind: string }, path: string): Warning[] =>
    'groupNames' in ofKind(list, strategy.kind).schema.properties && !('groupNames' in strategy)
      ? [{ path: `${path}.strategy.groupNames`, reason }]
      : [];
  return clouds.flatMap(({ openstack, clusters }, index) => {
    const cloud = at('clouds', index);
    return [
      ...(openstack === undefined ? [] : unsaid(STRATEGIES, openstack.strategy, `${cloud}.openstack`)),
      ...clusters.flatMap(({ strategy }, place) =>
        unsaid(CLUSTER_STRATEGIES, strategy, `${cloud}.${at('clusters', place)}`),
      ),
    ];
  });
}

interface Log {
  warn(fields: { readonly path: string }, message: string): void;
}

export function logWarnings(warnings: readonly Warning[], log: Log): void {
  for (const { path, reason } of warnings) log.warn({ path }, reason);
}
