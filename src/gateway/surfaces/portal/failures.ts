// SPDX-License-Identifier: Apache-2.0
// What people see of a failure: its sentence, what to do, and the request's id, by which the operator finds it in the log.
import { type GatewayError, toGatewayError } from '../../../model/errors.ts';
import { type Html, html } from './html.ts';
import { type View, view } from './page.ts';
import type { Visit } from './visit.ts';

/** For the log line of the request as well. */
export function noted(visit: Pick<Visit, 'request'>, thrown: unknown): GatewayError {
  const error = toGatewayError(thrown);
  const { request } = visit;
  request.failure = error.code;
  request.reason = `${error.code}${error.detail === undefined ? '' : `: ${error.detail}`}`;
  if (error.code === 'internal') request.log.error({ err: thrown }, 'unexpected failure of a page');
  return error;
}

export const failurePart = (visit: Visit, error: GatewayError): Html =>
  html`<div class="notice bad" role="alert"><strong>${visit.t.frame.failed}</strong><p lang="en">${error.message}</p><p class="small"><a href="${visit.again({})}">${visit.t.frame.retry}</a> · ${visit.t.frame.requestId} <code>${visit.request.id}</code></p></div>`;

export function failureView(visit: Visit, error: GatewayError): View {
  const { frame } = visit.t;
  if (error.code === 'notFound' && error.detail === 'no such page')
    return view(frame.notFound, html`<h1>${frame.notFound}</h1><p class="lead">${frame.notFoundHint}</p>`, {
      status: 404,
    });
  return view(frame.failed, html`<h1>${frame.failed}</h1>${failurePart(visit, error)}`, { status: error.status });
}
