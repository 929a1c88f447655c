// SPDX-License-Identifier: Apache-2.0
// Requests that a member may refuse or not support, while the rest of the response is still useful.
import { type ErrorCode, GatewayError } from '../../../model/errors.ts';
import type { NativeApi } from '../../../model/scs/adapter.ts';

const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'nativeBadRequest',
  'nativeForbidden',
  'nativeNotFound',
  'notOffered',
]);

/** Undefined if the member refuses. Failures of the member are thrown. */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GatewayError && REFUSALS.has(error.code)) return undefined;
    throw error;
  }
}

/** For an object that is missing from a list: the same error as if the member had been asked for the object. */
export const missing = (api: NativeApi, service: string, message: string): GatewayError =>
  new GatewayError('nativeNotFound', { cloud: api.cloud, native: { status: 404, service, message } });
