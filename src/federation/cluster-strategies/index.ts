// SPDX-License-Identifier: Apache-2.0
// The list of strategies for Kubernetes clusters. A new one is a file in this folder and a line here.
import type { ClusterStrategy } from '../../model/cluster.ts';
import type { AssertionDeps } from '../assertion.ts';
import { createClusterHubOidc } from './hub-oidc.ts';
import { createImpersonate, type ImpersonateOptions } from './impersonate.ts';
import { createPassthrough } from './passthrough.ts';

export type ClusterStrategyOptions =
  | { readonly kind: 'hub-oidc'; readonly audience: string }
  | ({ readonly kind: 'impersonate' } & ImpersonateOptions)
  | { readonly kind: 'passthrough' };

export function createClusterStrategy(options: ClusterStrategyOptions, deps: AssertionDeps): ClusterStrategy {
  switch (options.kind) {
    case 'hub-oidc':
      return createClusterHubOidc(options.audience, deps);
    case 'impersonate':
      return createImpersonate(options);
    case 'passthrough':
      return createPassthrough();
  }
}
