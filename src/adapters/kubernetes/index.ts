// SPDX-License-Identifier: Apache-2.0
// The exports of the Kubernetes adapter. Everything here is pure.
export { auditObject, madeObject } from './audit-target.ts';
export {
  impersonationFields,
  impersonationQuestions,
  type ResourceAttributes,
  readImpersonation,
} from './impersonation.ts';
export { explainMissingRule } from './missing-rule.ts';
export {
  errorStreamOf,
  isLongRunning,
  isProxied,
  isWatch,
  makesNew,
  needsStream,
  reachesBeyond,
  refuseOddPath,
} from './requests.ts';
export { statusOf } from './status.ts';
