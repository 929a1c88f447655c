// SPDX-License-Identifier: Apache-2.0
// The client of the SCS API: its types and table of operations are generated from the API's document, the rest is here.
export type {
  CallOptions,
  Envelope,
  FollowOptions,
  InputOf,
  ItemOf,
  Line,
  OperationEvent,
  OperationId,
  ResultOf,
  WholeList,
} from './calls.ts';
export { createScsClient, type ScsClient, type ScsClientConfig } from './client.ts';
export { ApiError, PartialListError, problemOf } from './errors.ts';
export { OPERATIONS } from './operations.ts';
export type * from './scs-api.ts';
export { type Failure, mayBeRepeated, type Provider, type Retry } from './send.ts';
