// SPDX-License-Identifier: Apache-2.0
// Renders errors as metav1.Status: kubectl reports anything else as "unknown".
import { GatewayError } from '../../model/errors.ts';

/** k8s.io/apimachinery pkg/apis/meta/v1 StatusReason*. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
  431: 'RequestEntityTooLarge',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const PLAIN = new GatewayError('unauthorized').message;

export function statusOf({
  status,
  message,
  retryAfter,
}: Pick<GatewayError, 'status' | 'message' | 'retryAfter'>): string {
  return JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    // The apiserver's own word, which kubectl puts into a sentence; unless there is something to say.
    message: message === PLAIN ? 'Unauthorized' : message,
    reason: REASONS[status] ?? 'InternalError',
    ...(retryAfter === undefined ? {} : { details: { retryAfterSeconds: retryAfter } }),
    code: status,
  });
}
