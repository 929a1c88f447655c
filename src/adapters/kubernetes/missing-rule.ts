// SPDX-License-Identifier: Apache-2.0
// A member that refuses the gateway's own account, not the user: the apiserver's words leave the user helpless, since the
// rule that is missing is the gateway's. From 1.36 on they name the constrained form first even where a classic rule is
// all that lacks, so the hint names what to apply, not one rule.

const REFUSED = /cannot impersonate/;
const HINT =
  "The gateway's account may not impersonate on this cluster: its operator has to apply the gateway's RBAC manifest (impersonator-rbac.yaml, or impersonator-rbac-constrained.yaml from Kubernetes 1.36 on).";

/** A `Status` in JSON with the hint added; anything else as it is. Text in and out is latin1: bytes stay bytes. */
export function explainMissingRule(text: string): string {
  if (!REFUSED.test(text)) return text;
  try {
    const status = JSON.parse(text) as { kind?: string; message?: string };
    if (status.kind !== 'Status' || typeof status.message !== 'string') return text;
    return JSON.stringify({ ...status, message: `${status.message}. ${HINT}` });
  } catch {
    return text;
  }
}
