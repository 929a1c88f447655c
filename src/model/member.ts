// SPDX-License-Identifier: Apache-2.0
// A member cloud as the rest of the code sees it, and the port by which its API is called.
import type { Dispatcher } from 'undici';
import type { Interface } from './catalog.ts';
import type { HttpAnswer, MemberCall } from './http.ts';
import type { ProjectRef } from './identity.ts';
import type { Slots } from './limits.ts';
import type { MemberProjectName, Strategy } from './strategy.ts';

/**
 * How the gateway reaches one member. `call` and `dispatcher` share the member's connection pool, timeouts and
 * breakers. Failures are `GatewayError`s: `memberUnreachable`, `memberTimeout`, `memberBusy` (breaker open),
 * `memberFull`, `memberGarbage`.
 */
export interface MemberTransport {
  /** One request whose response is read completely (at most 4 MiB). Never follows a redirect. */
  call(request: MemberCall): Promise<HttpAnswer>;
  /**
   * For the data plane: undici's own dispatcher, streaming both ways. The caller reports the outcome to the breaker.
   */
  readonly dispatcher: Dispatcher;
  /** One breaker per origin: a cloud whose Nova is down still serves images from another port. */
  breaker(origin: string): Breaker;
  /** Every existing breaker by its origin; for metrics and readiness. */
  breakers(): ReadonlyMap<string, Breaker>;
  /** How many requests may be in flight. The caller acquires a slot before it gives `dispatcher` a request. */
  readonly slots: Slots;
  /** Milliseconds. */
  readonly limits: {
    readonly connect: number;
    readonly headers: number;
    readonly idle: number;
    readonly login: number;
  };
  close(): Promise<void>;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Opens after repeated transport failures, then admits one probe at a time. */
export interface Breaker {
  readonly state: BreakerState;
  /** False: answer 503 immediately. True: go ahead, and call `succeeded`, `failed` or `abandoned` exactly once. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  /** The client went away before the outcome was known, so it counts as neither success nor failure. */
  abandoned(): void;
  /** Whole seconds until a probe is allowed; for Retry-After. */
  retryAfter(): number;
}

/** One OpenStack member. Immutable: a changed configuration creates a new one. */
export interface Member {
  /** The configured slug: the name of the default region, and the path segment. */
  readonly id: string;
  readonly name: string;
  /** The member's Keystone, ending in `/v3`, without trailing slash. */
  readonly authUrl: string;
  /** The member's own name of its default region; other regions are published as `<id>.<Region>`. */
  readonly region: string;
  /** Which of the member's endpoints the gateway uses. */
  readonly interface: Interface;
  readonly transport: MemberTransport;
  /** PEM. As the transport has it, for connections outside its pool. */
  readonly tls: { readonly ca?: string };
  readonly strategy: Strategy;
  /** Translates project names between the gateway and the member, by the `projects` map of the configuration. */
  readonly projects: ProjectNames;
}

/** The two-way `projects` map of a member. Projects that it does not contain keep their name. Names only, no ids. */
export interface ProjectNames {
  toMember(project: MemberProjectName): MemberProjectName;
  toGateway(project: MemberProjectName): MemberProjectName;
}

/** A gateway project together with the member's own id for it. */
export interface SharedProject {
  readonly project: ProjectRef;
  readonly memberId: string;
  readonly memberDomainId: string;
}
