// SPDX-License-Identifier: Apache-2.0
// Which clouds a request is about, where it names some.
import { GatewayError } from '../model/errors.ts';

/** Throws `notFound` for one that does not exist. */
export function oneCloud<C extends { readonly id: string }>(clouds: readonly C[], wanted: string): C {
  const cloud = clouds.find(({ id }) => id === wanted);
  if (cloud !== undefined) return cloud;
  throw new GatewayError('notFound', { message: `There is no cloud ${JSON.stringify(wanted.slice(0, 100))} here.` });
}

/** In the configuration's order. Throws for one that does not exist. */
export function chosen<C extends { readonly id: string }>(
  clouds: readonly C[],
  wanted: readonly string[] | undefined,
): readonly C[] {
  const known = clouds.map(({ id }) => id);
  const faults = (wanted ?? [])
    .filter((id) => !known.includes(id))
    .map((id) => ({
      where: 'cloud',
      reason: `there is no cloud ${JSON.stringify(id.slice(0, 100))}; there are ${known.join(', ')}`,
    }));
  if (faults.length > 0) throw new GatewayError('badRequest', { message: 'There is no such cloud.', faults });
  return clouds.filter(({ id }) => wanted === undefined || wanted.includes(id));
}
