// SPDX-License-Identifier: Apache-2.0
// A member cloud as the rest of the code sees it, and the port by which its API is called.
import type { Dispatcher } from 'undici';
import type { Interface } from './catalog.ts';
import type { HttpAnswer, MemberCall } from './http.ts';
import type { ProjectRef } from './identity.ts';
import type { Slots } from './limits.ts';
import type { MemberProjectName, Strategy } from './strategy.ts';

/**
 * How the gateway reaches one member. Both ways share the member's connection pool, time limits and breakers.
 * Failures are `GatewayError`s: `memberUnreachable`, `memberTimeout`, `memberBusy` (breaker open), `memberFull`, `memberGarbage`.
 */
export interface MemberTransport {
  /** One call, answer read whole (at most 4 MiB). Never follows a redirect. */
  call(request: MemberCall): Promise<HttpAnswer>;
  /** The data plane's way: undici's own, streaming both ways. Its user reports the outcome to the breaker. */
  readonly dispatcher: Dispatcher;
  /** One breaker for each origin: a cloud whose Nova is down still serves images from another port. */
  breaker(origin: string): Breaker;
  /** Origin and state of every breaker that exists; for metrics and readiness. */
  breakers(): ReadonlyMap<string, Breaker>;
  /** How many requests may be in flight; its user acquires one before `dispatcher` gets a request. */
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

/** Opens after repeated transport failures, then lets one probe through at a time. */
export interface Breaker {
  readonly state: BreakerState;
  /** False: answer 503 at once. True: go ahead, and call `succeeded`, `failed` or `abandoned` exactly once. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  /** The client went away before the member could show how it is. */
  abandoned(): void;
  /** Whole seconds until a probe is allowed; for Retry-After. */
  retryAfter(): number;
}

/** One OpenStack member. Immutable: a changed configuration makes a new one. */
export interface Member {
  /** The configured slug: the default region's name, and the path segment. */
  readonly id: string;
  readonly name: string;
  /** The member's Keystone, ending in `/v3`, without trailing slash. */
  readonly authUrl: string;
  /** The member's own name of its default region; other regions are published as `<id>.<Region>`. */
  readonly region: string;
  /** Which of the member's endpoints the gateway uses. */
  readonly interface: Interface;
  readonly transport: MemberTransport;
  readonly strategy: Strategy;
  /** Gateway project → the member's (domain name, project name), from the `projects` map and back. */
  readonly projects: ProjectNames;
}

/** The two-way `projects` map of a member: identity where nothing is configured. Names only, no ids. */
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
