// SPDX-License-Identifier: Apache-2.0
// Which limit refused a request, as draft-ietf-httpapi-ratelimit-headers writes it (RFC 9651 structured fields), beside
// Retry-After, which clients of today read.
import type { HitLimit } from '../../model/limits.ts';

export function limitHeaders(limit: HitLimit | undefined): Record<string, string> {
  if (limit?.rate === undefined) return {};
  const { policy, rate, reset = 0 } = limit;
  return {
    'ratelimit-policy': `"${policy}";q=${rate.quota};w=${rate.period / 1000}`,
    ratelimit: `"${policy}";r=0;t=${reset}`,
  };
}
