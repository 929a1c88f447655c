// SPDX-License-Identifier: Apache-2.0
// What Neutron checks of a body before it makes or changes anything, in its words: fields that it does not know, that are required,
// that may not be set, values of a wrong kind, rules that make no sense. A client that passes here passes there.
import { isIPv4, isIPv6 } from 'node:net';
import { dig, object, Refusal, text } from './http.ts';

type Check = (value: unknown) => string | undefined;

const refuse = (status: number, type: string, message: string): never => {
  throw new Refusal(status, { NeutronError: { type, message, detail: '' } });
};
const bad = (message: string): never => refuse(400, 'HTTPBadRequest', message);

const short: Check = (value) =>
  typeof value !== 'string'
    ? `'${String(value)}' is not a valid string.`
    : value.length > 255
      ? `'${value}' exceeds maximum length of 255.`
      : undefined;
/** What is read as another kind of value, before it is checked at all: a failure is of its own kind. */
const unread = (message: string): never => refuse(400, 'InvalidInput', `Invalid input for operation: ${message}`);
const flag: Check = (value) =>
  /^(true|false|1|0|yes|no)$/i.test(String(value))
    ? undefined
    : unread(`'${String(value)}' cannot be converted to boolean.`);
const cidr: Check = (value) =>
  value === null || prefixOf(value) !== undefined ? undefined : unread(`${String(value)} is not in a CIDR format.`);
const version: Check = (value) => ([4, 6].includes(Number(value)) ? undefined : `'${String(value)}' is not in [4, 6].`);

/** The address's version, where it is one with a length. */
export function prefixOf(value: unknown): 4 | 6 | undefined {
  const [address = '', length = ''] = String(value).split('/');
  if (!/^\d+$/.test(length)) return undefined;
  if (isIPv4(address) && Number(length) <= 32) return 4;
  return isIPv6(address) && Number(length) <= 128 ? 6 : undefined;
}

interface Fields {
  /** May be set and changed. */
  readonly both: string;
  /** May be set once. */
  readonly once?: string;
  readonly required?: readonly string[];
  /** What Neutron says of itself. */
  readonly own?: string;
  readonly checks?: Readonly<Record<string, Check>>;
}

const OWNED = 'id status created_at updated_at revision_number tags';
const KINDS: Readonly<Record<string, Fields>> = {
  networks: {
    both: 'name description admin_state_up mtu shared router:external port_security_enabled qos_policy_id dns_domain is_default',
    once: 'availability_zone_hints vlan_transparent segments provider:network_type provider:physical_network provider:segmentation_id',
    own: 'subnets availability_zones ipv4_address_scope ipv6_address_scope l2_adjacency',
    checks: { admin_state_up: flag, shared: flag, port_security_enabled: flag },
  },
  subnets: {
    both: 'name description enable_dhcp gateway_ip allocation_pools dns_nameservers host_routes service_types segment_id dns_publish_fixed_ip',
    once: 'network_id cidr ip_version subnetpool_id use_default_subnetpool prefixlen ipv6_ra_mode ipv6_address_mode',
    required: ['network_id', 'ip_version'],
    checks: { cidr, ip_version: version, enable_dhcp: flag },
  },
  ports: {
    both: `name description admin_state_up mac_address fixed_ips device_id device_owner security_groups allowed_address_pairs
      extra_dhcp_opts binding:vnic_type binding:host_id binding:profile port_security_enabled qos_policy_id dns_name dns_domain`,
    once: 'network_id propagate_uplink_status numa_affinity_policy tags',
    required: ['network_id'],
    own: 'binding:vif_type binding:vif_details resource_request ip_allocation dns_assignment',
    checks: { admin_state_up: flag, port_security_enabled: flag },
  },
  routers: {
    both: 'name description admin_state_up external_gateway_info routes distributed ha',
    once: 'availability_zone_hints flavor_id service_type_id',
    own: 'availability_zones',
    checks: { admin_state_up: flag },
  },
  floatingips: {
    both: 'port_id fixed_ip_address description qos_policy_id distributed',
    once: 'floating_network_id floating_ip_address subnet_id dns_name dns_domain',
    required: ['floating_network_id'],
    own: 'router_id port_details port_forwardings',
  },
  'security-groups': {
    both: 'name description stateful',
    own: 'security_group_rules shared',
    checks: { stateful: flag },
  },
  'security-group-rules': {
    both: 'description',
    once: `security_group_id direction ethertype protocol port_range_min port_range_max remote_ip_prefix remote_group_id
      remote_address_group_id`,
    required: ['security_group_id', 'direction'],
    checks: {
      direction: (value) =>
        ['ingress', 'egress'].includes(String(value))
          ? undefined
          : `'${String(value)}' is not in ['ingress', 'egress'].`,
      ethertype: (value) =>
        /^ipv[46]$/i.test(String(value))
          ? undefined
          : refuse(
              400,
              'SecurityGroupRuleInvalidEtherType',
              `Security group rule for ethertype '${String(value)}' not supported. Allowed values are ['IPv4', 'IPv6'].`,
            ),
      remote_ip_prefix: (value) =>
        value === null || prefixOf(value) !== undefined
          ? undefined
          : refuse(400, 'InvalidCIDR', `Invalid CIDR ${String(value)} given as IP prefix.`),
    },
  },
};
const words = (list = ''): readonly string[] => list.split(/\s+/).filter(Boolean);

/** The envelope's content; refuses what Neutron refuses. */
export function checkedBody(plural: string, singular: string, body: unknown, making: boolean): Record<string, unknown> {
  const given = dig(body, singular);
  if (typeof given !== 'object' || given === null) return bad(`Unable to find '${singular}' in request body`);
  const wanted = object(given);
  const kind = KINDS[plural];
  if (kind === undefined) return wanted;
  const { both, once, own, required = [], checks = {} } = kind;
  const owner = ['tenant_id', 'project_id'];
  const settable = new Set([...words(both), ...(making ? [...words(once), ...owner] : [])]);
  const told = new Set([...words(OWNED), ...words(own), ...words(once), ...owner]);
  for (const field of Object.keys(wanted)) {
    if (settable.has(field)) continue;
    if (!told.has(field)) bad(`Unrecognized attribute(s) '${field}'`);
    bad(making ? `Attribute '${field}' not allowed in POST` : `Cannot update read-only attribute ${field}`);
  }
  const missing = making ? required.find((field) => wanted[field] === undefined) : undefined;
  if (missing !== undefined) bad(`Failed to parse request. Required attribute '${missing}' not specified`);
  for (const [field, value] of Object.entries(wanted)) {
    const wrong = (checks[field] ?? (['name', 'description'].includes(field) ? short : undefined))?.(value);
    if (wrong !== undefined) bad(`Invalid input for ${field}. Reason: ${wrong}`);
  }
  if (plural === 'security-group-rules') checkRule(wanted);
  return wanted;
}

const WITH_PORTS = new Set(['tcp', 'udp', 'sctp', 'dccp', 'udplite', '6', '17', '33', '132', '136']);
const PROTOCOLS = new Set(
  'any ah dccp egp esp gre icmp icmpv6 igmp ipip ipv6-encap ipv6-frag ipv6-icmp ipv6-nonxt ipv6-opts ipv6-route ospf pgm rsvp sctp tcp udp udplite vrrp'.split(
    ' ',
  ),
);

/** neutron/db/securitygroups_db.py, `_validate_security_group_rule` and its like. */
function checkRule(rule: Record<string, unknown>): void {
  const { port_range_min: from, port_range_max: to, remote_ip_prefix: prefix, remote_group_id: group } = rule;
  const protocol =
    rule.protocol === null || rule.protocol === undefined ? undefined : String(rule.protocol).toLowerCase();
  for (const port of [from, to])
    if (typeof port === 'number' && WITH_PORTS.has(protocol ?? '') && (port < 0 || port > 65_535))
      refuse(400, 'SecurityGroupInvalidPortValue', `Invalid value for port ${port}`);
  if (protocol !== undefined && !PROTOCOLS.has(protocol) && !/^\d+$/.test(protocol))
    refuse(400, 'SecurityGroupRuleInvalidProtocol', `Security group rule protocol ${protocol} not supported.`);
  if (protocol === undefined && (typeof from === 'number' || typeof to === 'number'))
    refuse(400, 'SecurityGroupProtocolRequiredWithPorts', 'Must also specify protocol if port range is given.');
  if (WITH_PORTS.has(protocol ?? '') && typeof from === 'number' && typeof to === 'number' && from > to)
    refuse(400, 'SecurityGroupInvalidPortRange', 'For TCP/UDP protocols, port_range_min must be <= port_range_max');
  if (text(prefix) !== undefined && text(group) !== undefined)
    refuse(
      400,
      // As Neutron spells it.
      'SecurityGroupMultipleRemoteEntites',
      'Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.',
    );
  const ethertype = String(rule.ethertype ?? 'IPv4').toLowerCase();
  if (text(prefix) !== undefined && `ipv${prefixOf(prefix)}` !== ethertype)
    refuse(
      400,
      'SecurityGroupRuleParameterConflict',
      `Conflicting value ethertype ${String(rule.ethertype)} for CIDR ${String(prefix)}`,
    );
}
