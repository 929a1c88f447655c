// SPDX-License-Identifier: Apache-2.0
// A definition says what the API can do; a kind of cloud may be able to do less.
import { GatewayError } from '../../model/errors.ts';
import type { Source } from './source.ts';

export function offered<F>({ where }: Source, able: F | undefined): F {
  if (able === undefined) throw new GatewayError('notOffered', { cloud: where.cloud });
  return able;
}
