// SPDX-License-Identifier: Apache-2.0
// Availability zones of Nova, Cinder and Neutron in one list. Neutron lists a zone once for each kind of object in it.
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { availabilityZones as definition } from '../../../model/scs/resources/availability-zones.ts';
import { boolOrNull, list, type Native, record, text, wordFor } from '../../values.ts';
import { nova } from '../services/nova.ts';
import { missing, unlessRefused } from '../services/refusals.ts';

type Zone = ItemOf<typeof definition>;
interface Extra {
  readonly service: Zone['service'];
}
interface Row {
  /** Neutron's rows with the same name are combined as `{name, rows}`. */
  readonly native: Native;
  readonly extra: Extra;
}

export const availabilityZones: ResourceAdapter<Native, Extra, Zone> = {
  service: 'compute',
  async *list(api) {
    yield await allZones(api);
  },

  async get(api, id) {
    const found = (await allZones(api)).find((row) => idOf(row) === id);
    if (found === undefined) throw missing(api, 'compute', `There is no availability zone ${id}.`);
    return found;
  },

  map({ native, extra }, { cloud, region }) {
    const service = extra?.service ?? 'compute';
    const row = { native, extra: { service } };
    const available = service === 'network' ? networkAvailable(native) : boolOrNull(record(native.zoneState).available);
    return {
      cloud,
      region,
      project: null,
      id: idOf(row),
      name: nameOf(row),
      createdAt: null,
      status: available === null ? 'unknown' : available ? 'available' : 'unavailable',
      service,
      available,
      uses: rowsOf(native).flatMap(({ resource }) =>
        resource === 'network' || resource === 'router' ? [resource] : [],
      ),
      fireZone: null,
    };
  },
};

const nameOf = ({ native, extra }: Row): string =>
  text(extra.service === 'network' ? native.name : native.zoneName) ?? '';
const idOf = (row: Row): string => `${row.extra.service}:${nameOf(row)}`;
const rowsOf = (native: Native): Native[] => list(native.rows).map(record);

const STATES = { available: 'available', unavailable: 'unavailable' } as const;

/** Available only if all of its uses are. */
function networkAvailable(native: Native): boolean | null {
  const states = rowsOf(native).map(({ state }) => wordFor(STATES, state));
  if (states.includes('unavailable')) return false;
  return states.length === 0 || states.includes('unknown') ? null : true;
}

const allZones = (api: NativeApi): Promise<Row[]> =>
  api.cached('availability-zones', 'all', async (api) =>
    (await Promise.all([compute(api), storage(api), network(api)])).flat(),
  );

const zonesIn = (service: Zone['service'], body: unknown): Row[] =>
  list(record(body).availabilityZoneInfo).map((row) => ({ native: record(row), extra: { service } }));

const compute = async (api: NativeApi): Promise<Row[]> => {
  const { body } = await nova(api, '/os-availability-zone');
  return zonesIn('compute', body);
};

const storage = async (api: NativeApi): Promise<Row[]> => {
  if (!api.offers('block-storage')) return [];
  const answer = await unlessRefused(() => api.call({ service: 'block-storage', path: '/os-availability-zone' }));
  return zonesIn('block-storage', answer?.body);
};

const network = async (api: NativeApi): Promise<Row[]> => {
  if (!api.offers('network')) return [];
  const answer = await unlessRefused(() => api.call({ service: 'network', path: '/availability_zones' }));
  const rows = list(record(answer?.body).availability_zones).map(record);
  const byName = Map.groupBy(rows, ({ name }) => text(name) ?? '');
  return [...byName].map(([name, own]) => ({ native: { name, rows: own }, extra: { service: 'network' } }));
};
