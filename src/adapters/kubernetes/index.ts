// SPDX-License-Identifier: Apache-2.0
// The Kubernetes adapter's face: everything here is pure, no I/O.
export { impersonationQuestions, type ResourceAttributes, readImpersonation } from './impersonation.ts';
export { explainMissingRule } from './missing-rule.ts';
export { isLongRunning, isProxied } from './requests.ts';
export { statusOf } from './status.ts';
