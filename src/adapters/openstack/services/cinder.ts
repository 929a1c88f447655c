// SPDX-License-Identifier: Apache-2.0
// Asking Cinder: always with the newest microversion whose shapes the maps know; older members answer in older shapes.
import type { NativeAnswer, NativeApi, NativeCall } from '../../../model/scs/adapter.ts';

/** Its answers are known up to this one. The type's id comes with 3.63, growing a volume in use with 3.42. */
export const VOLUME_MICROVERSION = '3.70';

export const cinder = (api: NativeApi, path: string, more: Partial<NativeCall> = {}): Promise<NativeAnswer> =>
  api.call({ service: 'block-storage', path, microversion: VOLUME_MICROVERSION, ...more });
