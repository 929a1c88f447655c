// SPDX-License-Identifier: Apache-2.0
// How the stand-in's Neutron leads out of the cloud: what routers and floating IPs get beside what was asked for, and
// what is refused, in the words of the real one.
import { dig, Refusal, text } from './http.ts';

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
  const router = inside
    .map(({ device_id }) => rows('routers').get(String(device_id)))
    .find((candidate) => dig(candidate, 'external_gateway_info', 'network_id') === network);
  if (router === undefined) {
    const message = `External network ${network} is not reachable from subnet ${fixed.subnet_id}.  Therefore, cannot associate Port ${id} with a Floating IP.`;
    return refuse(404, 'ExternalGatewayForFloatingIPNotFound', message);
  }
  return { port_id: id, fixed_ip_address: fixed.ip_address, router_id: router.id, status: 'ACTIVE' };
}

/** What stands in the way of removing it. */
export function checkRemoval(rows: Rows, plural: string, row: Row): void {
  const ports = [...rows('ports').values()];
  if (plural === 'routers' && ports.some(({ device_id }) => device_id === row.id))
    refuse(409, 'RouterInUse', `Router ${row.id} still has ports`);
  if (plural === 'networks' && ports.some(({ network_id }) => network_id === row.id))
    refuse(
      409,
      'NetworkInUse',
      `Unable to complete operation on network ${row.id}. There are one or more ports still in use on the network.`,
    );
  if (plural === 'security-groups' && row.name === 'default')
    refuse(409, 'SecurityGroupCannotRemoveDefault', 'Insufficient rights for removing default security group.');
}
