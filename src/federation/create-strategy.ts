// SPDX-License-Identifier: Apache-2.0
// From the options of a strategy, whichever it is, to the strategy.
import type { ClusterStrategy, ClusterTls } from '../model/cluster.ts';
import type { Strategy } from '../model/strategy.ts';
import { ofKind } from '../schema/kinds.ts';
import type { AssertionDeps } from './assertion.ts';
import { CLUSTER_STRATEGIES, type ClusterStrategyOptions } from './cluster-strategies/index.ts';
import { STRATEGIES, type StrategyOptions } from './strategies/index.ts';
import type { StrategyMember } from './strategy-definition.ts';

// Options and definition are of one kind, which the type of a list does not say: hence `never`.

export const createStrategy = (options: StrategyOptions, member: StrategyMember, deps: AssertionDeps): Strategy =>
  ofKind(STRATEGIES, options.kind).create(options as never, member, deps);

export const createClusterStrategy = (options: ClusterStrategyOptions, deps: AssertionDeps): ClusterStrategy =>
  ofKind(CLUSTER_STRATEGIES, options.kind).create(options as never, deps);

export const clusterTls = (options: ClusterStrategyOptions): ClusterTls =>
  ofKind(CLUSTER_STRATEGIES, options.kind).tls?.(options as never) ?? {};
