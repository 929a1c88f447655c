// SPDX-License-Identifier: Apache-2.0
// Renders errors in Keystone's dialect, for the identity facade and everywhere else that clients expect
// `{"error":{code,title,message}}`. Pure.
import { STATUS_CODES } from 'node:http';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';

export interface RenderedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly error: {
      readonly code: number;
      /** The methods to choose from, where the one that was asked for is not offered. */
      readonly identity?: { readonly methods: readonly string[] };
      readonly message: string;
      readonly title: string;
    };
  };
}

/** Keystone shows Python's reason phrases, which differ from Node's in this one. */
const TITLES: Readonly<Record<number, string>> = { 413: 'Request Entity Too Large' };

/**
 * `v3` is the gateway's own `…/identity/v3`: every 401 says where to log in (RFC 9110 §11.6.1, in keystonemiddleware's
 * form).
 */
export function renderKeystoneError(error: GatewayError, v3: string): RenderedError {
  const headers: Record<string, string> = {};
  if (error.status === 401) headers['www-authenticate'] = `Keystone uri="${v3}"`;
  if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter);
  const title = TITLES[error.status] ?? STATUS_CODES[error.status] ?? 'Error';
  const { status, message, methods } = error;
  const identity = methods === undefined ? {} : { identity: { methods } };
  return { status, headers, body: { error: { code: status, ...identity, message, title } } };
}

/** Maps any thrown value to a row of the table, including Fastify's own refusals (body limit, bad URL, …). */
export function fromFastify(error: unknown): GatewayError {
  if (error instanceof GatewayError || !(error instanceof Error)) return toGatewayError(error);
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const extras = { cause: error, detail: error.message };
  if (status === 413) return new GatewayError('tooLarge', extras);
  if (status === 431) return new GatewayError('headersTooLarge', extras);
  if (status === 404) return new GatewayError('notFound', extras);
  // Keystone has no 415: it treats a wrong content type as a malformed request.
  if (status >= 400 && status < 500) return new GatewayError('badRequest', extras);
  return toGatewayError(error);
}

/** Keystone's message for every missing part of a request. */
export const expecting = (attribute: string, target: string): GatewayError =>
  new GatewayError('badRequest', {
    message: `Expecting to find ${attribute} in ${target}. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`,
  });

/**
 * Keystone's policy refusal, with the name of the rule: clients such as `openstack` fall back to another list when they
 * see it.
 */
export const refused = (action: string, hint?: string): GatewayError => {
  const message = `You are not authorized to perform the requested action: identity:${action}.`;
  return new GatewayError('forbidden', { message: hint === undefined ? message : `${message} ${hint}` });
};

export const missing = (kind: string, id: string): GatewayError =>
  new GatewayError('notFound', { message: `Could not find ${kind}: ${id}.` });
