// SPDX-License-Identifier: Apache-2.0
// What a surface learns about a request and stores on it, for the log line and the metrics at its end.
import type { ErrorCode } from '../model/errors.ts';
import type { Caller } from '../model/identity.ts';
import type { EndedLogins } from '../model/identity-service.ts';
import type { HitLimit } from '../model/limits.ts';
import type { Change } from '../model/scs/adapter.ts';
import type { Step } from '../model/tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once somebody has been authenticated; without the fields of a token where there is none yet. */
    caller?: Pick<Caller, 'principal' | 'scope'> & Partial<Pick<Caller, 'auditIds' | 'methods' | 'credential'>>;
    /** The id of an account of the member itself, which called. */
    account?: string;
    /** A logout that an identity provider has told of: who tells, and whose logins it ends. */
    logout?: { readonly provider: string } & EndedLogins;
    /** The id of what was made or ended, where the path does not name it. */
    object?: string;
    /** The answer to a request that makes something, which says what: JSON. */
    made?: string;
    /** The path at the member, below where the service has its root, without a query. */
    memberPath?: string;
    /** The member's id of the caller's project. */
    memberProject?: string;
    /** What was changed at members in the course of the request: the first of them. */
    changes?: Change[];
    /** The operation of the SCS API by which a page of the portal changes something. */
    operation?: { readonly method: string; readonly path: string; readonly status: number };
    /** The member cloud concerned: its configured slug. */
    cloud?: string;
    /** At the facade: the region whose own auth URL was asked. */
    loginRegion?: string;
    /** Official service type, from a closed set; `other` for types outside it. */
    service?: string;
    strategy?: string;
    /** Where a refused client should log in, if not at the facade: for accounts of the member itself. */
    loginUrl?: string;
    /** The member's own `x-openstack-request-id`. */
    upstreamRequestId?: string;
    /** All of it, as a step; present where somebody traces, or the client has sent a trace context. */
    step?: Step;
    /** The limit that refused the request. */
    limit?: HitLimit;
    /** The row of the error table that the client was given. */
    failure?: ErrorCode;
    /** Why the request was refused or aborted. For the log only, never for the client. */
    reason?: string;
  }
}
