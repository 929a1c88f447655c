// SPDX-License-Identifier: Apache-2.0
// Questions that a member may refuse or not know, where the rest of an answer is still worth having.
import { type ErrorCode, GatewayError } from '../../../model/errors.ts';
import type { NativeApi } from '../../../model/scs/adapter.ts';

const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'nativeBadRequest',
  'nativeForbidden',
  'nativeNotFound',
  'notOffered',
]);

/** Undefined where the member refuses; failures of the member are thrown. */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GatewayError && REFUSALS.has(error.code)) return undefined;
    throw error;
  }
}

/** For what is found by looking through a list: the same error as from a member that is asked for the object. */
export const missing = (api: NativeApi, service: string, message: string): GatewayError =>
  new GatewayError('nativeNotFound', { cloud: api.cloud, native: { status: 404, service, message } });
