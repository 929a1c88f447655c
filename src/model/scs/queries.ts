// SPDX-License-Identifier: Apache-2.0
// What somebody wants of a flavor or an image, instead of an id that only one cloud knows. Each part that is left out
// is of no account. The standards resolve a query to one object per cloud.
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
      Type.Integer({ minimum: 1, ...from('Nova: flavor.vcpus', 'At least so many virtual processors.') }),
    ),
    ramGiB: Type.Optional(atLeast('At least so much memory, in GiB.', 'Nova: flavor.ram', 0.5)),
    diskGiB: Type.Optional(
      atLeast(
        'At least so large a root disk, in GB as the standard counts; 0: whatever there is.',
        'Nova: flavor.disk',
        0,
      ),
    ),
    diskType: Type.Optional(
      Type.Enum(
        ['network', 'hdd', 'ssd', 'nvme'],
        from(
          'scs-0100: disk type; scs-0103: scs:disk0-type',
          'At least as fast a root disk: nvme serves for ssd, both for hdd. Network disks are another thing: nothing else serves.',
        ),
      ),
    ),
    cpuType: Type.Optional(
      Type.Enum(
        ['crowded-core', 'shared-core', 'dedicated-thread', 'dedicated-core'],
        from(
          'scs-0100: CPU suffix; scs-0103: scs:cpu-type',
          'At least so little shared a processor: dedicated-core serves for everything.',
        ),
      ),
    ),
    cpuMaker: Type.Optional(
      Type.Enum(['intel', 'amd', 'arm', 'risc-v'], from('scs-0100: CPU vendor', 'Exactly this maker of processors.')),
    ),
    architecture: Type.Optional(
      Type.Enum(['x86_64', 'aarch64', 'risc-v'], from('scs-0100: CPU vendor', 'Exactly this processor architecture.')),
    ),
    gpu: Type.Optional(
      Type.Boolean(from('scs-0100: GPU part', 'True: with a graphics processor. False: without one.')),
    ),
    exact: Type.Optional(
      Type.Boolean(
        from('gateway', 'True: figures and types are precisely as given, not at least so; diskGiB 0 means no disk.'),
      ),
    ),
  },
  { additionalProperties: false, description: 'A flavor by its properties; the smallest that serves is taken.' },
);
export type FlavorQuery = Static<typeof FlavorQuery>;

export const ImageQuery = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, ...from('Glance: name; scs-0104', 'The name of the image.') })),
    distro: Type.Optional(
      Type.String({ minLength: 1, ...from('scs-0102: os_distro', 'The distribution, in lower case: `ubuntu`.') }),
    ),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        ...from('scs-0102: os_version', 'The version of the distribution: `24.04`. Left out: the newest.'),
      }),
    ),
    purpose: Type.Optional(
      Type.Enum(
        ['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric'],
        from('scs-0102: os_purpose', 'What it is made for. Left out: generic.'),
      ),
    ),
    architecture: Type.Optional(
      Type.Enum(['x86_64', 'aarch64', 'risc-v'], from('scs-0102: architecture', 'Left out: x86_64.')),
    ),
  },
  {
    additionalProperties: false,
    description: 'An image by what is in it: distribution, version, purpose, architecture.',
  },
);
export type ImageQuery = Static<typeof ImageQuery>;
