// SPDX-License-Identifier: Apache-2.0
// Explains a refusal of the gateway's own account: the apiserver's message does not help the user, since the missing
// rule is the gateway's, or no rule can help. From 1.36 on, messages name the constrained form first even if a classic rule
// would do, so most hints name the manifest to apply instead of one rule.

import { jsonBytes, parseBytes } from '../../model/bytes-as-text.ts';

const REFUSED = /cannot impersonate/;
const MANIFEST = 'impersonator-rbac.yaml, or impersonator-rbac-constrained.yaml from Kubernetes 1.36 on';

/** By the words of a kube-apiserver 1.37; the first that fits. Without a hint: what the apiserver says is enough. */
const HINTS: readonly (readonly [said: RegExp, hint: string | undefined])[] = [
  [
    /impersonating the system:masters group is not allowed/,
    'Nobody acts as system:masters through the constrained form of the RBAC manifest, whatever its rules say.',
  ],
  [/impersonating an invalid key in extra is not allowed/, undefined],
  [
    /impersonate(?:-on)?:serviceaccount\b|resource "serviceaccounts"/,
    "The gateway's account may not act as service accounts on this cluster. impersonator-rbac.yaml lets it; the constrained form needs rules for impersonate:serviceaccount and impersonate-on:serviceaccount:<verb> beside those of impersonator-rbac-constrained.yaml.",
  ],
  [/impersonate(?:-on)?:(?:arbitrary|associated)-node\b/, "The gateway's account does not act as a node."],
  [
    /cannot impersonate-on:user-info:/,
    `Either the gateway's account may not impersonate on this cluster, and its operator has to apply the gateway's RBAC manifest (${MANIFEST}); or the limit that the constrained one sets for all users leaves this verb or resource out.`,
  ],
  [
    /resource "groups"/,
    `The gateway's account may not act as a member of this group: the cluster's operator has to apply the gateway's RBAC manifest (${MANIFEST}), or to add the group where it lists them under resourceNames.`,
  ],
  [
    /resource "userextras/,
    `The gateway's account may not pass this extra value on: the cluster's operator has to apply the gateway's RBAC manifest as it is now (${MANIFEST}), or to add the key where it lists them.`,
  ],
  [
    REFUSED,
    `The gateway's account may not impersonate on this cluster: its operator has to apply the gateway's RBAC manifest (${MANIFEST}).`,
  ],
];

/**
 * Adds the hint to a `Status` in JSON; returns other text unchanged. Text is latin1 in and out, so that bytes stay
 * unchanged.
 */
export function explainMissingRule(text: string): string {
  if (!REFUSED.test(text)) return text;
  try {
    const status = parseBytes(text) as { kind?: string; message?: string };
    const { kind, message } = status;
    if (kind !== 'Status' || typeof message !== 'string') return text;
    const hint = HINTS.find(([said]) => said.test(message))?.[1];
    return hint === undefined ? text : jsonBytes({ ...status, message: `${message}. ${hint}` });
  } catch {
    return text;
  }
}
