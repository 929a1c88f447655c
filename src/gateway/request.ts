// SPDX-License-Identifier: Apache-2.0
// What a surface learns about a request and stores on it, for the log line and the metrics at its end.
import type { ErrorCode } from '../model/errors.ts';
import type { Caller } from '../model/identity.ts';
import type { HitLimit } from '../model/limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once somebody has been authenticated. */
    caller?: Pick<Caller, 'principal' | 'scope'>;
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
    /** The limit that refused the request. */
    limit?: HitLimit;
    /** The row of the error table that the client was given. */
    failure?: ErrorCode;
    /** Why the request was refused or aborted. For the log only, never for the client. */
    reason?: string;
  }
}
