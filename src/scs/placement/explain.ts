// SPDX-License-Identifier: Apache-2.0
// A decision in words, place by place: whoever reads it knows what to change. Pure.
import { GatewayError } from '../../model/errors.ts';
import type { Candidate } from './placement.ts';

export const brief = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name });

export function explain(
  strategy: string,
  taken: Candidate,
  because: string,
  places: readonly Candidate[],
  refused: ReadonlyMap<Candidate, string>,
) {
  return {
    strategy,
    cloud: taken.cloud,
    region: taken.region,
    because,
    ...(taken.flavor === undefined ? {} : { flavor: brief(taken.flavor) }),
    ...(taken.image === undefined ? {} : { image: brief(taken.image) }),
    considered: considered(places, refused),
  };
}

export const considered = (places: readonly Candidate[], refused: ReadonlyMap<Candidate, string>) =>
  places.map((place) => {
    const said = refused.get(place);
    const against = said === undefined ? place.against : [...place.against, `refused: ${said}`];
    return {
      cloud: place.cloud,
      region: place.region,
      fits: against.length === 0,
      against,
      ...(place.flavor === undefined ? {} : { flavor: brief(place.flavor) }),
      ...(place.image === undefined ? {} : { image: brief(place.image) }),
      ...(place.servers === undefined ? {} : { servers: place.servers }),
    };
  });

/** Every place with everything that speaks against it: whoever reads it knows what to change. */
export function nowhere(places: readonly Candidate[], refused: ReadonlyMap<Candidate, string>): GatewayError {
  const [only] = places;
  return new GatewayError('unprocessable', {
    message: 'No cloud fits this server.',
    ...(places.length === 1 && only !== undefined ? { cloud: only.cloud } : {}),
    faults: considered(places, refused).map(({ cloud, region, against }) => ({
      cloud,
      ...(cloud === region ? {} : { region }),
      reason: against.join('; '),
    })),
  });
}
