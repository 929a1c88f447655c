// SPDX-License-Identifier: Apache-2.0
// Flavors of Nova, interpreted by what SCS defines: extra specs first, then the name.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { flavors as definition } from '../../../model/scs/resources/flavors.ts';
import { flavorMeaning, flavorNames } from '../../../standards/flavor-meaning.ts';
import type { FlavorName } from '../../../standards/scs-0100/flavor-name.ts';
import { boolOrNull, integer, type Native, text, textOrNull, textRecord, wordFor } from '../../values.ts';
import { allFlavors, withExtraSpecs } from '../services/flavor-table.ts';
import { inside, nova } from '../services/nova.ts';

type Flavor = ItemOf<typeof definition>;

export const flavors: ResourceAdapter<Native, undefined, Flavor> = {
  service: 'compute',
  async *list(api) {
    yield (await allFlavors(api)).map((native) => ({ native }));
  },

  async get(api, id) {
    const row = inside(await nova(api, `/flavors/${encodeURIComponent(id)}`), 'flavor');
    const [native = row] = await withExtraSpecs(api, [row]);
    return { native };
  },

  map({ native }, { cloud, region }) {
    const disabled = boolOrNull(native['OS-FLV-DISABLED:disabled']);
    const diskGiB = integer(native.disk) ?? 0;
    const name = text(native.name) ?? '';
    const extraSpecs = native.extra_specs === undefined ? null : textRecord(native.extra_specs);
    const { source, names } = flavorNames({ name, extraSpecs });
    const meaning = flavorMeaning({ name, extraSpecs });
    return {
      cloud,
      region,
      project: null,
      id: text(native.id) ?? '',
      name,
      createdAt: null,
      status: disabled === null ? 'unknown' : disabled ? 'disabled' : 'available',
      vcpus: integer(native.vcpus) ?? 0,
      ramMiB: integer(native.ram) ?? 0,
      diskGiB,
      bootFromVolume: diskGiB === 0,
      ephemeralGiB: integer(native['OS-FLV-EXT-DATA:ephemeral']) ?? 0,
      // An empty string below microversion 2.75.
      swapMiB: integer(native.swap) ?? 0,
      public: boolOrNull(native['os-flavor-access:is_public']),
      disabled,
      description: textOrNull(native.description),
      extraSpecs,
      cpuType: meaning?.cpuType ?? wordFor(CPU_TYPES, extraSpecs?.['scs:cpu-type']),
      cpuMaker: meaning?.cpuMaker ?? 'unknown',
      architecture: meaning?.imageArchitecture ?? 'unknown',
      diskType: diskGiB === 0 ? 'none' : (meaning?.diskType ?? wordFor(DISK_TYPES, extraSpecs?.['scs:disk0-type'])),
      gpu: gpuOf(extraSpecs, meaning?.gpu != null),
      scs: scsView(names, source),
    };
  },
};

/** The most detailed of its SCS names. */
function scsView(names: readonly FlavorName[], source: 'extra_specs' | 'name'): Flavor['scs'] {
  const [fullest] = names;
  if (fullest === undefined) return null;
  const { name, syntax, canonical, short, parsed } = fullest;
  return {
    name,
    source: source === 'name' ? 'name' : 'extra-specs',
    names: names.map((one) => one.canonical),
    syntax,
    canonical,
    short,
    parsed: { ...parsed },
  };
}

const CPU_TYPES = {
  'crowded-core': 'crowded-core',
  'shared-core': 'shared-core',
  'dedicated-thread': 'dedicated-thread',
  'dedicated-core': 'dedicated-core',
} as const;
const DISK_TYPES = { network: 'network', hdd: 'hdd', ssd: 'ssd', nvme: 'nvme' } as const;

/** Extra specs by which a server may get a graphics processor. A name may state less than the flavor has. */
const DEVICES = /^(pci_passthrough:alias|accel:device_profile|resources\d*:(VGPU|PGPU|CUSTOM_.*))$/;

function gpuOf(specs: Readonly<Record<string, string>> | null, named: boolean): Flavor['gpu'] {
  if (named) return true;
  if (specs === null) return null;
  const keys = Object.keys(specs);
  if (keys.some((key) => /^resources\d*:[VP]GPU$/.test(key))) return true;
  return keys.some((key) => DEVICES.test(key)) ? null : false;
}
