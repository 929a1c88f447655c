// SPDX-License-Identifier: Apache-2.0
// The pause after failed calls to an issuer: 1 s, doubled with each further failure, at most 60 s.
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';

export interface Backoff {
  /** Milliseconds left of the pause. 0: go ahead. */
  left(): number;
  failed(): void;
  succeeded(): void;
}

export function createBackoff(now: Clock): Backoff {
  let failures = 0;
  let until = 0;
  return {
    left: () => Math.max(0, until - now()),
    failed() {
      until = now() + Math.min(60_000, 1000 * 2 ** Math.min(failures, 10));
      failures += 1;
    },
    succeeded() {
      failures = 0;
      until = 0;
    },
  };
}

export const issuerUnavailable = (detail: string, leftMs: number, cause?: unknown): GatewayError =>
  new GatewayError('issuerUnavailable', { detail, cause, retryAfter: Math.max(1, Math.ceil(leftMs / 1000)) });
