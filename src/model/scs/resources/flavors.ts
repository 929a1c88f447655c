// SPDX-License-Identifier: Apache-2.0
// Flavors: the sizes that servers come in, understood by their SCS names and extra specs.
import Type from 'typebox';
import { common, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const flavors = defineResource({
  plural: 'flavors',
  singular: 'flavor',
  about: 'The sizes that servers come in.',
  cached: 'flavors',
  item: Type.Object({
    ...common,
    status: status(['available', 'disabled'], 'Nova: OS-FLV-DISABLED:disabled'),
    vcpus: Type.Integer(from('Nova: flavor.vcpus', 'Virtual processors.')),
    ramMiB: Type.Integer(from('Nova: flavor.ram', 'Memory in MiB.')),
    diskGiB: Type.Integer(from('Nova: flavor.disk', 'Root disk in GiB; 0 for none.')),
    bootFromVolume: Type.Boolean(
      from('Nova: flavor.disk is 0; scs-0100', 'Whether it has no root disk, so that servers boot from a volume.'),
    ),
    ephemeralGiB: Type.Integer(from('Nova: OS-FLV-EXT-DATA:ephemeral', 'Further local disk in GiB.')),
    swapMiB: Type.Integer(from('Nova: flavor.swap', 'Swap disk in MiB.')),
    public: nullable(Type.Boolean(), from('Nova: os-flavor-access:is_public', 'Whether every project has it.')),
    disabled: nullable(Type.Boolean(), from('Nova: OS-FLV-DISABLED:disabled', 'Whether new servers cannot have it.')),
    description: nullable(Type.String(), from('Nova: flavor.description (2.55)', 'What the operator says of it.')),
    extraSpecs: nullable(
      Type.Record(Type.String(), Type.String()),
      from('Nova: flavor.extra_specs (2.61) or os-extra_specs', 'Null where the member does not tell.'),
    ),
    cpuType: oneOf(
      ['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core', 'unknown'],
      from('scs-0103: scs:cpu-type, else scs-0100: CPU suffix', 'How far processors are shared.'),
    ),
    cpuMaker: oneOf(
      ['intel', 'amd', 'arm', 'risc-v', 'unknown'],
      from('scs-0100: CPU vendor', 'Who made the processors; unknown where the name does not promise it.'),
    ),
    architecture: oneOf(
      ['x86_64', 'aarch64', 'risc-v', 'unknown'],
      from('scs-0100: CPU vendor (none means x86_64)', 'What images must be made for; unknown without an SCS name.'),
    ),
    diskType: oneOf(
      ['network', 'hdd', 'ssd', 'nvme', 'none', 'unknown'],
      from('scs-0103: scs:disk0-type, else scs-0100: disk type', 'What the root disk is made of.'),
    ),
    gpu: oneOf(
      ['yes', 'no', 'unknown'],
      from(
        'scs-0100: GPU part of the name; Nova: extra specs for devices',
        'Whether there is a graphics processor; unknown where the member does not tell the extra specs.',
      ),
    ),
    scs: nullable(
      Type.Object({
        name: Type.String(
          from('scs-0103: scs:name-vN, else Nova: flavor.name', 'The SCS name it goes by; the fullest of them.'),
        ),
        source: oneOf(['extra-specs', 'name'], from('scs-0103, scs-0100', 'Where that name was found.')),
        names: Type.Array(
          Type.String(),
          from('scs-0103: scs:name-vN, scs-0100', 'All the names it goes by, in canonical form, the fullest first.'),
        ),
        syntax: Type.String(from('scs-0100', 'The syntax version that the name is written in.')),
        canonical: Type.String(from('scs-0100', 'The name as the newest syntax writes it.')),
        short: Type.String(from('scs-0100', 'The name without what is not needed to choose by.')),
        parsed: Type.Record(
          Type.String(),
          Type.Unknown(),
          from('scs-0100', 'What the name promises, as `/scs/v1/flavor-names/{name}` tells it.'),
        ),
      }),
      from('scs-0100, scs-0103', 'Null where no SCS name is known or it is not a valid one.'),
    ),
  }),
  filters: {
    vcpus: Type.Integer({ description: 'Exactly so many virtual processors.' }),
    ramMiB: Type.Integer({ description: 'Exactly so much memory.' }),
    diskGiB: Type.Integer({ description: 'Exactly so large a root disk.' }),
    cpuType: Type.Enum(['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core', 'unknown'], {
      description: 'How far processors are shared.',
    }),
    cpuMaker: Type.Enum(['intel', 'amd', 'arm', 'risc-v', 'unknown'], { description: 'Who made the processors.' }),
    architecture: Type.Enum(['x86_64', 'aarch64', 'risc-v', 'unknown'], {
      description: 'What images must be made for.',
    }),
    diskType: Type.Enum(['network', 'hdd', 'ssd', 'nvme', 'none', 'unknown'], {
      description: 'What the root disk is made of.',
    }),
    gpu: Type.Enum(['yes', 'no', 'unknown'], { description: 'Whether there is a graphics processor.' }),
  },
});
