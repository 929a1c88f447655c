// SPDX-License-Identifier: Apache-2.0
// One script of ordinary and wrong native calls, to be played at a real cloud and at a stand-in: what a client has to be told, and
// what it may do in which state. Steps use what earlier ones made, as `{name}`; `{nobody}` is an id that nothing has.

export interface Step {
  readonly title: string;
  readonly service: 'compute' | 'network' | 'volume' | 'image';
  readonly method: string;
  /** Below the service's endpoint, with `/v2.0` for Neutron and `/v2` for Glance. */
  readonly path: string;
  readonly body?: unknown;
  /** Takes a value out of the answer, for later steps. */
  readonly save?: Readonly<Record<string, readonly (string | number)[]>>;
  /** Asked again until the answer has this value there, or is of this status. */
  readonly until?: { readonly at: readonly (string | number)[]; readonly is: string } | { readonly status: number };
}

const step =
  (service: Step['service']) =>
  (title: string, call: string, body?: unknown, more: Partial<Step> = {}): Step => {
    const [method = '', path = ''] = call.split(' ');
    return { title, service, method, path, ...(body === undefined ? {} : { body }), ...more };
  };
const nova = step('compute');
const neutron = step('network');
const cinder = step('volume');
const glance = step('image');

const LONG = 'n'.repeat(256);

const NETWORKS: readonly Step[] = [
  neutron('the external network', 'GET /v2.0/networks?router:external=true', undefined, {
    save: { public: ['networks', 0, 'id'] },
  }),
  neutron('a network', 'POST /v2.0/networks', { network: { name: 'strict' } }, { save: { net: ['network', 'id'] } }),
  neutron('a network with a field that nobody knows', 'POST /v2.0/networks', { network: { name: 'x', nonsense: 1 } }),
  neutron('a network without its envelope', 'POST /v2.0/networks', { name: 'x' }),
  neutron('a network with a wrong type', 'POST /v2.0/networks', { network: { admin_state_up: 'perhaps' } }),
  neutron('a network with a long name', 'POST /v2.0/networks', { network: { name: LONG } }),
  neutron('a network that is nowhere', 'GET /v2.0/networks/{nobody}'),
  neutron('a network renamed', 'PUT /v2.0/networks/{net}', { network: { name: 'strict-2' } }),
  neutron('a network whose status is set', 'PUT /v2.0/networks/{net}', { network: { status: 'DOWN' } }),
  neutron('a network that is nowhere, renamed', 'PUT /v2.0/networks/{nobody}', { network: { name: 'x' } }),
  neutron('a network that is nowhere, deleted', 'DELETE /v2.0/networks/{nobody}'),
  neutron("the cloud's own network, deleted", 'DELETE /v2.0/networks/{public}'),
  neutron(
    'a subnet',
    'POST /v2.0/subnets',
    { subnet: { network_id: '{net}', name: 'strict', cidr: '10.77.0.0/24', ip_version: 4 } },
    { save: { subnet: ['subnet', 'id'] } },
  ),
  neutron('a subnet over another one', 'POST /v2.0/subnets', {
    subnet: { network_id: '{net}', cidr: '10.77.0.0/25', ip_version: 4 },
  }),
  neutron('a subnet of no addresses', 'POST /v2.0/subnets', {
    subnet: { network_id: '{net}', cidr: '10.77.0.300/24', ip_version: 4 },
  }),
  neutron('a subnet of the other version', 'POST /v2.0/subnets', {
    subnet: { network_id: '{net}', cidr: '10.78.0.0/24', ip_version: 6 },
  }),
  neutron('a subnet without a network', 'POST /v2.0/subnets', { subnet: { cidr: '10.78.0.0/24', ip_version: 4 } }),
  neutron('a subnet without a version', 'POST /v2.0/subnets', {
    subnet: { network_id: '{net}', cidr: '10.78.0.0/24' },
  }),
  neutron('a subnet of a network that is nowhere', 'POST /v2.0/subnets', {
    subnet: { network_id: '{nobody}', cidr: '10.78.0.0/24', ip_version: 4 },
  }),
  neutron("a subnet of the cloud's own network", 'POST /v2.0/subnets', {
    subnet: { network_id: '{public}', cidr: '10.78.0.0/24', ip_version: 4 },
  }),
  neutron('a router', 'POST /v2.0/routers', { router: { name: 'strict' } }, { save: { router: ['router', 'id'] } }),
  neutron('a router to an inner network', 'POST /v2.0/routers', {
    router: { external_gateway_info: { network_id: '{net}' } },
  }),
  neutron('a router to a network that is nowhere', 'POST /v2.0/routers', {
    router: { external_gateway_info: { network_id: '{nobody}' } },
  }),
  neutron('a router led out', 'PUT /v2.0/routers/{router}', {
    router: { external_gateway_info: { network_id: '{public}' } },
  }),
  neutron('an interface', 'PUT /v2.0/routers/{router}/add_router_interface', { subnet_id: '{subnet}' }),
  neutron('an interface twice', 'PUT /v2.0/routers/{router}/add_router_interface', { subnet_id: '{subnet}' }),
  neutron('an interface to nothing', 'PUT /v2.0/routers/{router}/add_router_interface', {}),
  neutron('an interface to a subnet that is nowhere', 'PUT /v2.0/routers/{router}/add_router_interface', {
    subnet_id: '{nobody}',
  }),
  neutron('an interface of a router that is nowhere', 'PUT /v2.0/routers/{nobody}/add_router_interface', {
    subnet_id: '{subnet}',
  }),
  neutron('an interface that is not there, removed', 'PUT /v2.0/routers/{router}/remove_router_interface', {
    subnet_id: '{nobody}',
  }),
  neutron('a router in use, deleted', 'DELETE /v2.0/routers/{router}'),
  neutron(
    'a port',
    'POST /v2.0/ports',
    { port: { network_id: '{net}', name: 'strict' } },
    { save: { port: ['port', 'id'], address: ['port', 'fixed_ips', 0, 'ip_address'] } },
  ),
  neutron('a port of a network that is nowhere', 'POST /v2.0/ports', { port: { network_id: '{nobody}' } }),
  neutron('a port without a network', 'POST /v2.0/ports', { port: { name: 'x' } }),
  neutron('a port with an address of elsewhere', 'POST /v2.0/ports', {
    port: { network_id: '{net}', fixed_ips: [{ subnet_id: '{subnet}', ip_address: '192.0.2.1' }] },
  }),
  neutron('a port with an address that is taken', 'POST /v2.0/ports', {
    port: { network_id: '{net}', fixed_ips: [{ subnet_id: '{subnet}', ip_address: '{address}' }] },
  }),
  neutron(
    'a floating IP',
    'POST /v2.0/floatingips',
    { floatingip: { floating_network_id: '{public}' } },
    { save: { fip: ['floatingip', 'id'] } },
  ),
  neutron('a floating IP of an inner network', 'POST /v2.0/floatingips', {
    floatingip: { floating_network_id: '{net}' },
  }),
  neutron('a floating IP of a network that is nowhere', 'POST /v2.0/floatingips', {
    floatingip: { floating_network_id: '{nobody}' },
  }),
  neutron('a floating IP without a network', 'POST /v2.0/floatingips', { floatingip: {} }),
  neutron('a floating IP at a port that is nowhere', 'PUT /v2.0/floatingips/{fip}', {
    floatingip: { port_id: '{nobody}' },
  }),
  neutron('a floating IP at a port', 'PUT /v2.0/floatingips/{fip}', { floatingip: { port_id: '{port}' } }),
  neutron('another floating IP at the same port', 'POST /v2.0/floatingips', {
    floatingip: { floating_network_id: '{public}', port_id: '{port}' },
  }),
  neutron('an interface that a floating IP needs, removed', 'PUT /v2.0/routers/{router}/remove_router_interface', {
    subnet_id: '{subnet}',
  }),
  neutron('a subnet in use, deleted', 'DELETE /v2.0/subnets/{subnet}'),
  neutron('a network in use, deleted', 'DELETE /v2.0/networks/{net}'),
  neutron(
    'a security group',
    'POST /v2.0/security-groups',
    { security_group: { name: 'strict' } },
    { save: { group: ['security_group', 'id'] } },
  ),
  neutron(
    'a rule',
    'POST /v2.0/security-group-rules',
    {
      security_group_rule: {
        security_group_id: '{group}',
        direction: 'ingress',
        ethertype: 'IPv4',
        protocol: 'tcp',
        port_range_min: 443,
        port_range_max: 443,
      },
    },
    { save: { rule: ['security_group_rule', 'id'] } },
  ),
  neutron('a rule twice', 'POST /v2.0/security-group-rules', {
    security_group_rule: {
      security_group_id: '{group}',
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: 'tcp',
      port_range_min: 443,
      port_range_max: 443,
    },
  }),
  ...(
    [
      ['whose ports are the wrong way round', { protocol: 'tcp', port_range_min: 10, port_range_max: 5 }],
      ['with ports and no protocol', { port_range_min: 10, port_range_max: 10 }],
      ['with a port that is none', { protocol: 'tcp', port_range_min: 70_000, port_range_max: 70_000 }],
      ['with a direction that is none', { direction: 'sideways' }],
      ['with a version that is none', { ethertype: 'IPv5' }],
      ['with addresses that are none', { remote_ip_prefix: '10.0.0.0/99' }],
      ['with addresses of the other version', { remote_ip_prefix: '2001:db8::/64' }],
      ['with addresses and a group', { remote_ip_prefix: '10.0.0.0/8', remote_group_id: '{group}' }],
      ['of a group that is nowhere', { security_group_id: '{nobody}' }],
      ['for a group that is nowhere', { remote_group_id: '{nobody}' }],
      ['with a protocol that is none', { protocol: 'carrier-pigeon' }],
    ] as const
  ).map(([what, changes]) =>
    neutron(`a rule ${what}`, 'POST /v2.0/security-group-rules', {
      security_group_rule: { security_group_id: '{group}', direction: 'ingress', ethertype: 'IPv4', ...changes },
    }),
  ),
  neutron('the default group', 'GET /v2.0/security-groups?name=default', undefined, {
    save: { defaultGroup: ['security_groups', 0, 'id'] },
  }),
  neutron('the default group, deleted', 'DELETE /v2.0/security-groups/{defaultGroup}'),
  neutron('the default group, renamed', 'PUT /v2.0/security-groups/{defaultGroup}', {
    security_group: { name: 'mine' },
  }),
  neutron('a second default group', 'POST /v2.0/security-groups', { security_group: { name: 'default' } }),
];

const server = (changes: object): unknown => ({
  server: {
    name: 'strict',
    flavorRef: '{flavor}',
    imageRef: '{image}',
    networks: [{ uuid: '{net}' }],
    ...changes,
  },
});
const without = (field: string): unknown => {
  const { server: whole } = server({}) as { server: Record<string, unknown> };
  const { [field]: _, ...rest } = whole;
  return { server: rest };
};
const act = (title: string, body: object): Step => nova(title, 'POST /servers/{server}/action', body);
const becomes = (status: string): Step =>
  nova(`a server becomes ${status}`, 'GET /servers/{server}', undefined, {
    until: { at: ['server', 'status'], is: status },
  });

const SERVERS: readonly Step[] = [
  nova('flavors', 'GET /flavors/detail?sort_key=memory_mb&sort_dir=asc', undefined, {
    save: { flavor: ['flavors', 0, 'id'], larger: ['flavors', 1, 'id'] },
  }),
  glance('images', 'GET /v2/images?visibility=public&sort=name:asc', undefined, {
    save: { image: ['images', 0, 'id'] },
  }),
  ...['name', 'flavorRef', 'networks'].map((field) =>
    nova(`a server without ${field}`, 'POST /servers', without(field)),
  ),
  nova('a server without imageRef', 'POST /servers', without('imageRef'), { save: { imageless: ['server', 'id'] } }),
  nova('a server without imageRef, deleted', 'DELETE /servers/{imageless}'),
  ...(
    [
      ['an empty name', { name: '' }],
      ['a long name', { name: LONG }],
      ['a name that is a number', { name: 7 }],
      ['a flavor that is nowhere', { flavorRef: '{nobody}' }],
      ['an image that is nowhere', { imageRef: '{nobody}' }],
      ['an image that is no id', { imageRef: 'ubuntu' }],
      ['a network that is nowhere', { networks: [{ uuid: '{nobody}' }] }],
      ['a network that is no id', { networks: [{ uuid: 'shop' }] }],
      ['networks in a word that nobody knows', { networks: 'all' }],
      ['a key that is nowhere', { key_name: 'nowhere' }],
      ['a group that is nowhere', { security_groups: [{ name: 'nowhere' }] }],
      ['a zone that is nowhere', { availability_zone: 'nowhere' }],
      ['a field that nobody knows', { nonsense: 1 }],
      ['user data that are none', { user_data: 'a' }],
      ['metadata that are no texts', { metadata: { a: 1 } }],
      ['metadata with a long key', { metadata: { [LONG]: 'x' } }],
      ['a tag with a comma', { tags: ['a,b'] }],
      ['more servers than the quota', { min_count: 5000, max_count: 5000 }],
      ['fewer servers than one', { min_count: 0 }],
      [
        'a volume that is nowhere',
        {
          imageRef: '',
          block_device_mapping_v2: [
            { boot_index: 0, uuid: '{nobody}', source_type: 'volume', destination_type: 'volume' },
          ],
        },
      ],
      [
        'a blank disk without a size',
        {
          imageRef: '',
          block_device_mapping_v2: [{ boot_index: 0, source_type: 'blank', destination_type: 'volume' }],
        },
      ],
    ] as const
  ).map(([what, changes]) => nova(`a server with ${what}`, 'POST /servers', server(changes))),
  nova('a server', 'POST /servers', server({}), { save: { server: ['server', 'id'] } }),
  becomes('ACTIVE'),
  act('an action that nobody knows', { fly: null }),
  act('no action', {}),
  act('start of an active server', { 'os-start': null }),
  act('confirmation without a resize', { confirmResize: null }),
  act('the way back without a resize', { revertResize: null }),
  act('a reboot of no kind', { reboot: {} }),
  act('a reboot of a kind that nobody knows', { reboot: { type: 'MEDIUM' } }),
  act('a resize to nothing', { resize: {} }),
  act('a resize to the same flavor', { resize: { flavorRef: '{flavor}' } }),
  act('a resize to a flavor that is nowhere', { resize: { flavorRef: '{nobody}' } }),
  act('an image without a name', { createImage: {} }),
  act('console lines of a length that is none', { 'os-getConsoleOutput': { length: 'many' } }),
  act('stop', { 'os-stop': null }),
  becomes('SHUTOFF'),
  act('stop of a stopped server', { 'os-stop': null }),
  act('a soft reboot of a stopped server', { reboot: { type: 'SOFT' } }),
  act('start', { 'os-start': null }),
  becomes('ACTIVE'),
  act('a soft reboot', { reboot: { type: 'SOFT' } }),
  becomes('ACTIVE'),
  nova('a server that is nowhere', 'GET /servers/{nobody}'),
  nova('a server that is nowhere, deleted', 'DELETE /servers/{nobody}'),
  nova('a server that is nowhere, stopped', 'POST /servers/{nobody}/action', { 'os-stop': null }),
  nova('a server renamed', 'PUT /servers/{server}', { server: { name: 'strict-2' } }),
  nova('a server renamed to nothing', 'PUT /servers/{server}', { server: { name: '' } }),
  nova('a server whose flavor is set', 'PUT /servers/{server}', { server: { flavorRef: '{larger}' } }),
  nova('metadata added', 'POST /servers/{server}/metadata', { metadata: { a: 'b' } }),
  nova('metadata that are no texts, added', 'POST /servers/{server}/metadata', { metadata: { a: 1 } }),
  nova('metadata that are not there, deleted', 'DELETE /servers/{server}/metadata/nowhere'),
  nova('a tag', 'PUT /servers/{server}/tags/shop'),
  nova('a tag twice', 'PUT /servers/{server}/tags/shop'),
  nova('a long tag', `PUT /servers/{server}/tags/${'t'.repeat(61)}`),
  nova('a tag that is not there, deleted', 'DELETE /servers/{server}/tags/nowhere'),
  nova('a key', 'POST /os-keypairs', {
    keypair: {
      name: 'strict',
      public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm8xG5zRTQWAAZ0wdWQIOPkdNwmLYbmKQpMCOVYsUxD me@laptop',
    },
  }),
  nova('a key twice', 'POST /os-keypairs', {
    keypair: {
      name: 'strict',
      public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm8xG5zRTQWAAZ0wdWQIOPkdNwmLYbmKQpMCOVYsUxD me@laptop',
    },
  }),
  nova('a key that is none', 'POST /os-keypairs', { keypair: { name: 'strict-2', public_key: 'nonsense' } }),
  nova('a key without a name', 'POST /os-keypairs', { keypair: {} }),
  nova('a key with a slash in its name', 'POST /os-keypairs', { keypair: { name: 'a/b' } }),
  nova('a key that is nowhere', 'GET /os-keypairs/nowhere'),
  nova('a key that is nowhere, deleted', 'DELETE /os-keypairs/nowhere'),
  nova('a key deleted', 'DELETE /os-keypairs/strict'),
  nova('a flavor that is nowhere', 'GET /flavors/{nobody}'),
];

const VOLUMES: readonly Step[] = [
  cinder('a volume', 'POST /volumes', { volume: { name: 'strict', size: 1 } }, { save: { volume: ['volume', 'id'] } }),
  cinder('a volume becomes available', 'GET /volumes/{volume}', undefined, {
    until: { at: ['volume', 'status'], is: 'available' },
  }),
  ...(
    [
      ['no size', { name: 'x' }],
      ['no room', { size: 0 }],
      ['less than no room', { size: -1 }],
      ['a size that is none', { size: 'much' }],
      ['more room than the quota', { size: 500_000 }],
      ['a type that is nowhere', { size: 1, volume_type: 'nowhere' }],
      ['a snapshot that is nowhere', { size: 1, snapshot_id: '{nobody}' }],
      ['a source that is nowhere', { size: 1, source_volid: '{nobody}' }],
      ['an image that is nowhere', { size: 1, imageRef: '{nobody}' }],
      ['a zone that is nowhere', { size: 1, availability_zone: 'nowhere' }],
      ['a long name', { size: 1, name: LONG }],
      ['a field that nobody knows', { size: 1, nonsense: 1 }],
      ['metadata that are no texts', { size: 1, metadata: { a: 1 } }],
    ] as const
  ).map(([what, volume]) => cinder(`a volume with ${what}`, 'POST /volumes', { volume })),
  cinder('a volume without its envelope', 'POST /volumes', { size: 1 }),
  cinder('a volume that is nowhere', 'GET /volumes/{nobody}'),
  cinder('a volume that is nowhere, deleted', 'DELETE /volumes/{nobody}'),
  cinder('a volume renamed', 'PUT /volumes/{volume}', { volume: { name: 'strict-2' } }),
  cinder('a volume renamed at length', 'PUT /volumes/{volume}', { volume: { name: LONG } }),
  cinder('a volume changed by nothing', 'PUT /volumes/{volume}', { volume: {} }),
  cinder('a volume whose size is set', 'PUT /volumes/{volume}', { volume: { size: 2 } }),
  cinder('a volume that is nowhere, renamed', 'PUT /volumes/{nobody}', { volume: { name: 'x' } }),
  cinder('an action of volumes that nobody knows', 'POST /volumes/{volume}/action', { 'os-fly': {} }),
  cinder('a volume made smaller', 'POST /volumes/{volume}/action', { 'os-extend': { new_size: 1 } }),
  cinder('a volume made larger by nothing', 'POST /volumes/{volume}/action', { 'os-extend': {} }),
  cinder('a volume made larger than the quota', 'POST /volumes/{volume}/action', {
    'os-extend': { new_size: 500_000 },
  }),
  cinder('metadata of a volume, not there, deleted', 'DELETE /volumes/{volume}/metadata/nowhere'),
  nova('a volume attached that is nowhere', 'POST /servers/{server}/os-volume_attachments', {
    volumeAttachment: { volumeId: '{nobody}' },
  }),
  nova('nothing attached', 'POST /servers/{server}/os-volume_attachments', { volumeAttachment: {} }),
  nova('a volume attached that is no id', 'POST /servers/{server}/os-volume_attachments', {
    volumeAttachment: { volumeId: 'data' },
  }),
  nova('a volume detached that is not attached', 'DELETE /servers/{server}/os-volume_attachments/{volume}'),
  cinder(
    'a snapshot',
    'POST /snapshots',
    { snapshot: { name: 'strict', volume_id: '{volume}' } },
    { save: { snapshot: ['snapshot', 'id'] } },
  ),
  cinder('a snapshot becomes available', 'GET /snapshots/{snapshot}', undefined, {
    until: { at: ['snapshot', 'status'], is: 'available' },
  }),
  cinder('a snapshot without a volume', 'POST /snapshots', { snapshot: { name: 'x' } }),
  cinder('a snapshot of a volume that is nowhere', 'POST /snapshots', { snapshot: { volume_id: '{nobody}' } }),
  cinder('a snapshot that is nowhere', 'GET /snapshots/{nobody}'),
  cinder('a snapshot that is nowhere, deleted', 'DELETE /snapshots/{nobody}'),
  cinder('a volume with a snapshot, deleted', 'DELETE /volumes/{volume}'),
  cinder('a volume smaller than its snapshot', 'POST /volumes', { volume: { size: 0, snapshot_id: '{snapshot}' } }),
  cinder('a type of volumes that is nowhere', 'GET /types/{nobody}'),
];

const IMAGES: readonly Step[] = [
  glance('an image of a visibility that nobody knows', 'POST /v2/images', { name: 'x', visibility: 'secret' }),
  glance('an image of a format that nobody knows', 'POST /v2/images', { name: 'x', disk_format: 'paper' }),
  glance('an image with a long name', 'POST /v2/images', { name: LONG }),
  glance('an image whose status is set', 'POST /v2/images', { name: 'x', status: 'active' }),
  glance('an image that is nowhere', 'GET /v2/images/{nobody}'),
  glance('an image that is nowhere, deleted', 'DELETE /v2/images/{nobody}'),
  glance("the cloud's own image, deleted", 'DELETE /v2/images/{image}'),
];

/** For the fields of what there is. */
const READ: readonly Step[] = [
  ...[
    'networks?name=strict-2',
    'subnets?name=strict',
    'routers?name=strict',
    'ports?name=strict',
    'floatingips?id={fip}',
    'security-groups?name=strict',
    'security-group-rules?id={rule}',
  ].map((path) => neutron(`${path.split('?')[0]}, read`, `GET /v2.0/${path}`)),
  nova('servers, read', 'GET /servers/detail', undefined, { save: { project: ['servers', 0, 'tenant_id'] } }),
  nova('a server, read', 'GET /servers/{server}'),
  nova('interfaces of a server, read', 'GET /servers/{server}/os-interface'),
  nova('volumes of a server, read', 'GET /servers/{server}/os-volume_attachments'),
  nova('metadata of a server, read', 'GET /servers/{server}/metadata'),
  nova('a flavor, read', 'GET /flavors/{flavor}'),
  nova('zones of servers, read', 'GET /os-availability-zone'),
  nova('quotas of servers, read', 'GET /os-quota-sets/{project}/detail'),
  neutron('quotas of networks, read', 'GET /v2.0/quotas/{project}/details'),
  cinder('quotas of volumes, read', 'GET /os-quota-sets/{project}?usage=true'),
  cinder('volumes, read', 'GET /volumes/detail'),
  cinder('snapshots, read', 'GET /snapshots/detail'),
  cinder('types of volumes, read', 'GET /types'),
  cinder('zones of volumes, read', 'GET /os-availability-zone'),
  glance('an image, read', 'GET /v2/images/{image}'),
];

const ENDS: readonly Step[] = [
  nova('a server deleted', 'DELETE /servers/{server}'),
  nova('a server that was deleted', 'GET /servers/{server}', undefined, { until: { status: 404 } }),
  nova('a server deleted again', 'DELETE /servers/{server}'),
  cinder('a snapshot deleted', 'DELETE /snapshots/{snapshot}'),
  cinder('a snapshot that was deleted', 'GET /snapshots/{snapshot}', undefined, { until: { status: 404 } }),
  cinder('a volume deleted', 'DELETE /volumes/{volume}'),
  cinder('a volume that was deleted', 'GET /volumes/{volume}', undefined, { until: { status: 404 } }),
  neutron('a floating IP deleted', 'DELETE /v2.0/floatingips/{fip}'),
  neutron('a floating IP deleted again', 'DELETE /v2.0/floatingips/{fip}'),
  neutron('a rule deleted', 'DELETE /v2.0/security-group-rules/{rule}'),
  neutron('a rule deleted again', 'DELETE /v2.0/security-group-rules/{rule}'),
  neutron('a group deleted', 'DELETE /v2.0/security-groups/{group}'),
  neutron('a port deleted', 'DELETE /v2.0/ports/{port}'),
  neutron('an interface removed', 'PUT /v2.0/routers/{router}/remove_router_interface', { subnet_id: '{subnet}' }),
  neutron('an interface removed again', 'PUT /v2.0/routers/{router}/remove_router_interface', {
    subnet_id: '{subnet}',
  }),
  neutron('a router deleted', 'DELETE /v2.0/routers/{router}'),
  neutron('a subnet deleted', 'DELETE /v2.0/subnets/{subnet}'),
  neutron('a network deleted', 'DELETE /v2.0/networks/{net}'),
  neutron('a network deleted again', 'DELETE /v2.0/networks/{net}'),
];

export const SCRIPT: readonly Step[] = [...NETWORKS, ...SERVERS, ...VOLUMES, ...IMAGES, ...READ, ...ENDS];

const DONE = [
  'the external network|the default group|flavors|images|metadata added|start|stop|a soft reboot|a tag twice',
  'a network|a subnet|a router|a port|a floating IP|a security group|a rule|a server|a key|a volume|a snapshot|a tag|an interface',
  '(a network|a server|a volume) renamed|a router led out|a floating IP at a port',
  '(a network|a subnet|a router|a port|a floating IP|a rule|a group|a server|a key|a volume|a snapshot) deleted',
  '.+, read|an interface removed|(a server|a volume|a snapshot) becomes \\w+',
];

/** Titles of what is right: all else is refused. */
export const ORDINARY = new RegExp(`^(${DONE.join('|')})$`);
