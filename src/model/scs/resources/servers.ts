// SPDX-License-Identifier: Apache-2.0
// Servers: virtual machines, wherever they run.
import Type from 'typebox';
import {
  common,
  from,
  metadata,
  metadataOfNew,
  metadataPatch,
  nullable,
  oneOf,
  status,
  tagActions,
  tags,
  tagsInstead,
  tagsOfNew,
  time,
} from '../fields.ts';
import { FlavorQuery, ImageQuery } from '../queries.ts';
import { defineResource } from '../resource.ts';

const Name = Type.String({ minLength: 1, maxLength: 255, ...from('Nova: server.name', 'The name of the server.') });
const Description = (text: string) => nullable(Type.String({ maxLength: 255 }), from('Nova: server.description', text));
const VolumeType = Type.Optional(
  Type.String({ minLength: 1, ...from('Nova: volume_type', 'The volume type. If omitted, the member chooses.') }),
);
const EndsWithServer = (fallback: boolean) =>
  Type.Optional(
    Type.Boolean({
      default: fallback,
      ...from('Nova: delete_on_termination', 'Whether it is deleted together with the server.'),
    }),
  );
const SizeGiB = Type.Integer({ minimum: 1, ...from('Nova: volume_size', 'Size of the new volume in GiB.') });
const VolumeId = Type.String({ minLength: 1, ...from('Cinder: volume.id', 'The id of an existing volume.') });

const oneOfTwo = <A extends Type.TSchema, B extends Type.TSchema>(a: A, b: B, description: string) =>
  Type.Union([a, b], { description });

export const servers = defineResource({
  plural: 'servers',
  singular: 'server',
  about: 'Virtual machines. Their state is always read from the member and never cached.',
  item: Type.Object({
    ...common,
    status: status(
      [
        'building',
        'active',
        'stopped',
        'paused',
        'suspended',
        'shelved',
        'rescued',
        'changing',
        'awaiting-confirmation',
        'error',
        'deleting',
      ],
      'Nova: server.status and OS-EXT-STS:task_state',
    ),
    nativeStatus: Type.String(from('Nova: server.status', 'The status as the member reports it.')),
    flavor: Type.Object(
      {
        id: nullable(
          Type.String(),
          from(
            'Nova: server.flavor.id',
            'The id of the flavor; null if the member embeds the figures instead (microversion 2.47).',
          ),
        ),
        name: nullable(
          Type.String(),
          from('Nova: server.flavor.original_name, or the name of flavor.id', 'The name of the flavor.'),
        ),
        vcpus: nullable(Type.Integer(), from('Nova: server.flavor.vcpus', 'Virtual processors.')),
        ramMiB: nullable(Type.Integer(), from('Nova: server.flavor.ram', 'Memory in MiB.')),
        diskGiB: nullable(
          Type.Integer(),
          from('Nova: server.flavor.disk', 'Root disk in GiB; 0 if the server boots from a volume.'),
        ),
      },
      from('Nova: server.flavor', 'The flavor of the server. Fields are null if the flavor no longer exists.'),
    ),
    image: nullable(
      Type.Object({ id: Type.String(from('Nova: server.image.id', 'The id of the image.')) }),
      from('Nova: server.image', 'The image that it was created from; null if it boots from a volume.'),
    ),
    keypairName: nullable(Type.String(), from('Nova: server.key_name', 'The name of the key pair that was installed.')),
    addresses: Type.Array(
      Type.Object({
        networkName: Type.String(from('Nova: key of server.addresses', 'Name of the network.')),
        address: Type.String(from('Nova: addr', 'The address.')),
        version: nullable(Type.Integer(), from('Nova: version', 'The IP version, 4 or 6.')),
        type: oneOf(
          ['fixed', 'floating', 'unknown'],
          from(
            'Nova: OS-EXT-IPS:type',
            '`fixed`: an address of the port itself. `floating`: an external address that is mapped to it.',
          ),
        ),
        mac: nullable(Type.String(), from('Nova: OS-EXT-IPS-MAC:mac_addr', 'The MAC address of its port.')),
      }),
      from('Nova: server.addresses', 'All its addresses.'),
    ),
    availabilityZone: nullable(Type.String(), from('Nova: OS-EXT-AZ:availability_zone', 'Its availability zone.')),
    securityGroupNames: Type.Array(
      Type.String(),
      from('Nova: server.security_groups[].name', 'Names of the security groups of its ports.'),
    ),
    volumeIds: Type.Array(
      Type.String(),
      from('Nova: os-extended-volumes:volumes_attached[].id', 'The ids of the volumes that are attached to it.'),
    ),
    locked: nullable(Type.Boolean(), from('Nova: server.locked (2.9)', 'Whether it is locked against changes.')),
    powerState: oneOf(
      ['none', 'running', 'paused', 'shutdown', 'crashed', 'suspended', 'unknown'],
      from('Nova: OS-EXT-STS:power_state', 'The power state that the hypervisor reports.'),
    ),
    description: Description('The description that its owner gave it.'),
    tags: tags('Nova: server.tags (2.26)'),
    metadata: metadata('Nova: server.metadata'),
    launchedAt: time(from('Nova: OS-SRV-USG:launched_at', 'When it was first started.')),
    updatedAt: time(from('Nova: server.updated', 'When the member last changed it.')),
    fault: nullable(
      Type.Object({ message: Type.String(from('Nova: server.fault.message', 'What went wrong.')) }),
      from('Nova: server.fault', 'Why the server is in the status `error`.'),
    ),
    userId: nullable(Type.String(), from('Nova: server.user_id', 'The id of the user who created it.')),
  }),
  filters: {
    imageId: Type.String({ description: 'Only servers that were created from this image.' }),
    keypairName: Type.String({ description: 'Only servers with this key pair.' }),
    availabilityZone: Type.String({ description: 'Only servers in this availability zone.' }),
    powerState: Type.Enum(['none', 'running', 'paused', 'shutdown', 'crashed', 'suspended', 'unknown'], {
      description: 'The power state that the hypervisor reports.',
    }),
  },
  create: Type.Object(
    {
      name: Name,
      flavor: oneOfTwo(
        Type.String({ minLength: 1, description: 'An id, a name, or an SCS name in any syntax.' }),
        FlavorQuery,
        'The flavor, or the properties that it must have.',
      ),
      image: Type.Optional(
        oneOfTwo(
          Type.String({ minLength: 1, description: 'An id or a name.' }),
          ImageQuery,
          'The image, or the properties that it must have. It may be omitted only if `bootVolume` has an `id`.',
        ),
      ),
      networks: Type.Optional(
        Type.Union(
          [
            Type.Array(Type.String({ minLength: 1 }), {
              description: 'Ids or names of networks, in the order of the interfaces.',
            }),
            Type.Enum(['auto', 'none'], {
              description:
                "`auto`: the project's network, or one that is created for it. `none`: no network interface.",
            }),
          ],
          { default: 'auto', ...from('Nova: server.networks', 'The networks that the server is connected to.') },
        ),
      ),
      keypairName: Type.Optional(
        Type.String({
          minLength: 1,
          ...from('Nova: server.key_name', 'One of your key pairs at that cloud.'),
        }),
      ),
      userData: Type.Optional(
        Type.String({
          maxLength: 65_535,
          ...from('Nova: server.user_data', 'User data for cloud-init, as plain text; the gateway encodes it.'),
        }),
      ),
      securityGroupNames: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          ...from(
            'Nova: server.security_groups',
            "Security groups, by name or id. If omitted, the project's default group is used.",
          ),
        }),
      ),
      availabilityZone: Type.Optional(
        Type.String({
          minLength: 1,
          ...from('Nova: server.availability_zone', 'The availability zone. If omitted, the member chooses.'),
        }),
      ),
      description: Type.Optional(Description('A description.')),
      metadata: Type.Optional(metadataOfNew('Nova: server.metadata')),
      tags: Type.Optional(tagsOfNew('Nova: server.tags (2.52)')),
      bootVolume: Type.Optional(
        oneOfTwo(
          Type.Object(
            { sizeGiB: SizeGiB, typeName: VolumeType, deleteOnTermination: EndsWithServer(true) },
            { additionalProperties: false },
          ),
          Type.Object({ id: VolumeId, deleteOnTermination: EndsWithServer(false) }, { additionalProperties: false }),
          'Boots the server from a volume: a new one that is filled from the image, or an existing one. Required for SCS flavors without a disk (SCS-2V-4).',
        ),
      ),
      volumes: Type.Optional(
        Type.Array(
          oneOfTwo(
            Type.Object(
              { sizeGiB: SizeGiB, typeName: VolumeType, deleteOnTermination: EndsWithServer(false) },
              { additionalProperties: false },
            ),
            Type.Object({ id: VolumeId, deleteOnTermination: EndsWithServer(false) }, { additionalProperties: false }),
            'A new empty volume, or an existing one.',
          ),
          from('Nova: server.block_device_mapping_v2', 'Additional volumes, attached when the server is created.'),
        ),
      ),
    },
    { additionalProperties: false },
  ),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object(
    {
      name: Type.Optional(Name),
      description: Type.Optional(Description('A description.')),
      metadata: Type.Optional(metadataPatch('Nova: server.metadata')),
      tags: Type.Optional(tagsInstead('Nova: server.tags (2.26)')),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  example: {
    filters: { status: 'active', availabilityZone: 'nova' },
    create: {
      name: 'web',
      flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
      image: { distro: 'ubuntu', version: '24.04' },
      networks: ['shop'],
      keypairName: 'laptop',
      securityGroupNames: ['web'],
      userData: '#cloud-config\npackages: [nginx]\n',
      metadata: { tier: 'front' },
    },
    update: { description: 'the shop' },
    actions: {
      'add-tag': { tag: 'shop' },
      'remove-tag': { tag: 'shop' },
      reboot: { hard: false },
      resize: { flavor: 'SCS-4V-16-100s' },
      'console-log': { lines: '20' },
    },
  },
  remove: { until: { done: 'gone', failed: ['error'] } },
  actions: {
    start: { summary: 'Start a stopped server', repeatable: true, until: { done: ['active'], failed: ['error'] } },
    stop: { summary: 'Stop a server', repeatable: true, until: { done: ['stopped'], failed: ['error'] } },
    ...tagActions('Nova: server.tags (2.26)', 'a server'),
    reboot: {
      summary: 'Reboot a server',
      body: Type.Object(
        {
          hard: Type.Optional(
            Type.Boolean({
              default: false,
              ...from(
                'Nova: reboot.type',
                'If true, power-cycles the server instead of asking its operating system to restart.',
              ),
            }),
          ),
        },
        { additionalProperties: false },
      ),
      until: { done: ['active'], failed: ['error'] },
    },
    resize: {
      summary: 'Resize a server to another flavor',
      description: 'The operation ends in `awaiting-confirmation`. Confirm or revert the resize then.',
      body: Type.Object(
        {
          flavor: Type.String({
            minLength: 1,
            ...from('Nova: resize.flavorRef', 'The id or name of a flavor, or an SCS name in any syntax.'),
          }),
        },
        { additionalProperties: false },
      ),
      // Nova leaves the server as it was if it finds no host for a resize.
      until: { done: ['awaiting-confirmation'], failed: ['error', 'active', 'stopped'] },
    },
    'confirm-resize': {
      summary: 'Confirm a resize',
      until: { done: ['active', 'stopped'], failed: ['error'] },
    },
    'revert-resize': {
      summary: 'Revert a resize',
      until: { done: ['active', 'stopped'], failed: ['error'] },
    },
    'open-console': {
      summary: 'Open a console of a server',
      description:
        'Returns the URL of a page with the screen and the keyboard of the server, for a browser. Whoever has the URL has the console until it ends, so keep it to yourself. Its end comes with that of the token or the access to the project as well.',
      repeatable: true,
      result: Type.Object({
        url: Type.String(from('Nova: remote_console.url', 'The URL at the gateway.')),
        type: Type.String(from('Nova: remote_console.type', 'What the page speaks: `novnc` or `spice-html5`.')),
      }),
    },
    'console-log': {
      summary: 'Get the console log of a server',
      safe: true,
      body: Type.Object(
        {
          lines: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000_000,
              ...from(
                'Nova: os-getConsoleOutput.length',
                'The number of lines from the end. If omitted, the whole log is returned.',
              ),
            }),
          ),
        },
        { additionalProperties: false },
      ),
      result: Type.Object({ text: Type.String(from('Nova: output', 'The output of the server on its console.')) }),
    },
  },
});
