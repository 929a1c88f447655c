// SPDX-License-Identifier: Apache-2.0
// Creates a strategy of any kind from its options.
import type { ClusterStrategy, ClusterTls } from '../model/cluster.ts';
import type { Strategy } from '../model/strategy.ts';
import { ofKind } from '../schema/kinds.ts';
import type { AssertionDeps } from './assertion.ts';
import { CLUSTER_STRATEGIES, type ClusterStrategyOptions } from './cluster-strategies/index.ts';
import { STRATEGIES, type StrategyOptions } from './strategies/index.ts';
import type { StrategyMember } from './strategy-definition.ts';

// The type of the list does not say that options and definition belong together, hence `never`.

export const createStrategy = (options: StrategyOptions, member: StrategyMember, deps: AssertionDeps): Strategy =>
  ofKind(STRATEGIES, options.kind).create(options as never, member, deps);

export const createClusterStrategy = (options: ClusterStrategyOptions, deps: AssertionDeps): ClusterStrategy =>
  ofKind(CLUSTER_STRATEGIES, options.kind).create(options as never, deps);

export const clusterTls = (options: ClusterStrategyOptions): ClusterTls =>
  ofKind(CLUSTER_STRATEGIES, options.kind).tls?.(options as never) ?? {};
