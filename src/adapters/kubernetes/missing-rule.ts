// SPDX-License-Identifier: Apache-2.0
// Explains a refusal of the gateway's own account: the apiserver's message does not help the user, since the missing
// rule is the gateway's. From 1.36 on, messages name the constrained form first even if a classic rule would do, so the
// hint names the manifest to apply instead of one rule.

import { jsonBytes, parseBytes } from '../../model/bytes-as-text.ts';

const REFUSED = /cannot impersonate/;
const HINT =
  "The gateway's account may not impersonate on this cluster: its operator has to apply the gateway's RBAC manifest (impersonator-rbac.yaml, or impersonator-rbac-constrained.yaml from Kubernetes 1.36 on).";

/**
 * Adds the hint to a `Status` in JSON; returns other text unchanged. Text is latin1 in and out, so that bytes stay
 * unchanged.
 */
export function explainMissingRule(text: string): string {
  if (!REFUSED.test(text)) return text;
  try {
    const status = parseBytes(text) as { kind?: string; message?: string };
    if (status.kind !== 'Status' || typeof status.message !== 'string') return text;
    return jsonBytes({ ...status, message: `${status.message}. ${HINT}` });
  } catch {
    return text;
  }
}
