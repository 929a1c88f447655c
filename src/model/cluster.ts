// SPDX-License-Identifier: Apache-2.0
// A Kubernetes cluster as the rest of the code sees it, and how the gateway proves a user to it.

import type { HeaderField } from './http.ts';
import type { Principal } from './identity.ts';
import type { PassedTokens, ProvenPrincipal } from './identity-service.ts';
import type { MemberTransport } from './member.ts';
import type { Standing } from './standing.ts';

/** The caller of a request to /k8s: a principal and the token that authenticated it. Times are epoch milliseconds. */
export interface ClusterCaller {
  readonly principal: Principal;
  readonly expiresAt: number;
  /** The IdP's own token, set if the caller presented that instead of a gateway token. A secret. */
  readonly idpToken?: string;
  /** The cluster's audience that `idpToken` was proven for. Absent: it is good for a login at the gateway. */
  readonly audience?: string;
  /** A token of one of the cluster's own service accounts, verified. A secret. */
  readonly ownToken?: string;
}

/** An identity provider, to whom tokens may belong that a cluster calls its own. */
export interface OtherIssuer {
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** Tokens that the cluster has issued itself. It gets them as they are, and nobody else does. */
export interface ClusterTokens {
  /** Whether it says to be one, and none of `others`; nothing is verified. */
  claims(token: string, others: readonly OtherIssuer[]): boolean;
  /** Whether exactly this token was verified a moment ago. */
  known(token: string): boolean;
  /** Rejects with `unauthorized`, or `issuerUnavailable` while the cluster's keys could not be read. */
  verify(token: string): Promise<ProvenPrincipal>;
  /** For whom `verify` has proven. */
  readonly strategy: ClusterStrategy;
  close(): void;
}

/** Whom a client asks to impersonate (`kubectl --as`): its Impersonate-* headers, names in lower case, values as text. */
export type ImpersonationHeaders = readonly (readonly [name: string, value: string])[];

/**
 * Returns the headers that authenticate a caller to the apiserver. To add a strategy: one file in
 * federation/cluster-strategies/ and one line in its index.
 */
export interface ClusterStrategy {
  /** The kind from the configuration; also a metrics label. */
  readonly kind: string;
  /**
   * `forward`: the cluster sees the caller itself, so its RBAC decides about `kubectl --as`.
   * `review`: the cluster sees the gateway's account, so the gateway first sends a SubjectAccessReview for the caller.
   */
  readonly impersonation: 'forward' | 'review';
  /**
   * Header names (lower case) and values to add, one character for each byte. Throws `GatewayError` `forbidden` if this strategy has no credential
   * for the caller. May run concurrently.
   */
  credential(caller: ClusterCaller): Promise<readonly (readonly [name: string, value: string])[]>;
  /** The apiserver answered 401 to the caller's last credential: discard it and get a new one. */
  refused(caller: ClusterCaller): void;
  /** Which tokens of identity providers authenticate here (`passthrough`). Absent: those for the gateway. */
  readonly tokens?: PassedTokens;
  /** The client that kubectl gets such tokens with. */
  readonly cli?: { readonly clientId: string; readonly scope: string };
  /** Whether a 401 concerns the caller's own token (`passthrough`), so that the client may see it. */
  readonly showsUnauthorized: boolean;
  /** The gateway's own account, for what it reads for itself. Absent: it has none there. */
  readonly account?: readonly HeaderField[];
}

/** The TLS options of a cluster, shared by the connection pool and the tunnels. PEM. */
export interface ClusterTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Immutable: a changed configuration creates a new one. */
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
  /** Whether the apiserver takes a credential that something behind it has refused. Absent: whatever is refused is bad. */
  readonly standing?: Standing<readonly HeaderField[]>;
  /** Where the configuration lets them pass. */
  readonly ownTokens?: ClusterTokens;
}
