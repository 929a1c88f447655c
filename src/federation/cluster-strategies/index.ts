// SPDX-License-Identifier: Apache-2.0
// The list of strategies for Kubernetes clusters. A new one is a file in this folder and a line here; the
// configuration's schema and types follow from the list (docs/adding-a-strategy.md).
import { hubOidc } from './hub-oidc.ts';
import { impersonate } from './impersonate.ts';
import { passthrough } from './passthrough.ts';

/** In the order of the reference page. */
export const CLUSTER_STRATEGIES = [hubOidc, impersonate, passthrough] as const;

export type ClusterStrategyOptions = ReturnType<(typeof CLUSTER_STRATEGIES)[number]['resolve']>;
