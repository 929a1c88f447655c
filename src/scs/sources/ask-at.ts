// SPDX-License-Identifier: Apache-2.0
// One call's way to a place: whoever follows the call is told of every request that changes something there.
import type { NativeApi } from '../../model/scs/adapter.ts';
import type { ScsCall } from '../call.ts';
import type { Source } from './source.ts';

export const askAt = ({ connection, where }: Source, { signal, tracked, changed }: ScsCall): NativeApi =>
  connection.api({ signal, course: tracked?.course(where), onChange: changed });
