// SPDX-License-Identifier: Apache-2.0
// Maps the limits of Nova, Cinder and Neutron to the names of the normalised API, with their unit.
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { quotas } from '../../../model/scs/resources/quotas.ts';

type Limit = ItemOf<typeof quotas>['limits'][number];
export type QuotaService = Limit['service'];

export interface QuotaName {
  readonly resource: string;
  readonly unit: Limit['unit'];
  /** False: a limit per object, or one whose use the service does not count. */
  readonly counted: boolean;
}

const count = (resource: string): QuotaName => ({ resource, unit: 'count', counted: true });
const each = (resource: string, unit: Limit['unit'] = 'count'): QuotaName => ({ resource, unit, counted: false });

const NAMES: Readonly<Record<QuotaService, Readonly<Record<string, QuotaName>>>> = {
  compute: {
    cores: count('vcpus'),
    ram: { resource: 'ram', unit: 'MiB', counted: true },
    instances: count('servers'),
    server_groups: count('server-groups'),
    server_group_members: each('server-group-members'),
    key_pairs: each('keypairs'),
    metadata_items: each('server-metadata-items'),
    injected_files: each('injected-files'),
    injected_file_content_bytes: each('injected-file-content', 'bytes'),
    injected_file_path_bytes: each('injected-file-path', 'bytes'),
  },
  'block-storage': {
    volumes: count('volumes'),
    gigabytes: { resource: 'volume-storage', unit: 'GiB', counted: true },
    snapshots: count('snapshots'),
    backups: count('backups'),
    backup_gigabytes: { resource: 'backup-storage', unit: 'GiB', counted: true },
    per_volume_gigabytes: each('size-of-a-volume', 'GiB'),
    groups: count('volume-groups'),
  },
  network: {
    network: count('networks'),
    subnet: count('subnets'),
    subnetpool: count('subnet-pools'),
    port: count('ports'),
    router: count('routers'),
    floatingip: count('floating-ips'),
    security_group: count('security-groups'),
    security_group_rule: count('security-group-rules'),
    rbac_policy: count('rbac-policies'),
    trunk: count('trunks'),
  },
};

/** Neutron's limits, which an old Nova reports too. */
const NOT_NOVAS = new Set(['fixed_ips', 'floating_ips', 'networks', 'security_groups', 'security_group_rules']);

/** Undefined for a key that is not a limit of this service. Unknown limits keep the member's name. */
export function quotaName(service: QuotaService, native: string): QuotaName | undefined {
  if (native === 'id' || (service === 'compute' && NOT_NOVAS.has(native))) return undefined;
  const names = NAMES[service];
  if (Object.hasOwn(names, native)) return names[native];
  // Cinder has three more for each volume type: `gigabytes_ssd`.
  const [, kind = '', type] =
    service === 'block-storage' ? (/^(volumes|gigabytes|snapshots)_(.+)$/.exec(native) ?? []) : [];
  const general = names[kind];
  if (type !== undefined && general !== undefined) return { ...general, resource: `${general.resource}:${type}` };
  return count(native.replaceAll('_', '-'));
}
