// SPDX-License-Identifier: Apache-2.0
// A member cloud as the rest of the code sees it, and the port by which its API is called.
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import type { Interface } from './catalog.ts';
import type { HttpAnswer, MemberCall } from './http.ts';
import type { ProjectRef } from './identity.ts';
import type { Intake } from './intake.ts';
import type { Places, Rate, Slots } from './limits.ts';
import type { Reach } from './may-name.ts';
import type { Standing } from './standing.ts';
import type { MemberProjectName, Strategy } from './strategy.ts';
import type { Tracing } from './tracing.ts';

/**
 * How the gateway reaches one member. `call` and `dispatcher` share the member's connection pool, timeouts and
 * breakers. Failures are `GatewayError`s: `memberUnreachable`, `memberTimeout`, `memberBusy` (breaker open),
 * `memberFull`, `memberGarbage`.
 */
export interface MemberTransport {
  /** One request whose response is read completely (at most 4 MiB). */
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
  /** The connections of `dispatcher` to an origin. Undefined: there is one for each slot, so nobody has to wait. */
  places(origin: string): Places | undefined;
  /** Bytes that an upload has to bring at least. Undefined: standing still for `idle` is all that ends it. */
  readonly minRate?: Rate;
  /** For connections outside of `dispatcher`, which makes its own the same way. */
  readonly guard: ConnectGuard;
  /** Origins of the catalogue whose host serves the same by https, and redirects there; by the one that is listed. */
  readonly moved: Map<string, string>;
  /** A header that marks what the gateway sends, as name and value: RFC 9110 §7.6.3. Empty: no mark. */
  readonly mark: readonly string[];
  /** Milliseconds. */
  readonly limits: {
    readonly connect: number;
    readonly headers: number;
    /** Instead of `headers`, where something is to be changed. */
    readonly writes: number;
    readonly idle: number;
    readonly login: number;
  };
  /** Of the process: what all answers that are read whole may take of it. */
  readonly intake: Intake;
  /** Of the process: whether it stood still. Absent: it is not known to. */
  readonly heldUp?: HeldUp | undefined;
  /** Absent: nobody is told of its steps, and no trace context goes to the member. */
  readonly tracing?: Tracing | undefined;
  close(): Promise<void>;
}

/** Whether this process itself stood still: stopped, starved of CPU, or busy with something long. */
export interface HeldUp {
  /** Whether it did at some moment from `at` on, by `clock`. */
  since(at: number): boolean;
  /** Milliseconds that never go back. */
  clock(): number;
}

/** Judges connections when they are made: first the name, then, after DNS, the address that is connected to. */
export interface ConnectGuard {
  /** Throws `memberHost`. `url` is an origin. */
  check(url: string): void;
  /** For `connect` of net and tls; an address in figures is asked of no lookup, and `check` has judged it. */
  lookup(port: number): LookupFunction;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What one request has shown of the member; `suspected` is a failure that its sender may have caused. */
export type Outcome = 'succeeded' | 'failed' | 'suspected' | 'abandoned';

/**
 * Opens after repeated failures, then admits one request at a time to try. What one user's requests suffer is a suspicion
 * only: it opens the breaker when others suffer it too, or when the gateway's own question fails as well.
 */
export interface Breaker {
  readonly state: BreakerState;
  /** Undefined: answer 503 immediately. Else go ahead, and report with what was given, exactly once. */
  admit(): Turn | undefined;
  succeeded(turn: Turn): void;
  /** Whoever had sent it: the member could not be connected to, or did not answer the gateway itself. */
  failed(turn: Turn): void;
  /** `witness`: on whose behalf. */
  suspected(turn: Turn, witness: string): void;
  /**
   * After a suspicion: it was a silence. The gateway asks at once whether the member is there, at most once in a cooldown, and
   * no answer opens the breaker; an answer says only that much. Resolves when that is known; undefined where nobody asks.
   */
  silent?(): Promise<void> | undefined;
  /** Nothing is known of the outcome. */
  abandoned(turn: Turn): void;
  /** Whole seconds until a probe is allowed; for Retry-After. */
  retryAfter(): number;
}

/** How much of a member's catalogue and lists is taken over; what is above is left out. */
export interface MemberLimits {
  readonly endpoints: number;
  /** Of one subject. */
  readonly projects: number;
}

export const MEMBER_LIMITS: MemberLimits = { endpoints: 2_000, projects: 1_000 };
/** Zero: an ordinary request; above that, the one that tries whether the member is back. */
type Turn = number;

/** One OpenStack member. Immutable: a changed configuration creates a new one. */
export interface Member {
  /** The configured slug: the name of the default region, and the path segment. */
  readonly id: string;
  readonly name: string;
  /** The member's Keystone, ending in `/v3`, without trailing slash. */
  readonly authUrl: string;
  /** The member's own name of its default region; other regions are published as `<id>.<Region>`. */
  readonly region: string;
  /** Its further regions that are published. Absent: all. */
  readonly regions?: readonly string[] | undefined;
  /** Which of the member's endpoints the gateway uses. */
  readonly interface: Interface;
  /** Whether its services that have two names are published under both. */
  readonly bothNames?: boolean;
  readonly transport: MemberTransport;
  /** PEM. As the transport has it, for connections outside its pool. */
  readonly tls: { readonly ca?: string };
  /** Which hosts it may name, and which addresses are connected to for it. */
  readonly reach: Reach;
  readonly strategy: Strategy;
  /** How much of what it says is taken over. */
  readonly limits?: MemberLimits;
  /** Translates project names between the gateway and the member, by the `projects` map of the configuration. */
  readonly projects: ProjectNames;
  /** Whether people may have EC2 credentials at its Keystone, which outlive a login at the gateway. */
  readonly ec2Credentials?: boolean;
  /** Whether its Keystone takes a token that a service of it has refused. Absent: whatever a service refuses is bad. */
  readonly standing?: Standing<string>;
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
