// SPDX-License-Identifier: Apache-2.0
// A flavor or an image by its properties, instead of an id that only one cloud knows. Omitted properties match
// anything. The standards resolve a query to one object per cloud.
import Type, { type Static } from 'typebox';
import { from } from './fields.ts';

const atLeast = (description: string, source: string, minimum: number) =>
  Type.Number({ minimum, ...from(source, description) });

export const FlavorQuery = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        ...from('scs-0100, scs-0103: scs:name-vN', 'An SCS name in any syntax, or the name at the member.'),
      }),
    ),
    vcpus: Type.Optional(
      Type.Integer({ minimum: 1, ...from('Nova: flavor.vcpus', 'At least this number of virtual processors.') }),
    ),
    ramGiB: Type.Optional(atLeast('At least this much memory, in GiB.', 'Nova: flavor.ram', 0.5)),
    diskGiB: Type.Optional(
      atLeast(
        'At least this size of the root disk, in GB as the standard counts; 0 accepts any size.',
        'Nova: flavor.disk',
        0,
      ),
    ),
    diskType: Type.Optional(
      Type.Enum(
        ['network', 'hdd', 'ssd', 'nvme'],
        from(
          'scs-0100: disk type; scs-0103: scs:disk0-type',
          'A root disk of this type or a faster one: `nvme` satisfies `ssd`, and both satisfy `hdd`. `network` is satisfied by network disks only.',
        ),
      ),
    ),
    cpuType: Type.Optional(
      Type.Enum(
        ['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core'],
        from(
          'scs-0100: CPU suffix; scs-0103: scs:cpu-type',
          'A processor that is shared no more than this: `dedicated-core` satisfies every value.',
        ),
      ),
    ),
    cpuMaker: Type.Optional(
      Type.Enum(['intel', 'amd', 'arm', 'risc-v'], from('scs-0100: CPU vendor', 'Exactly this processor vendor.')),
    ),
    architecture: Type.Optional(
      Type.Enum(['x86_64', 'aarch64', 'risc-v'], from('scs-0100: CPU vendor', 'Exactly this processor architecture.')),
    ),
    gpu: Type.Optional(
      Type.Boolean(from('scs-0100: GPU part', 'If true, with a graphics processor; if false, without one.')),
    ),
    exact: Type.Optional(
      Type.Boolean(
        from(
          'gateway',
          'If true, figures and types must be exactly as given instead of at least so; `diskGiB` 0 then means no disk.',
        ),
      ),
    ),
  },
  {
    additionalProperties: false,
    description: 'A flavor by its properties. The smallest flavor that satisfies them is chosen.',
  },
);
export type FlavorQuery = Static<typeof FlavorQuery>;

export const ImageQuery = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, ...from('Glance: name; scs-0104', 'The name of the image.') })),
    distro: Type.Optional(
      Type.String({
        minLength: 1,
        ...from('scs-0102: os_distro', 'The distribution in lower case, such as `ubuntu`.'),
      }),
    ),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        ...from(
          'scs-0102: os_version',
          'The version of the distribution, such as `24.04`. If omitted, the newest is chosen.',
        ),
      }),
    ),
    purpose: Type.Optional(
      Type.Enum(
        ['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric'],
        from('scs-0102: os_purpose', 'The purpose of the image; `generic` if omitted.'),
      ),
    ),
    architecture: Type.Optional(
      Type.Enum(
        ['x86_64', 'aarch64', 'risc-v'],
        from('scs-0102: architecture', 'The processor architecture; `x86_64` if omitted.'),
      ),
    ),
  },
  {
    additionalProperties: false,
    description: 'An image by its properties: distribution, version, purpose and architecture.',
  },
);
export type ImageQuery = Static<typeof ImageQuery>;
