// SPDX-License-Identifier: Apache-2.0
// Which limit refused a request, in the header fields of draft-ietf-httpapi-ratelimit-headers (structured fields, RFC
// 9651), in addition to Retry-After (RFC 9110 §10.2.3), which current clients read.
import type { HitLimit } from '../../model/limits.ts';

export function limitHeaders(limit: HitLimit | undefined): Record<string, string> {
  if (limit?.rate === undefined) return {};
  const { policy, rate, reset = 0 } = limit;
  return {
    'ratelimit-policy': `"${policy}";q=${rate.quota};w=${rate.period / 1000}`,
    ratelimit: `"${policy}";r=0;t=${reset}`,
  };
}
