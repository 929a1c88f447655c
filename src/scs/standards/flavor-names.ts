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
  'The same as a word; follows from `cpuType`.',
);
const diskTypeKey = oneOf(['network', 'hdd', 'ssd', 'nvme'], 'The same as a word; follows from `type`.');

const disk = {
  count: count('How many disks, each of this size.'),
  sizeGB: nullable(Type.Integer({ minimum: 1 }), from(SCS, 'Size in GB; null: of the choice of the cloud.')),
  type: nullable(
    Type.Enum(['n', 'h', 's', 'p']),
    from(SCS, 'Network, local HDD, local SSD, local NVMe; null: of the choice of the cloud.'),
  ),
};
const brand = {
  vendor: oneOf(['i', 'z', 'a', 'r'], 'Intel, AMD, ARM, RISC-V.'),
  generation: nullable(Type.Integer({ minimum: 0 }), from(SCS, 'By the table of the vendor; null: not said.')),
  perf: nullable(Type.Enum(['h', 'hh', 'hhh']), from(SCS, 'Above 2.75, 3.25, 3.75 GHz on all cores; null: not said.')),
};
const gpu = {
  passThrough: flag('A whole card (`G`), not a virtual one (`g`).'),
  vendor: oneOf(['N', 'A', 'I'], 'NVIDIA, AMD, Intel.'),
  generation: nullable(Type.String(), from(SCS, 'By the table of the vendor; null: not said.')),
  computeUnits: nullable(Type.Integer({ minimum: 1 }), from(SCS, 'SMs, CUs or EUs; null: not said.')),
  perf: nullable(Type.Enum(['h', 'hh']), from(SCS, 'Of high frequency; null: not said.')),
  vramGiB: nullable(Type.Integer({ minimum: 1 }), from(SCS, 'Memory of the GPU; null: not said.')),
  vramPerf: nullable(Type.Enum(['h', 'hh']), from(SCS, 'Of high bandwidth; null: not said.')),
};

const size = {
  cpus: count('Virtual processors.'),
  cpuType: oneOf(['L', 'V', 'T', 'C'], 'Crowded core, shared core, dedicated thread, dedicated core.'),
  ramGiB: Type.Number({ minimum: 0.5, multipleOf: 0.5, ...from(SCS, 'Memory.') }),
};
const marks = {
  cpuInsecure: flag('Mitigations of flaws of the processor are missing.'),
  ramNoEcc: flag('Memory without ECC.'),
  ramOversubscribed: flag('More memory is sold than there is.'),
  hwVirt: flag('Hardware virtualisation is there for the server.'),
  infiniband: flag('InfiniBand.'),
};
const hypervisor = nullable(
  Type.Enum(['kvm', 'chy', 'xen', 'hyv', 'vmw', 'bms']),
  from(SCS, '`bms` is bare metal; null: not said.'),
);

const DISK = 'null: no root disk, servers boot from a volume.';
const BRAND = 'null: generic x86-64.';

export const parsedSchema = Type.Object(
  {
    ...size,
    cpuTypeKey,
    ...marks,
    disk: nullable(
      Type.Object({ ...disk, typeKey: nullable(diskTypeKey, from(SCS, 'null: of the choice of the cloud.')) }),
      from(SCS, DISK),
    ),
    hypervisor,
    cpuBrand: nullable(Type.Object(brand), from(SCS, BRAND)),
    gpu: nullable(Type.Object(gpu), from(SCS, 'null: none is promised.')),
  },
  from(SCS, 'What the name says.'),
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
            typeKey: Type.Optional(nullable(diskTypeKey, from(SCS, 'null: of the choice of the cloud.'))),
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
          from(SCS, 'null: none is promised.'),
        ),
      ),
    },
    { description: 'What the flavor has. What is left out, it does not have or does not say.' },
  ),
});
export type ToBuild = Static<typeof toBuild>['parsed'];

export const flavorNameSchema = Type.Object({
  name: Type.String({ description: 'As it was given.' }),
  syntax: oneOf(['v1', 'v3'], 'Which delimiters it is written with; v2 has those of v3.'),
  canonical: Type.String(from(SCS, 'How to write it today.')),
  parsed: parsedSchema,
  short: Type.String(from(SCS, 'The short form, which clouds should offer as well.')),
  asV1: Type.String(from(SCS, 'In the delimiters of v1.')),
  imageArchitecture: oneOf(['x86_64', 'aarch64', 'risc-v'], 'Which images boot on it.'),
  extraSpecs: Type.Record(Type.String(), Type.String(), from('scs-0103', 'What its flavor should declare.')),
  remarks: Type.Array(Type.String(), from(SCS, 'What was read leniently.')),
});

/** Throws `unprocessable` for what is no such name. */
export const readFlavorName = (name: string): FlavorName => valid(parseFlavorName(name), 'name');

function valid(read: ReturnType<typeof parseFlavorName>, where: string): FlavorName {
  if ('parsed' in read) return read;
  throw new GatewayError('unprocessable', {
    message: `This is no valid flavor name: ${read.fault}.`,
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
    message: `No flavor name can say this: ${faults.map(({ where, reason }) => `${where} ${reason}`).join('; ')}.`,
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
