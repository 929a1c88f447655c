// SPDX-License-Identifier: Apache-2.0
// What the server itself refuses of a request is no failure of ours.
import type { FastifyError } from 'fastify';
import { GatewayError } from '../model/errors.ts';

/** A body that is too large, no JSON, or cut off: also where nothing takes one. */
export function ofClient(error: unknown): unknown {
  const { statusCode: status, message, code } = error as Partial<FastifyError>;
  const theirs = (status !== undefined && status >= 400 && status < 500) || code === 'ECONNRESET';
  if (error instanceof GatewayError || !theirs) return error;
  return new GatewayError(status === 413 ? 'tooLarge' : 'badRequest', { cause: error, detail: String(message) });
}
