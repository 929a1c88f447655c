// SPDX-License-Identifier: Apache-2.0
// A revocation that the shared state does not have: in force in this process, told to the others as soon as that is
// possible, and forgotten by a restart before, which would make the token good again. Such a one is not told as done.
import { GatewayError } from '../model/errors.ts';

export function mustBeKept(kept: boolean): void {
  if (!kept) throw notKept();
}

export const notKept = (cause?: unknown): GatewayError =>
  new GatewayError('stateUnavailable', {
    retryAfter: 5,
    message:
      'The revocation is in force at this replica, but the shared state that keeps it is not available. Try again to be sure of it.',
    detail: 'a revocation is not in the shared state yet',
    ...(cause === undefined ? {} : { cause }),
  });

/** Somebody asks again for what was answered so: "unauthorized" or "not found" would say that it is done. */
export const revokedAndNotKept = (error: unknown, { unsent }: { unsent(): number }): boolean =>
  unsent() > 0 && isRevoked(error);

const isRevoked = (error: unknown): boolean =>
  error instanceof GatewayError && (error.reason === 'revoked' || isRevoked(error.cause));
