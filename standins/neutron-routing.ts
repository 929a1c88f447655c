// SPDX-License-Identifier: Apache-2.0
// How the stand-in's Neutron leads out of the cloud: what routers and floating IPs get beside what was asked for, and
// what is refused, in the words of the real one.
import { dig, Refusal, text } from './http.ts';
import { prefixOf } from './neutron-checks.ts';

type Row = Record<string, unknown> & { readonly id: string };
export type Rows = (plural: string) => ReadonlyMap<string, Row>;

const refuse = (status: number, type: string, message: string): never => {
  throw new Refusal(status, { NeutronError: { type, message, detail: '' } });
};

/** The fields to set on a router or floating IP that is made or changed by `wanted`. Nothing for other kinds. */
export function routed(
  rows: Rows,
  plural: string,
  wanted: Record<string, unknown>,
  row?: Row,
): Record<string, unknown> {
  if (plural === 'routers' && 'external_gateway_info' in wanted) return gateway(rows, wanted);
  if (plural === 'floatingips') return floating(rows, wanted, row);
  return {};
}

function gateway(rows: Rows, { external_gateway_info: info }: Record<string, unknown>): Record<string, unknown> {
  const id = text(dig(info, 'network_id'));
  if (id === undefined) return { external_gateway_info: null };
  const network = rows('networks').get(id) ?? refuse(404, 'NetworkNotFound', `Network ${id} could not be found.`);
  if (network['router:external'] !== true)
    refuse(400, 'BadRequest', `Bad router request: Network ${id} is not an external network.`);
  const subnet = [...rows('subnets').values()].find(({ network_id }) => network_id === id);
  const addresses = subnet ? [{ subnet_id: subnet.id, ip_address: addressIn(subnet, rows('routers').size) }] : [];
  return { external_gateway_info: { network_id: id, external_fixed_ips: addresses, enable_snat: true } };
}

const addressIn = ({ cidr }: Row, index: number): string =>
  String(cidr).replace(/\d+\/\d+$/, String(200 + (index % 50)));

function floating(rows: Rows, wanted: Record<string, unknown>, row: Row | undefined): Record<string, unknown> {
  const network = String(row?.floating_network_id ?? wanted.floating_network_id);
  if (row === undefined) {
    const found =
      rows('networks').get(network) ?? refuse(404, 'NetworkNotFound', `Network ${network} could not be found.`);
    if (found['router:external'] !== true)
      refuse(400, 'BadRequest', `Bad floatingip request: Network ${network} is not a valid external network.`);
  }
  if (wanted.fixed_ip_address && !wanted.port_id)
    refuse(400, 'BadRequest', 'Bad floatingip request: fixed_ip_address cannot be specified without a port_id.');
  if (!('port_id' in wanted)) return {};
  const id = text(wanted.port_id);
  if (id === undefined) return { port_id: null, fixed_ip_address: null, router_id: null, status: 'DOWN' };
  const port = rows('ports').get(id) ?? refuse(404, 'PortNotFound', `Port ${id} could not be found.`);
  const fixed = (port.fixed_ips as { ip_address: string; subnet_id: string }[]).find(
    ({ ip_address }) => wanted.fixed_ip_address === undefined || ip_address === wanted.fixed_ip_address,
  );
  if (fixed === undefined)
    return refuse(
      400,
      'BadRequest',
      `Bad floatingip request: Cannot add floating IP to port ${id} that has no fixed IPv4 addresses.`,
    );
  const inside = [...rows('ports').values()].filter(
    ({ device_owner, network_id }) => device_owner === 'network:router_interface' && network_id === port.network_id,
  );
  const other = [...rows('floatingips').values()].find((one) => one.port_id === id && one.id !== row?.id);
  if (other !== undefined)
    refuse(
      409,
      'FloatingIPPortAlreadyAssociated',
      `Cannot associate floating IP with port ${id} using fixed IP ${fixed.ip_address}, as that fixed IP already has a floating IP on external network ${network}.`,
    );
  const router = inside
    .map(({ device_id }) => rows('routers').get(String(device_id)))
    .find((candidate) => dig(candidate, 'external_gateway_info', 'network_id') === network);
  if (router === undefined) {
    const message = `External network ${network} is not reachable from subnet ${fixed.subnet_id}.  Therefore, cannot associate Port ${id} with a Floating IP.`;
    return refuse(404, 'ExternalGatewayForFloatingIPNotFound', message);
  }
  return { port_id: id, fixed_ip_address: fixed.ip_address, router_id: router.id, status: 'ACTIVE' };
}

/** What stands in the way of making it beside what is there. */
export function checkBeside(rows: Rows, plural: string, wanted: Record<string, unknown>): void {
  if (plural === 'subnets') {
    const range = text(wanted.cidr);
    const versioned = range === undefined ? undefined : prefixOf(range);
    if (range !== undefined && versioned !== Number(wanted.ip_version))
      refuse(
        400,
        'InvalidInput',
        `Invalid input for operation: cidr '${range}' does not match the ip_version '${String(wanted.ip_version)}'.`,
      );
    const over = [...rows('subnets').values()].find(
      (one) => one.network_id === wanted.network_id && range !== undefined && overlap(range, String(one.cidr)),
    );
    if (over !== undefined)
      refuse(
        400,
        'InvalidInput',
        `Invalid input for operation: Requested subnet with cidr: ${range} for network: ${String(wanted.network_id)} overlaps with another subnet.`,
      );
  }
  if (plural === 'ports') {
    for (const one of Array.isArray(wanted.fixed_ips) ? wanted.fixed_ips : []) {
      const address = text(dig(one, 'ip_address'));
      if (address === undefined) continue;
      const range = String(rows('subnets').get(text(dig(one, 'subnet_id')) ?? '')?.cidr ?? '0.0.0.0/0');
      if (!overlap(`${address}/32`, range))
        refuse(400, 'InvalidIpForSubnet', `IP address ${address} is not a valid IP for the specified subnet.`);
      const taken = [...rows('ports').values()].some(
        ({ network_id, fixed_ips }) =>
          network_id === wanted.network_id &&
          (fixed_ips as { ip_address: string }[]).some(({ ip_address }) => ip_address === address),
      );
      if (taken)
        refuse(
          409,
          'IpAddressAlreadyAllocated',
          `IP address ${address} already allocated in subnet ${String(dig(one, 'subnet_id'))}`,
        );
    }
  }
  if (plural === 'security-groups' && wanted.name === 'default')
    refuse(409, 'SecurityGroupDefaultAlreadyExists', 'Default security group already exists.');
  if (plural === 'security-group-rules') {
    const same = (row: Record<string, unknown>, field: string): boolean =>
      String(row[field] ?? (field === 'ethertype' ? 'IPv4' : '')) ===
      String(wanted[field] ?? (field === 'ethertype' ? 'IPv4' : ''));
    const twin = [...rows('security-group-rules').values()].find((row) => RULE.every((field) => same(row, field)));
    if (twin !== undefined)
      refuse(409, 'SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${twin.id}.`);
  }
}

/** What makes two rules the same. */
const RULE =
  'security_group_id direction ethertype protocol port_range_min port_range_max remote_ip_prefix remote_group_id'.split(
    ' ',
  );

/** Of IPv4 alone. */
function overlap(one: string, other: string): boolean {
  const range = (text: string): [number, number] => {
    const [address = '', length = '32'] = text.split('/');
    const start = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(length));
    const first = Math.floor(start / size) * size;
    return [first, first + size];
  };
  const [[a, b], [c, d]] = [range(one), range(other)];
  return a < d && c < b;
}

/** What stands in the way of removing it. */
export function checkRemoval(rows: Rows, plural: string, row: Row): void {
  const ports = [...rows('ports').values()];
  if (plural === 'routers' && ports.some(({ device_id }) => device_id === row.id))
    refuse(409, 'RouterInUse', `Router ${row.id} still has ports`);
  const ofSubnet = ({ fixed_ips }: Record<string, unknown>): boolean =>
    (fixed_ips as { subnet_id: string }[]).some(({ subnet_id }) => subnet_id === row.id);
  if (plural === 'subnets' && ports.some(ofSubnet))
    refuse(
      409,
      'SubnetInUse',
      `Unable to complete operation on subnet ${row.id}: One or more ports have an IP allocation from this subnet.`,
    );
  if (plural === 'networks' && ports.some(({ network_id }) => network_id === row.id))
    refuse(
      409,
      'NetworkInUse',
      `Unable to complete operation on network ${row.id}. There are one or more ports still in use on the network.`,
    );
  const inGroup = ({ security_groups }: Record<string, unknown>): boolean =>
    (security_groups as readonly unknown[]).includes(row.id);
  if (plural === 'security-groups' && ports.some(inGroup))
    refuse(409, 'SecurityGroupInUse', `Security Group ${row.id} in use.`);
  if (plural === 'security-groups' && row.name === 'default')
    refuse(409, 'SecurityGroupCannotRemoveDefault', 'Insufficient rights for removing default security group.');
}
