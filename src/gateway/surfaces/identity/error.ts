// SPDX-License-Identifier: Apache-2.0
// Errors in Keystone's dialect, as a pure function: what the identity facade answers when it refuses,
// usable wherever a client expects Keystone's `{"error":{code,title,message}}`.
import { STATUS_CODES } from 'node:http';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';

export interface RenderedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly error: { readonly code: number; readonly message: string; readonly title: string } };
}

/** Python's reason phrases, which Keystone shows, differ from Node's in this one. */
const TITLES: Readonly<Record<number, string>> = { 413: 'Request Entity Too Large' };

/** `v3` is the gateway's own `…/identity/v3`: every 401 tells where to log in (keystonemiddleware's form). */
export function renderKeystoneError(error: GatewayError, v3: string): RenderedError {
  const headers: Record<string, string> = {};
  if (error.status === 401) headers['www-authenticate'] = `Keystone uri="${v3}"`;
  if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter);
  const title = TITLES[error.status] ?? STATUS_CODES[error.status] ?? 'Error';
  return { status: error.status, headers, body: { error: { code: error.status, message: error.message, title } } };
}

/** Any thrown value as a row of the table, Fastify's own refusals (body limit, bad URL, …) included. */
export function fromFastify(error: unknown): GatewayError {
  if (error instanceof GatewayError || !(error instanceof Error)) return toGatewayError(error);
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const extras = { cause: error, detail: error.message };
  if (status === 413) return new GatewayError('tooLarge', extras);
  if (status === 431) return new GatewayError('headersTooLarge', extras);
  if (status === 404) return new GatewayError('notFound', extras);
  // Keystone has no 415: a wrong content type is a malformed request like any other.
  if (status >= 400 && status < 500) return new GatewayError('badRequest', extras);
  return toGatewayError(error);
}

/** Keystone's sentence for every missing part of a request. */
export const expecting = (attribute: string, target: string): GatewayError =>
  new GatewayError('badRequest', {
    message: `Expecting to find ${attribute} in ${target}. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`,
  });

/** Keystone's policy refusal, naming the rule: clients such as `openstack` fall back to another list on it. */
export const refused = (action: string): GatewayError =>
  new GatewayError('forbidden', {
    message: `You are not authorized to perform the requested action: identity:${action}.`,
  });

export const missing = (kind: string, id: string): GatewayError =>
  new GatewayError('notFound', { message: `Could not find ${kind}: ${id}.` });
