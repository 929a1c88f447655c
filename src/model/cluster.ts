// SPDX-License-Identifier: Apache-2.0
// A Kubernetes cluster as the rest of the code sees it, and how the gateway proves a user to it.
import type { Principal } from './identity.ts';
import type { MemberTransport } from './member.ts';

/** Who calls on /k8s: a principal, and the token it was proven by. Times are epoch milliseconds. */
export interface ClusterCaller {
  readonly principal: Principal;
  readonly expiresAt: number;
  /** The IdP's own token, where the caller showed that and not a gateway token. A secret. */
  readonly idpToken?: string;
}

/** What a client asks to act as (`kubectl --as`): the values of its Impersonate-* headers, names in lower case. */
export type ImpersonationHeaders = readonly (readonly [name: string, value: string])[];

/**
 * A strategy says which headers prove a caller to the apiserver. To write another: one file in
 * federation/cluster-strategies/ and one line in its index.
 */
export interface ClusterStrategy {
  /** As in the configuration; a metrics label. */
  readonly kind: string;
  /**
   * `forward`: the member's RBAC decides about `kubectl --as`, since it sees the caller itself.
   * `review`: the member sees the gateway's account, so a SubjectAccessReview as the caller comes first.
   */
  readonly impersonation: 'forward' | 'review';
  /**
   * Header names (lower case) and values to add. Throws `GatewayError` `forbidden` where this caller cannot be proven
   * this way. May run many times at once.
   */
  credential(caller: ClusterCaller): Promise<readonly (readonly [name: string, value: string])[]>;
  /** The apiserver answered 401 to the last proof of this caller: make a new one. */
  refused(caller: ClusterCaller): void;
  /** Whether a 401 is about the caller's own token (`passthrough`), so that the client may see it. */
  readonly showsUnauthorized: boolean;
}

/** The TLS side of a cluster, for the pool and for the tunnels. PEM. */
export interface ClusterTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Immutable: a changed configuration makes a new one. */
export interface Cluster {
  readonly id: string;
  readonly name: string;
  /** Slug of the cloud that it belongs to. */
  readonly cloud: string;
  /** The apiserver's URL, without trailing slash: `origin` and `prefix` together. */
  readonly server: string;
  readonly origin: string;
  /** Before every path there; empty, or beginning with a slash. */
  readonly prefix: string;
  readonly tls: ClusterTls;
  readonly strategy: ClusterStrategy;
  readonly transport: MemberTransport;
}
