// SPDX-License-Identifier: Apache-2.0
// Servers: virtual machines, wherever they run.
import Type from 'typebox';
import { common, from, nullable, oneOf, status, time } from '../fields.ts';
import { FlavorQuery, ImageQuery } from '../queries.ts';
import { defineResource } from '../resource.ts';

const Name = Type.String({ minLength: 1, maxLength: 255, ...from('Nova: server.name', 'The name of the server.') });
const Description = (text: string) => nullable(Type.String({ maxLength: 255 }), from('Nova: server.description', text));
const Metadata = (text: string) =>
  Type.Record(Type.String(), Type.String({ maxLength: 255 }), from('Nova: server.metadata', text));
const Tags = (text: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 60, pattern: '^[^/,]*$' }), {
    maxItems: 50,
    ...from('Nova: server.tags', text),
  });
const VolumeType = Type.Optional(
  Type.String({ minLength: 1, ...from('Nova: volume_type', "The volume's type; left out: the member's own choice.") }),
);
const EndsWithServer = (fallback: boolean) =>
  Type.Optional(
    Type.Boolean({
      default: fallback,
      ...from('Nova: delete_on_termination', 'Whether it is deleted together with the server.'),
    }),
  );
const SizeGiB = Type.Integer({ minimum: 1, ...from('Nova: volume_size', 'Size of the new volume in GiB.') });
const VolumeId = Type.String({ minLength: 1, ...from('Cinder: volume.id', 'A volume that is there already.') });

const oneOfTwo = <A extends Type.TSchema, B extends Type.TSchema>(a: A, b: B, description: string) =>
  Type.Union([a, b], { description });

export const servers = defineResource({
  plural: 'servers',
  singular: 'server',
  about: 'Virtual machines. Their state is always asked of the member itself.',
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
    nativeStatus: Type.String(from('Nova: server.status', "The member's own word.")),
    flavor: Type.Object(
      {
        id: nullable(
          Type.String(),
          from('Nova: server.flavor.id', 'Null where the member embeds the figures instead (microversion 2.47).'),
        ),
        name: nullable(Type.String(), from('Nova: server.flavor.original_name, or the name of flavor.id', 'Its name.')),
        vcpus: nullable(Type.Integer(), from('Nova: server.flavor.vcpus', 'Virtual processors.')),
        ramMiB: nullable(Type.Integer(), from('Nova: server.flavor.ram', 'Memory in MiB.')),
        diskGiB: nullable(
          Type.Integer(),
          from('Nova: server.flavor.disk', 'Root disk in GiB; 0: boots from a volume.'),
        ),
      },
      from('Nova: server.flavor', 'What it has. Fields are null where its flavor is gone.'),
    ),
    imageId: nullable(
      Type.String(),
      from('Nova: server.image.id', 'The image it was made from; null where it boots from a volume.'),
    ),
    keypair: nullable(Type.String(), from('Nova: server.key_name', 'Name of the key pair that was put in.')),
    addresses: Type.Array(
      Type.Object({
        networkName: Type.String(from('Nova: key of server.addresses', 'Name of the network.')),
        address: Type.String(from('Nova: addr', 'The address.')),
        version: nullable(Type.Integer(), from('Nova: version', '4 or 6.')),
        type: oneOf(
          ['fixed', 'floating', 'unknown'],
          from('Nova: OS-EXT-IPS:type', 'Fixed: of the port itself. Floating: leads to it from outside.'),
        ),
        mac: nullable(Type.String(), from('Nova: OS-EXT-IPS-MAC:mac_addr', 'Hardware address of its port.')),
      }),
      from('Nova: server.addresses', 'All addresses.'),
    ),
    availabilityZone: nullable(Type.String(), from('Nova: OS-EXT-AZ:availability_zone', 'Its availability zone.')),
    securityGroups: Type.Array(
      Type.String(),
      from('Nova: server.security_groups[].name', 'Names of the security groups of its ports.'),
    ),
    volumeIds: Type.Array(
      Type.String(),
      from('Nova: os-extended-volumes:volumes_attached[].id', 'Volumes that are attached to it.'),
    ),
    locked: nullable(Type.Boolean(), from('Nova: server.locked (2.9)', 'Whether changes are locked.')),
    powerState: oneOf(
      ['none', 'running', 'paused', 'shutdown', 'crashed', 'suspended', 'unknown'],
      from('Nova: OS-EXT-STS:power_state', 'What the hypervisor says.'),
    ),
    description: Description('What its owner says of it.'),
    tags: Type.Array(Type.String(), from('Nova: server.tags (2.26)', 'Its tags.')),
    metadata: Type.Record(Type.String(), Type.String(), from('Nova: server.metadata', "The owner's own keys.")),
    launched: time(from('Nova: OS-SRV-USG:launched_at', 'When it ran first.')),
    updated: time(from('Nova: server.updated', 'When the member changed it last.')),
    fault: nullable(
      Type.Object({ message: Type.String(from('Nova: server.fault.message', 'What went wrong.')) }),
      from('Nova: server.fault', 'Why it is in error.'),
    ),
    userId: nullable(Type.String(), from('Nova: server.user_id', 'Who made it.')),
  }),
  filters: {
    imageId: Type.String({ description: 'Made from this image.' }),
    keypair: Type.String({ description: 'With this key pair.' }),
    availabilityZone: Type.String({ description: 'In this availability zone.' }),
    powerState: Type.Enum(['none', 'running', 'paused', 'shutdown', 'crashed', 'suspended', 'unknown'], {
      description: 'What the hypervisor says.',
    }),
  },
  create: Type.Object(
    {
      name: Name,
      flavor: oneOfTwo(
        Type.String({ minLength: 1, description: 'Id or name, or an SCS name in any syntax.' }),
        FlavorQuery,
        'How large: a flavor, or what is wanted of one.',
      ),
      image: Type.Optional(
        oneOfTwo(
          Type.String({ minLength: 1, description: 'Id or name.' }),
          ImageQuery,
          'What is in it: an image, or what is wanted of one. Left out only with a `bootVolume` that has an `id`.',
        ),
      ),
      networks: Type.Optional(
        Type.Union(
          [
            Type.Array(Type.String({ minLength: 1 }), { description: 'Ids or names, in the order of its interfaces.' }),
            Type.Enum(['auto', 'none'], {
              description: "`auto`: the project's network, or one that is made for it. `none`: no interface at all.",
            }),
          ],
          { default: 'auto', ...from('Nova: server.networks', 'Where it is plugged in.') },
        ),
      ),
      keypair: Type.Optional(
        Type.String({ minLength: 1, ...from('Nova: server.key_name', 'Name of one of your key pairs there.') }),
      ),
      userData: Type.Optional(
        Type.String({
          maxLength: 65_535,
          ...from('Nova: server.user_data', 'For cloud-init, as plain text (the gateway encodes it).'),
        }),
      ),
      securityGroups: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          ...from('Nova: server.security_groups', "Names or ids. Left out: the project's default group."),
        }),
      ),
      availabilityZone: Type.Optional(
        Type.String({ minLength: 1, ...from('Nova: server.availability_zone', "Left out: the member's own choice.") }),
      ),
      description: Type.Optional(Description('What you say of it.')),
      metadata: Type.Optional(Metadata('Your own keys.')),
      tags: Type.Optional(Tags('Your tags.')),
      bootVolume: Type.Optional(
        oneOfTwo(
          Type.Object(
            { sizeGiB: SizeGiB, type: VolumeType, deleteOnTermination: EndsWithServer(true) },
            { additionalProperties: false },
          ),
          Type.Object({ id: VolumeId, deleteOnTermination: EndsWithServer(false) }, { additionalProperties: false }),
          'Boots from a volume: a new one filled with the image, or one that is there. Needed for SCS flavors without a disk (SCS-2V-4).',
        ),
      ),
      volumes: Type.Optional(
        Type.Array(
          oneOfTwo(
            Type.Object(
              { sizeGiB: SizeGiB, type: VolumeType, deleteOnTermination: EndsWithServer(false) },
              { additionalProperties: false },
            ),
            Type.Object({ id: VolumeId, deleteOnTermination: EndsWithServer(false) }, { additionalProperties: false }),
            'A new empty volume, or one that is there.',
          ),
          from('Nova: server.block_device_mapping_v2', 'Further volumes, attached from the start.'),
        ),
      ),
    },
    { additionalProperties: false },
  ),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object(
    {
      name: Type.Optional(Name),
      description: Type.Optional(Description('What you say of it.')),
      metadata: Type.Optional(Metadata('Replaces all keys.')),
      tags: Type.Optional(Tags('Replaces all tags.')),
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
      keypair: 'laptop',
      securityGroups: ['web'],
      userData: '#cloud-config\npackages: [nginx]\n',
      metadata: { tier: 'front' },
    },
    update: { description: 'the shop' },
    actions: { reboot: { hard: false }, resize: { flavor: 'SCS-4V-16-100s' }, 'console-log': { lines: '20' } },
  },
  remove: { until: { done: 'gone', failed: ['error'] } },
  actions: {
    start: { summary: 'Start a stopped server', until: { done: ['active'], failed: ['error'] } },
    stop: { summary: 'Stop a server', until: { done: ['stopped'], failed: ['error'] } },
    reboot: {
      summary: 'Restart a server',
      body: Type.Object(
        {
          hard: Type.Optional(
            Type.Boolean({
              default: false,
              ...from('Nova: reboot.type', 'Switches it off and on instead of asking its system.'),
            }),
          ),
        },
        { additionalProperties: false },
      ),
      until: { done: ['active'], failed: ['error'] },
    },
    resize: {
      summary: 'Give a server another flavor',
      description: 'Ends in `awaiting-confirmation`: confirm it or revert it then.',
      body: Type.Object(
        {
          flavor: Type.String({
            minLength: 1,
            ...from('Nova: resize.flavorRef', "A flavor's id or name, or an SCS name in any syntax."),
          }),
        },
        { additionalProperties: false },
      ),
      // A resize for which no host is found leaves the server as it was.
      until: { done: ['awaiting-confirmation'], failed: ['error', 'active', 'stopped'] },
    },
    'confirm-resize': {
      summary: 'Keep the new flavor',
      until: { done: ['active', 'stopped'], failed: ['error'] },
    },
    'revert-resize': {
      summary: 'Go back to the flavor before',
      until: { done: ['active', 'stopped'], failed: ['error'] },
    },
    'console-log': {
      summary: "Read the console's log",
      safe: true,
      body: Type.Object(
        {
          lines: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000_000,
              ...from('Nova: os-getConsoleOutput.length', 'So many lines from the end. Left out: all there is.'),
            }),
          ),
        },
        { additionalProperties: false },
      ),
      result: Type.Object({ text: Type.String(from('Nova: output', 'What the server has written to its console.')) }),
    },
  },
});
