// SPDX-License-Identifier: Apache-2.0
// Requests that a member may refuse or not support, while the rest of the response is still useful.
import { type ErrorCode, GatewayError, toGatewayError } from '../../../model/errors.ts';
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

/** What is to be removed may have gone already. */
export async function unlessMissing(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof GatewayError && error.code === 'nativeNotFound')) throw error;
  }
}

interface Half {
  /** What was made: "network". */
  readonly what: string;
  readonly id: string;
  /** The field of the request that was to be set by a second request. */
  readonly field: string;
  readonly cause: unknown;
}

/** What is made by two requests is there, but not as it was wanted, where the second one fails. */
export function unfinished(cloud: string, { what, id, field, cause }: Half): GatewayError {
  const { native, message, detail } = toGatewayError(cause);
  const reason = native?.message ?? message;
  return new GatewayError('unfinished', {
    cloud,
    cause,
    message: `${cloud} has made the ${what} ${id}, but without ${field}: ${reason}`,
    faults: [{ where: `#/${field}`, reason }],
    ...(detail === undefined ? {} : { detail }),
    ...(native === undefined ? {} : { native }),
  });
}

/** For an object that is missing from a list: the same error as if the member had been asked for the object. */
export const missing = (api: NativeApi, service: string, message: string): GatewayError =>
  new GatewayError('nativeNotFound', { cloud: api.cloud, native: { status: 404, service, message } });
