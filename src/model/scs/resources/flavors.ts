// SPDX-License-Identifier: Apache-2.0
// Flavors: the sizes of servers, interpreted by their SCS names and extra specs.
import Type from 'typebox';
import { common, declared, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const flavors = defineResource({
  plural: 'flavors',
  singular: 'flavor',
  about: 'The sizes that servers can have.',
  cached: 'flavors',
  item: Type.Object({
    ...common,
    status: status(['available', 'disabled'], 'Nova: OS-FLV-DISABLED:disabled'),
    vcpus: Type.Integer(from('Nova: flavor.vcpus', 'Number of virtual processors.')),
    ramMiB: Type.Integer(from('Nova: flavor.ram', 'Memory in MiB.')),
    diskGiB: Type.Integer(from('Nova: flavor.disk', 'Root disk in GiB; 0 if there is none.')),
    bootFromVolume: Type.Boolean(
      from('Nova: flavor.disk is 0; scs-0100', 'Whether it has no root disk, so that servers must boot from a volume.'),
    ),
    ephemeralGiB: Type.Integer(from('Nova: OS-FLV-EXT-DATA:ephemeral', 'Additional local disk in GiB.')),
    swapMiB: Type.Integer(from('Nova: flavor.swap', 'Swap disk in MiB.')),
    public: nullable(Type.Boolean(), from('Nova: os-flavor-access:is_public', 'Whether every project may use it.')),
    disabled: nullable(
      Type.Boolean(),
      from('Nova: OS-FLV-DISABLED:disabled', 'Whether it is disabled for new servers.'),
    ),
    description: nullable(
      Type.String(),
      from('Nova: flavor.description (2.55)', 'The description that the operator gave it.'),
    ),
    extraSpecs: nullable(
      Type.Record(Type.String(), Type.String()),
      from(
        'Nova: flavor.extra_specs (2.61) or os-extra_specs',
        'The extra specs; null if the member does not show them.',
      ),
    ),
    cpuType: oneOf(
      ['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core', 'unknown'],
      from('scs-0103: scs:cpu-type, else scs-0100: CPU suffix', 'How processors are shared.'),
    ),
    cpuMaker: oneOf(
      ['intel', 'amd', 'arm', 'risc-v', 'unknown'],
      from('scs-0100: CPU vendor', 'The vendor of the processors; `unknown` if the name does not state it.'),
    ),
    architecture: oneOf(
      ['x86_64', 'aarch64', 'risc-v', 'unknown'],
      from(
        'scs-0100: CPU vendor (none means x86_64)',
        'The architecture that images must have; `unknown` without an SCS name.',
      ),
    ),
    diskType: oneOf(
      ['network', 'hdd', 'ssd', 'nvme', 'none', 'unknown'],
      from('scs-0103: scs:disk0-type, else scs-0100: disk type', 'The type of the root disk.'),
    ),
    gpu: declared(
      from(
        'scs-0100: GPU part of the name; Nova: extra specs for devices',
        'Whether it has a graphics processor; null if the member does not show the extra specs.',
      ),
    ),
    scs: nullable(
      Type.Object({
        name: Type.String(
          from(
            'scs-0103: scs:name-vN, else Nova: flavor.name',
            'Its SCS name; the most detailed one if it has several.',
          ),
        ),
        source: oneOf(['extra-specs', 'name'], from('scs-0103, scs-0100', 'Where that name was found.')),
        names: Type.Array(
          Type.String(),
          from('scs-0103: scs:name-vN, scs-0100', 'All its SCS names in canonical form, the most detailed first.'),
        ),
        syntax: Type.String(from('scs-0100', 'The syntax version that the name is written in.')),
        canonical: Type.String(from('scs-0100', 'The name in the newest syntax.')),
        short: Type.String(from('scs-0100', 'The name without the parts that do not matter for choosing a flavor.')),
        parsed: Type.Record(
          Type.String(),
          Type.Unknown(),
          from('scs-0100', 'The properties that the name states, as `/scs/v1/flavor-names/{name}` returns them.'),
        ),
      }),
      from('scs-0100, scs-0103', 'What its SCS name says; null if it has no valid SCS name.'),
    ),
  }),
  unlisted: ['createdAt'],
  filters: {
    vcpus: Type.Integer({ description: 'Exactly this number of virtual processors.' }),
    ramMiB: Type.Integer({ description: 'Exactly this amount of memory.' }),
    diskGiB: Type.Integer({ description: 'Exactly this size of the root disk.' }),
    cpuType: Type.Enum(['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core', 'unknown'], {
      description: 'How processors are shared.',
    }),
    cpuMaker: Type.Enum(['intel', 'amd', 'arm', 'risc-v', 'unknown'], { description: 'The vendor of the processors.' }),
    architecture: Type.Enum(['x86_64', 'aarch64', 'risc-v', 'unknown'], {
      description: 'The architecture that images must have.',
    }),
    diskType: Type.Enum(['network', 'hdd', 'ssd', 'nvme', 'none', 'unknown'], {
      description: 'The type of the root disk.',
    }),
    gpu: Type.Boolean({ description: 'Whether it has a graphics processor.' }),
  },
});
