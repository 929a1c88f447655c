// SPDX-License-Identifier: Apache-2.0
// Renders the gateway's own errors in the dialect of the requested service, so that its clients can read them.
import { STATUS_CODES } from 'node:http';
import type { GatewayError } from '../../model/errors.ts';

export interface ErrorBody {
  readonly contentType: string;
  readonly body: string;
}

type PublicError = Pick<GatewayError, 'code' | 'status' | 'message' | 'retryAfter'>;
type Dialect = (error: PublicError, title: string, requestId: string) => unknown;

/** nova/api/openstack/wsgi.py `Fault._fault_names`. Cinder and Manila have the same table. */
const FAULTS: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  429: 'overLimit',
  501: 'notImplemented',
  503: 'serviceUnavailable',
};

/**
 * Keystone's form, also that of keystonemiddleware's 401 in front of every service. keystoneauth reads it from any
 * service.
 */
const keystone: Dialect = ({ status, message }, title) => ({ error: { code: status, title, message } });

const fault: Dialect = ({ status, message, retryAfter }) => ({
  [FAULTS[status] ?? 'computeFault']: {
    code: status,
    message,
    // A string, and for these two statuses only: nova/api/openstack/wsgi.py copies the header.
    ...(retryAfter !== undefined && (status === 413 || status === 429) ? { retryAfter: String(retryAfter) } : {}),
  },
});

/** For errors without an exception of their own, Neutron uses webob's names: `HTTPNotFound`. */
const neutron: Dialect = ({ message }, title) => ({
  NeutronError: { type: `HTTP${title.replace(/[^A-Za-z]/g, '')}`, message, detail: '' },
});

/** The format of the OpenStack API working group. */
const errorList: Dialect = ({ status, message }, title, requestId) => ({
  errors: [{ status, title, detail: message, request_id: requestId }],
});

/** wsme's format, which Octavia uses. */
const wsme: Dialect = ({ status, message }) => ({
  faultcode: status < 500 ? 'Client' : 'Server',
  faultstring: message,
  debuginfo: null,
});

const DIALECTS: Readonly<Record<string, Dialect>> = {
  compute: fault,
  'block-storage': fault,
  'shared-file-system': fault,
  network: neutron,
  placement: errorList,
  'container-infrastructure-management': errorList,
  'load-balancer': wsme,
};

/** Of the S3 API (API_Error), whose clients read XML alone. The rest is an error of the server, or of the client. */
const S3_CODES: Readonly<Record<string, string>> = {
  signedElsewhere: 'SignatureDoesNotMatch',
  forbidden: 'AccessDenied',
  unauthorized: 'AccessDenied',
  rateLimited: 'SlowDown',
  memberTimeout: 'RequestTimeout',
};

function s3({ code, status, message }: PublicError, requestId: string): ErrorBody {
  const name = S3_CODES[code] ?? (status >= 500 ? 'ServiceUnavailable' : 'InvalidRequest');
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${name}</Code><Message>${text}</Message><RequestId>${requestId}</RequestId></Error>`;
  return { contentType: 'application/xml', body };
}

/** `service`: the official type. All services report a failed authentication as keystonemiddleware does. */
export function errorBody(service: string, error: PublicError, requestId: string): ErrorBody {
  if (service === 's3') return s3(error, requestId);
  const dialect = error.status === 401 ? keystone : (DIALECTS[service] ?? keystone);
  const body = dialect(error, STATUS_CODES[error.status] ?? 'Error', requestId);
  return { contentType: 'application/json', body: JSON.stringify(body) };
}
