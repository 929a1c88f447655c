// SPDX-License-Identifier: Apache-2.0
// Flavor names of the standard, read and written. Pure knowledge: no cloud is asked.
import Type, { type Static } from 'typebox';
import { GatewayError, type RequestFault } from '../../model/errors.ts';
import { from, nullable } from '../../model/scs/fields.ts';
import { buildFlavorName, type FlavorName, parseFlavorName } from '../../standards/scs-0100/flavor-name.ts';
import { CPU_TYPES, DISK_TYPES, isKeyOf, type ParsedFlavorName } from '../../standards/scs-0100/vocabulary.ts';

const SCS = 'scs-0100';

const count = (description: string) => Type.Integer({ minimum: 1, ...from(SCS, description) });
const oneOf = <const V extends string[]>(values: readonly [...V], description: string) =>
  Type.Enum([...values], from(SCS, description));
const flag = (description: string) => Type.Boolean(from(SCS, description));

const cpuTypeKey = oneOf(
  ['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core'],
  'The CPU type as a word; derived from `cpuType`.',
);
const diskTypeKey = oneOf(['network', 'hdd', 'ssd', 'nvme'], 'The disk type as a word; derived from `type`.');

const disk = {
  count: count('The number of disks, each of this size.'),
  sizeGB: nullable(Type.Integer({ minimum: 1 }), from(SCS, "The size in GB; null means the cloud's choice.")),
  type: nullable(
    Type.Enum(['n', 'h', 's', 'p']),
    from(SCS, "The type: network, local HDD, local SSD or local NVMe; null means the cloud's choice."),
  ),
};
const brand = {
  vendor: oneOf(['i', 'z', 'a', 'r'], 'The vendor: Intel, AMD, ARM or RISC-V.'),
  generation: nullable(
    Type.Integer({ minimum: 0 }),
    from(SCS, "The generation by the vendor's table; null if not stated."),
  ),
  perf: nullable(
    Type.Enum(['h', 'hh', 'hhh']),
    from(SCS, 'The frequency class: above 2.75, 3.25 or 3.75 GHz on all cores; null if not stated.'),
  ),
};
const gpu = {
  passThrough: flag('Whether it is a whole card (`G`) instead of a virtual one (`g`).'),
  vendor: oneOf(['N', 'A', 'I'], 'The vendor: NVIDIA, AMD or Intel.'),
  generation: nullable(Type.String(), from(SCS, "The generation by the vendor's table; null if not stated.")),
  computeUnits: nullable(Type.Integer({ minimum: 1 }), from(SCS, 'The number of SMs, CUs or EUs; null if not stated.')),
  perf: nullable(Type.Enum(['h', 'hh']), from(SCS, 'Whether it has a high frequency; null if not stated.')),
  vramGiB: nullable(Type.Integer({ minimum: 1 }), from(SCS, 'The memory of the GPU; null if not stated.')),
  vramPerf: nullable(Type.Enum(['h', 'hh']), from(SCS, 'Whether the memory has a high bandwidth; null if not stated.')),
};

const size = {
  cpus: count('The number of virtual processors.'),
  cpuType: oneOf(['L', 'V', 'T', 'C'], 'The CPU type: crowded core, shared core, dedicated thread or dedicated core.'),
  ramGiB: Type.Number({ minimum: 0.5, multipleOf: 0.5, ...from(SCS, 'Memory.') }),
};
const marks = {
  cpuInsecure: flag('Whether mitigations of processor vulnerabilities are missing.'),
  ramNoEcc: flag('Whether the memory has no ECC.'),
  ramOversubscribed: flag('Whether memory is oversubscribed.'),
  hwVirt: flag('Whether hardware virtualisation is available to the server.'),
  infiniband: flag('InfiniBand.'),
};
const hypervisor = nullable(
  Type.Enum(['kvm', 'chy', 'xen', 'hyv', 'vmw', 'bms']),
  from(SCS, 'The hypervisor; `bms` is bare metal; null if not stated.'),
);

const DISK = 'The root disk; null means that servers boot from a volume.';
const BRAND = 'The processor; null means generic x86-64.';

const parsedSchema = Type.Object(
  {
    ...size,
    cpuTypeKey,
    ...marks,
    disk: nullable(
      Type.Object({ ...disk, typeKey: nullable(diskTypeKey, from(SCS, "The value; null means the cloud's choice.")) }),
      from(SCS, DISK),
    ),
    hypervisor,
    cpuBrand: nullable(Type.Object(brand), from(SCS, BRAND)),
    gpu: nullable(Type.Object(gpu), from(SCS, 'The GPU; null if none is promised.')),
  },
  from(SCS, 'The properties that the name states.'),
);

const optional = Type.Partial;

/** What `parsed` of an answer is, good to be sent back; all that can be left out may be. */
export const toBuild = Type.Object({
  parsed: Type.Object(
    {
      ...size,
      cpuTypeKey: Type.Optional(cpuTypeKey),
      ...optional(Type.Object(marks)).properties,
      disk: Type.Optional(
        nullable(
          Type.Object({
            ...optional(Type.Object(disk)).properties,
            typeKey: Type.Optional(nullable(diskTypeKey, from(SCS, "The value; null means the cloud's choice."))),
          }),
          from(SCS, DISK),
        ),
      ),
      hypervisor: Type.Optional(hypervisor),
      cpuBrand: Type.Optional(
        nullable(
          Type.Object({
            vendor: brand.vendor,
            generation: Type.Optional(brand.generation),
            perf: Type.Optional(brand.perf),
          }),
          from(SCS, BRAND),
        ),
      ),
      gpu: Type.Optional(
        nullable(
          Type.Object({ ...optional(Type.Object(gpu)).properties, vendor: gpu.vendor }),
          from(SCS, 'The GPU; null if none is promised.'),
        ),
      ),
    },
    { description: 'The properties of the flavor. Omitted properties are absent or not stated.' },
  ),
});
export type ToBuild = Static<typeof toBuild>['parsed'];

export const flavorNameSchema = Type.Object({
  name: Type.String({ description: 'The name as given.' }),
  syntax: oneOf(['v1', 'v3'], 'The syntax by its delimiters; v2 has those of v3.'),
  canonical: Type.String(from(SCS, 'The canonical form in the current syntax.')),
  parsed: parsedSchema,
  short: Type.String(from(SCS, 'The short form, which clouds should offer too.')),
  asV1: Type.String(from(SCS, 'The name with the delimiters of v1.')),
  imageArchitecture: oneOf(['x86_64', 'aarch64', 'risc-v'], 'The architecture of images that boot on it.'),
  extraSpecs: Type.Record(
    Type.String(),
    Type.String(),
    from('scs-0103', 'The extra_specs that its flavor should declare.'),
  ),
  remarks: Type.Array(Type.String(), from(SCS, 'Remarks on parts that were accepted leniently.')),
});

/** Throws `unprocessable` for what is no such name. */
export const readFlavorName = (name: string): FlavorName => valid(parseFlavorName(name), 'name');

function valid(read: ReturnType<typeof parseFlavorName>, where: string): FlavorName {
  if ('parsed' in read) return read;
  throw new GatewayError('unprocessable', {
    message: `This is not a valid flavor name: ${read.fault}.`,
    faults: [{ where, reason: read.fault }],
  });
}

/** From what a flavor has to its name. Throws `unprocessable` where no name can say it. */
export function writeFlavorName(given: ToBuild): FlavorName {
  const parsed = whole(given);
  const name = valid(parseFlavorName(buildFlavorName(parsed)), '#/parsed');
  // What a name has no letters for would be lost without a word.
  const faults = lost(given, name.parsed, '#/parsed');
  if (faults.length === 0) return name;
  throw new GatewayError('unprocessable', {
    message: `No flavor name can express this: ${faults.map(({ where, reason }) => `${where} ${reason}`).join('; ')}.`,
    faults,
  });
}

function whole(given: ToBuild): ParsedFlavorName {
  const { disk, cpuBrand, gpu } = given;
  const type = disk?.type ?? null;
  return {
    cpuInsecure: false,
    ramNoEcc: false,
    ramOversubscribed: false,
    hwVirt: false,
    infiniband: false,
    hypervisor: null,
    ...given,
    cpuTypeKey: CPU_TYPES[given.cpuType],
    disk:
      disk == null
        ? null
        : {
            count: disk.count ?? 1,
            sizeGB: disk.sizeGB ?? null,
            type,
            typeKey: type !== null && isKeyOf(DISK_TYPES, type) ? DISK_TYPES[type] : null,
          },
    cpuBrand: cpuBrand == null ? null : { generation: null, perf: null, ...cpuBrand },
    gpu:
      gpu == null
        ? null
        : {
            passThrough: false,
            generation: null,
            computeUnits: null,
            perf: null,
            vramGiB: null,
            vramPerf: null,
            ...gpu,
          },
  };
}

/** Whatever was given and is not in what the name says. Generation 0 is the same as none. */
function lost(given: object, read: object | null, where: string): RequestFault[] {
  return Object.entries(given).flatMap(([key, value]): RequestFault[] => {
    const said = (read as Record<string, unknown> | null)?.[key];
    if (typeof value === 'object' && value !== null)
      return lost(value, (said ?? null) as object | null, `${where}/${key}`);
    if (value === said || (key === 'generation' && value === 0 && said === null)) return [];
    return [{ where: `${where}/${key}`, reason: `would be read as ${JSON.stringify(said ?? null)}` }];
  });
}
