// SPDX-License-Identifier: Apache-2.0
// Requests to Nova, always with the newest microversion whose shapes the maps know. Older members answer in older
// shapes.
import type { NativeAnswer, NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { record } from '../../values.ts';

/** The newest microversion whose responses are known. */
export const MICROVERSION = '2.90';

export const nova = (api: NativeApi, path: string, more: Partial<NativeCall> = {}): Promise<NativeAnswer> =>
  api.call({ service: 'compute', path, microversion: MICROVERSION, ...more });

/** The object that Nova wraps its responses in. */
export const inside = ({ body }: NativeAnswer, key: string): Record<string, unknown> => record(record(body)[key]);

/** Compares numerically: `2.47` is at least `2.9`. No microversion at all means 2.1. */
export function atLeast(version: string | undefined, wanted: string): boolean {
  const minor = (text: string) => Number(text.split('.')[1] ?? 0);
  return minor(version ?? '2.1') >= minor(wanted);
}

/**
 * The microversion that this member and the gateway agree on, for bodies whose schema depends on it. Cached for a
 * while.
 */
export const agreedMicroversion = (api: NativeApi): Promise<string> =>
  api.cached('versions', `compute ${MICROVERSION}`, async (api) => {
    const { microversion } = await nova(api, '/flavors', { query: { limit: 1 } });
    return microversion ?? '2.1';
  });
