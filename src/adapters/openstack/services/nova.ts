// SPDX-License-Identifier: Apache-2.0
// Asking Nova: always with the newest microversion whose shapes the maps know; older members answer in older shapes.
import type { NativeAnswer, NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { record } from '../../values.ts';

/** Its answers are known up to this one. */
export const MICROVERSION = '2.90';

export const nova = (api: NativeApi, path: string, more: Partial<NativeCall> = {}): Promise<NativeAnswer> =>
  api.call({ service: 'compute', path, microversion: MICROVERSION, ...more });

/** The object that Nova wraps its answers in. */
export const inside = ({ body }: NativeAnswer, key: string): Record<string, unknown> => record(record(body)[key]);

/** `2.47` is at least `2.9`: the parts are numbers. No microversion at all is 2.1. */
export function atLeast(version: string | undefined, wanted: string): boolean {
  const minor = (text: string) => Number(text.split('.')[1] ?? 0);
  return minor(version ?? '2.1') >= minor(wanted);
}

/** What this member makes of our microversion, for bodies whose schema depends on it. Asked once in a while. */
export const agreedMicroversion = (api: NativeApi): Promise<string> =>
  api.cached('versions', `compute ${MICROVERSION}`, async (api) => {
    const { microversion } = await nova(api, '/flavors', { query: { limit: 1 } });
    return microversion ?? '2.1';
  });
