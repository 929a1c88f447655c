// SPDX-License-Identifier: Apache-2.0
// Creating a server on a cloud that is named or chosen: look at every place, rank those that fit, make it on the best,
// and on the next one where that refuses for a reason of its own (quota, not reachable).
import Type, { type Static } from 'typebox';
import type { Clock } from '../../model/clock.ts';
import { type ErrorCode, GatewayError, type RequestFault, toGatewayError } from '../../model/errors.ts';
import { createPacer, nextTurn } from '../../model/intake.ts';
import { noticeWords } from '../../model/maintenance.ts';
import type { NativeApi, ResourceAdapters, Where } from '../../model/scs/adapter.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import { flavors } from '../../model/scs/resources/flavors.ts';
import { images } from '../../model/scs/resources/images.ts';
import { networks } from '../../model/scs/resources/networks.ts';
import { servers } from '../../model/scs/resources/servers.ts';
import type { ScsCall } from '../call.ts';
import { askAt } from '../sources/ask-at.ts';
import { AT_ONCE, atMost } from '../sources/at-most.ts';
import { tooMany } from '../sources/fan-out.ts';
import type { CloudSources, Source, Sources } from '../sources/source.ts';
import type { Flavor, Image } from '../standards/items.ts';
import {
  type Choice,
  chooseFlavor,
  chooseImage,
  chooseNetwork,
  isChosen,
  misfits,
  type Network,
  rootVolumeGiB,
} from './choose.ts';
import { type Created, type Creator, placeFields } from './creator.ts';
import { brief, considered, explain, nowhere } from './explain.ts';
import { type Candidate, type PlacementStrategy, type Ranked, rank } from './placement.ts';
import type { PlacementPreview } from './placement-schema.ts';
import { refuseIfDrained } from './refuse-drained.ts';
import type { Reservations } from './reservations.ts';

export interface CreateServerDeps {
  readonly sources: Sources;
  readonly now: Clock;
  /** Milliseconds that the clouds may take to say what they have. One that is late is not chosen. */
  readonly look?: number;
  /** Absent: nobody else makes servers at the same time. */
  readonly reservations?: Reservations;
}

const placement = Type.Object(
  {
    clouds: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description: 'The clouds to choose from, in order of preference. Default: all.',
      }),
    ),
    group: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        pattern: '^[^/,]*$',
        description:
          'A tag that the server gets. With `spread`, only servers with this tag are counted, so that a group is spread by itself.',
      }),
    ),
    strategy: Type.Enum(['first', 'spread', 'cheapest-fit'], {
      default: 'first',
      description:
        '`first`: the first cloud that fits. `spread`: the cloud on which your project, or the `group`, has the fewest servers. `cheapest-fit`: the cloud with the smallest flavor that fits (no cloud publishes prices).',
    }),
  },
  { additionalProperties: false, description: 'How to choose a cloud, instead of `cloud`.' },
);

const body = Type.Object(
  {
    ...placeFields,
    cloud: Type.Optional(placeFields.cloud),
    placement: Type.Optional(placement),
    ...servers.create.properties,
  },
  {
    additionalProperties: false,
    description: 'Give either `cloud` or `placement`. With neither, the first cloud that fits is chosen.',
  },
);
type Body = Static<typeof body>;

/** At these the next best place is tried: nothing was made at this one. */
const TRY_NEXT = new Set<ErrorCode>([
  'nativeQuota',
  'nativeForbidden',
  'memberUnreachable',
  'memberBusy',
  'memberRefused',
  'notOffered',
]);

/** Of a kind of cloud whose servers can be seen through the gateway, and no more. */
const CANNOT_CREATE = 'servers of this cloud can be seen, not created, through the gateway';

/** A place with all that the server needs there; `against` says why it will not do. */
interface Looked extends Candidate {
  /** What speaks against it, by what of the body it is about. */
  readonly faults?: readonly RequestFault[];
  /** The place could not be looked at. */
  readonly failed?: GatewayError;
  readonly source?: Source;
  readonly input?: object;
}

interface Survey {
  readonly strategy: PlacementStrategy | 'given';
  readonly places: readonly Looked[];
}

const rankBy = (strategy: Survey['strategy']): PlacementStrategy => (strategy === 'given' ? 'first' : strategy);
const becauseOf = (strategy: Survey['strategy'], ranked: Ranked, place: Candidate): string =>
  strategy === 'given' ? 'you named it' : ranked.because(place);

export interface ServerCreator extends Creator {
  preview(call: ScsCall, input: unknown): Promise<PlacementPreview>;
}

export function serverCreator({
  sources,
  now,
  look: patience = 10_000,
  reservations,
}: CreateServerDeps): ServerCreator {
  /** All that the decision is made from. */
  async function survey(call: ScsCall, wanted: Body): Promise<Survey> {
    const { signal } = call;
    const faults = shapeFaults(wanted);
    if (faults.length > 0)
      throw new GatewayError('badRequest', { message: 'The server cannot be created like this.', faults });
    const strategy: Survey['strategy'] = wanted.cloud === undefined ? (wanted.placement?.strategy ?? 'first') : 'given';
    const named = wanted.cloud === undefined ? wanted.placement?.clouds : [wanted.cloud];
    const filter = {
      ...(named === undefined ? {} : { clouds: named }),
      ...(wanted.region === undefined ? {} : { regions: [wanted.region] }),
      ...(wanted.project === undefined ? {} : { project: wanted.project }),
    };
    const clouds = sources.clouds(servers, call.caller, filter);
    if (strategy === 'given') refuseIfDrained(clouds[0], now);
    const order =
      named === undefined ? clouds : clouds.toSorted((a, b) => named.indexOf(a.cloud) - named.indexOf(b.cloud));
    const places = (await Promise.all(order.map((cloud) => look(cloud, wanted, strategy, signal)))).flat();
    return { strategy, places };
  }

  /** Where a server would be made at this moment: nothing is made, and nothing is reserved. */
  async function preview(call: ScsCall, given: unknown): Promise<PlacementPreview> {
    const { strategy, places } = await survey(call, given as Body);
    const ranked = rank(rankBy(strategy), places);
    const [best] = ranked.order;
    return {
      strategy,
      ...(best === undefined
        ? { cloud: null, region: null, because: 'no cloud fits' }
        : { cloud: best.cloud, region: best.region, because: becauseOf(strategy, ranked, best) }),
      ...(best?.flavor === undefined ? {} : { flavor: brief(best.flavor) }),
      ...(best?.image === undefined ? {} : { image: brief(best.image) }),
      considered: considered(places, new Map()).map((one) => ({ ...one, against: [...one.against] })),
    };
  }

  async function create(call: ScsCall, given: unknown): Promise<Created> {
    const wanted = given as Body;
    const { signal } = call;
    const { strategy, places } = await survey(call, wanted);

    if (wanted.cloud !== undefined && places.every(({ against }) => against.includes(CANNOT_CREATE)))
      throw new GatewayError('notOffered', { cloud: wanted.cloud });

    const [only, ...more] = places;
    if (wanted.cloud !== undefined && only !== undefined && more.length === 0) refuseNamed(only);

    const reserved =
      strategy === 'spread'
        ? await reservations?.take(
            wanted.placement?.group ?? '',
            places,
            (all) => rank('spread', all).order.find(({ servers: known }) => known !== undefined),
            signal,
          )
        : undefined;
    const ranked = rank(rankBy(strategy), reserved?.candidates ?? places);
    const refused = new Map<Candidate, string>();
    for (const place of ranked.order as readonly Looked[]) {
      const { source, input } = place;
      if (source === undefined || input === undefined) continue;
      call.about({ cloud: place.cloud });
      try {
        // As long as the client waits: a member may take longer to make a server than to say what it has.
        const found = await source.adapter.create?.(askAt(source, call), input, call.tracked?.mark);
        if (found === undefined) throw new GatewayError('notOffered', { cloud: place.cloud });
        const unsure = reserved?.known === false ? ' (what is being made there at the moment is not known)' : '';
        const because = `${becauseOf(strategy, ranked, place)}${unsure}`;
        return { source, found, placement: explain(strategy, place, because, places, refused) };
      } catch (cause) {
        const error = toGatewayError(cause);
        await reserved?.release(place);
        if (strategy === 'given' || !TRY_NEXT.has(error.code)) throw cause;
        refused.set(place, error.native?.message ?? error.message);
      }
    }
    throw nowhere(places, refused);
  }

  /** Each of a cloud's regions and projects that are meant. A cloud that fails is a place that will not do. */
  async function look(
    cloud: CloudSources,
    wanted: Body,
    strategy: PlacementStrategy | 'given',
    signal: AbortSignal,
  ): Promise<Looked[]> {
    const none = (because: string): Looked[] => [
      { cloud: cloud.cloud, region: cloud.cloud, project: null, against: [because] },
    ];
    // Who names it has a reason to.
    if (cloud.notice !== undefined && strategy !== 'given') return none(noticeWords(cloud.notice));
    try {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      const { sources } = await cloud.open(limited);
      const all = sources.filter(({ adapter }) => adapter.create !== undefined);
      if (sources.length > 0 && all.length === 0) return none(CANNOT_CREATE);
      const main = all.filter(({ where }) => where.region === cloud.cloud);
      const meant = wanted.region === undefined && main.length > 0 ? main : all;
      if (meant.length === 0) return none('offers no servers to you');
      const projects = new Set(meant.map(({ where }) => where.project));
      if (projects.size > 1)
        throw new GatewayError('badRequest', {
          cloud: cloud.cloud,
          message: 'You have several projects: name one.',
          faults: [
            {
              where: '#/project',
              reason: `one of ${someOf(meant.map(({ connection: { project } }) => `${project?.domain.name}/${project?.name}`))}`,
            },
          ],
        });
      return await atMost(AT_ONCE, meant, (source) => lookAt(source, wanted, strategy, limited));
    } catch (cause) {
      if (signal.aborted) throw cause;
      const error = toGatewayError(cause);
      if (error.code === 'badRequest' || error.code === 'internal') throw error;
      return none(error.message).map((place) => ({ ...place, failed: error }));
    }
  }

  async function lookAt(
    source: Source,
    wanted: Body,
    strategy: PlacementStrategy | 'given',
    signal: AbortSignal,
  ): Promise<Looked> {
    const { where } = source;
    const api = source.connection.api({ signal });
    const items = <T>(definition: ResourceDefinition): Promise<readonly T[]> =>
      listed<T>(source.resources, definition, api, where);
    const [flavor, image, nets, count] = await Promise.all([
      items<Flavor>(flavors).then((all) => chooseFlavor(all, wanted.flavor)),
      wanted.image === undefined ? undefined : items<Image>(images).then((all) => chooseImage(all, wanted.image ?? '')),
      Array.isArray(wanted.networks)
        ? items<Network>(networks).then((all) => (wanted.networks as string[]).map((name) => chooseNetwork(all, name)))
        : undefined,
      strategy === 'spread' ? source.adapter.count?.(api, wanted.placement?.group) : undefined,
      // The others' answers may come from the cache: a cloud that does not answer now is not chosen.
      strategy === 'given' ? undefined : source.adapter.probe?.(api),
    ]);
    const chosenFlavor = isChosen(flavor) ? flavor.item : undefined;
    const chosenImage = image !== undefined && isChosen(image) ? image.item : undefined;
    const about: [where: string, choice: Choice<unknown> | undefined][] = [
      ['#/flavor', flavor],
      ['#/image', image],
      ...(nets ?? []).map((net, index): [string, Choice<unknown>] => [`#/networks/${index}`, net]),
    ];
    const faults = about.flatMap(([where, choice]) =>
      choice === undefined || isChosen(choice) ? [] : [{ where, reason: `${source.where.cloud} ${choice.because}` }],
    );
    const against = about.flatMap(([, choice]) => (choice === undefined || isChosen(choice) ? [] : [choice.because]));
    // Nova refuses to make a server's root disk where the flavor has none (zero_disk_flavor): it boots from a volume.
    const bootVolume =
      wanted.bootVolume ??
      (chosenFlavor?.diskGiB === 0 && chosenImage !== undefined ? { sizeGiB: rootVolumeGiB(chosenImage) } : undefined);
    const misfitting = chosenFlavor && chosenImage ? misfits(chosenFlavor, chosenImage, bootVolume !== undefined) : [];
    against.push(...misfitting);
    faults.push(...misfitting.map((reason) => ({ where: '#/image', reason })));
    const { cloud: _cloud, region: _region, project: _project, placement: how, ...input } = wanted;
    const group = how?.group;
    return {
      cloud: where.cloud,
      region: where.region,
      project: where.project,
      against,
      faults,
      source,
      ...(chosenFlavor === undefined ? {} : { flavor: chosenFlavor }),
      ...(chosenImage === undefined ? {} : { image: chosenImage }),
      ...(count === undefined ? {} : { servers: count }),
      input: {
        ...input,
        ...(group === undefined ? {} : { tags: [...new Set([...(input.tags ?? []), group])] }),
        flavor: chosenFlavor?.id,
        ...(chosenImage === undefined ? {} : { image: chosenImage.id }),
        ...(nets === undefined ? {} : { networks: nets.flatMap((net) => (isChosen(net) ? [net.item.id] : [])) }),
        ...(bootVolume === undefined ? {} : { bootVolume }),
      },
    };
  }

  return { body, create, preview };
}

/** Flavors, images or networks of one place: each is looked at for each server. */
const MOST_CHOICES = 2_000;

/** All of a resource at one place; through the reference cache where the resource allows. */
async function listed<T>(
  resources: ResourceAdapters,
  definition: ResourceDefinition,
  here: NativeApi,
  where: Where,
): Promise<readonly T[]> {
  const adapter = resources[definition.plural];
  if (adapter === undefined || !here.offers(adapter.service)) return [];
  const load = async (api: NativeApi): Promise<T[]> => {
    const items: T[] = [];
    const pause = createPacer(nextTurn);
    for await (const page of adapter.list(api, { filters: {} }))
      for (const found of page) {
        if (items.length >= MOST_CHOICES) throw tooMany(where.cloud, MOST_CHOICES);
        items.push(adapter.map(found, where) as T);
        await pause();
      }
    return items;
  };
  return definition.cached === undefined ? load(here) : here.cached(definition.cached, 'items for placement', load);
}

/** A caller may have thousands. */
const someOf = (names: readonly string[]): string =>
  [...names.slice(0, 20), ...(names.length > 20 ? ['…'] : [])].join(', ');

/** What the schema cannot say. */
function shapeFaults({ cloud, placement: how, image, bootVolume }: Body): RequestFault[] {
  return [
    ...(cloud !== undefined && how !== undefined
      ? [{ where: '#/placement', reason: 'must not be given together with a cloud' }]
      : []),
    ...(image === undefined && !(bootVolume && 'id' in bootVolume)
      ? [{ where: '#/image', reason: 'is required, unless the server boots from an existing volume (bootVolume.id)' }]
      : []),
  ];
}

/** At a named cloud it is the request that must change, or the cloud that has failed: each is said as it is. */
function refuseNamed({ cloud, failed, faults = [] }: Looked): void {
  if (failed !== undefined) throw failed;
  if (faults.length === 0) return;
  throw new GatewayError('unprocessable', {
    cloud,
    message: `${cloud} cannot make this server: ${faults.map(({ reason }) => reason).join('; ')}.`,
    faults,
  });
}
