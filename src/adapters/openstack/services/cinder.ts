// SPDX-License-Identifier: Apache-2.0
// Requests to Cinder, always with the newest microversion whose shapes the maps know. Older members answer in older
// shapes.
import type { NativeAnswer, NativeApi, NativeCall } from '../../../model/scs/adapter.ts';

/** The newest microversion whose responses are known. The type's id needs 3.63, extending a volume in use 3.42. */
export const VOLUME_MICROVERSION = '3.70';

export const cinder = (api: NativeApi, path: string, more: Partial<NativeCall> = {}): Promise<NativeAnswer> =>
  api.call({ service: 'block-storage', path, microversion: VOLUME_MICROVERSION, ...more });
