// SPDX-License-Identifier: Apache-2.0
// Flavors by Nova, understood by what SCS says of them: extra specs first, then the name.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { flavors as definition } from '../../../model/scs/resources/flavors.ts';
import { type FlavorName, parseFlavorName } from '../../../standards/scs-0100/flavor-name.ts';
import { allFlavors, withExtraSpecs } from './flavor-table.ts';
import { inside, nova } from './nova.ts';
import { boolOrNull, integer, type Native, text, textOrNull, textRecord, wordFor } from './values.ts';

type Flavor = ItemOf<typeof definition>;

export const flavors: ResourceAdapter<Native, undefined, Flavor> = {
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
    const scs = scsOf(name, extraSpecs ?? {});
    return {
      cloud,
      region,
      project: null,
      id: text(native.id) ?? '',
      name,
      created: null,
      status: disabled === null ? 'unknown' : disabled ? 'disabled' : 'available',
      vcpus: integer(native.vcpus) ?? 0,
      ramMiB: integer(native.ram) ?? 0,
      diskGiB,
      bootFromVolume: diskGiB === 0,
      ephemeralGiB: integer(native['OS-FLV-EXT-DATA:ephemeral']) ?? 0,
      // An empty text below microversion 2.75.
      swapMiB: integer(native.swap) ?? 0,
      public: boolOrNull(native['os-flavor-access:is_public']),
      disabled,
      description: textOrNull(native.description),
      extraSpecs,
      cpuType: known(CPU_TYPES, extraSpecs?.['scs:cpu-type'], scs?.read.parsed.cpuTypeKey),
      diskType:
        diskGiB === 0 ? 'none' : known(DISK_TYPES, extraSpecs?.['scs:disk0-type'], scs?.read.parsed.disk?.typeKey),
      gpu: gpuOf(extraSpecs, scs?.read),
      scs: scs === undefined ? null : scsView(scs),
    };
  },
};

interface ScsName {
  readonly read: FlavorName;
  readonly source: 'extra-spec' | 'name';
}

/** The name variant with the highest number that is a valid name, else the flavor's own name. */
function scsOf(name: string, specs: Readonly<Record<string, string>>): ScsName | undefined {
  const variants = Object.entries(specs)
    .flatMap(([key, value]) => {
      const number = /^scs:name-v(\d+)$/.exec(key)?.[1];
      return number === undefined ? [] : [{ number: Number(number), value }];
    })
    .sort((a, b) => b.number - a.number);
  for (const { value } of variants) {
    const read = parseFlavorName(value);
    if (!('fault' in read)) return { read, source: 'extra-spec' };
  }
  const read = parseFlavorName(name);
  return 'fault' in read ? undefined : { read, source: 'name' };
}

const scsView = ({ read: { name, syntax, canonical, parsed }, source }: ScsName): Flavor['scs'] => ({
  name,
  source,
  syntax,
  canonical,
  parsed: { ...parsed },
});

const CPU_TYPES = {
  'crowded-core': 'crowded-core',
  'shared-core': 'shared-core',
  'dedicated-thread': 'dedicated-thread',
  'dedicated-core': 'dedicated-core',
} as const;
const DISK_TYPES = { network: 'network', hdd: 'hdd', ssd: 'ssd', nvme: 'nvme' } as const;

const known = <W extends string>(table: Readonly<Record<string, W>>, spec: unknown, named: unknown): W | 'unknown' => {
  const word = wordFor(table, spec);
  return word === 'unknown' ? wordFor(table, named) : word;
};

/** By what a graphics processor may come into a server. Names may promise less than there is. */
const DEVICES = /^(pci_passthrough:alias|accel:device_profile|resources\d*:(VGPU|PGPU|CUSTOM_.*))$/;

function gpuOf(specs: Readonly<Record<string, string>> | null, name: FlavorName | undefined): Flavor['gpu'] {
  if (name !== undefined && name.parsed.gpu !== null) return 'yes';
  if (specs === null) return 'unknown';
  const keys = Object.keys(specs);
  if (keys.some((key) => /^resources\d*:[VP]GPU$/.test(key))) return 'yes';
  return keys.some((key) => DEVICES.test(key)) ? 'unknown' : 'no';
}
