// SPDX-License-Identifier: Apache-2.0
// What dashboards ask of Nova, Cinder and Glance and hardly anybody else: usage, transfers and groups of volumes, QoS specs,
// metadata definitions. With shape and refusals of the real ones (OpenStack Zed) towards a member of a project.
import { type Answer, answer, type Call, isoMicros, Refusal, type Route, route } from './http.ts';

interface Used {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly status: string;
  readonly flavor: { readonly name: string; readonly vcpus: number; readonly ram: number; readonly disk: number };
}

const HOUR = 3_600_000;

/** Nova's os-simple-tenant-usage (nova/api/openstack/compute/simple_tenant_usage.py): a project's own, by those in it. */
export function usageRoutes(
  now: () => number,
  serversOf: (call: Call) => readonly Used[],
  forbid: () => never,
): Route[] {
  const usage = (call: Call): Answer => {
    const project = call.token.project?.id ?? '';
    if (call.params[0] !== project) forbid();
    const time = (name: string, otherwise: number): number => {
      const asked = Date.parse(`${call.query.get(name) ?? ''}Z`);
      return Number.isNaN(asked) ? otherwise : asked;
    };
    const [start, stop] = [time('start', now() - 28 * 24 * HOUR), Math.min(time('end', now()), now())];
    const servers = serversOf(call).filter(({ created }) => created <= stop);
    // As Nova: who has had nothing in that time has no figures.
    if (servers.length === 0) return answer(200, { tenant_usage: {} });
    const rows = servers.map(({ id, name, created, status, flavor }) => ({
      instance_id: id,
      name,
      tenant_id: project,
      hours: (stop - Math.max(created, start)) / HOUR,
      flavor: flavor.name,
      vcpus: flavor.vcpus,
      memory_mb: flavor.ram,
      local_gb: flavor.disk,
      started_at: isoMicros(created),
      ended_at: null,
      state: status.toLowerCase(),
      uptime: Math.floor((now() - created) / 1000),
    }));
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    return answer(200, {
      tenant_usage: {
        tenant_id: project,
        start: isoMicros(start),
        stop: isoMicros(stop),
        total_hours: sum(({ hours }) => hours),
        total_vcpus_usage: sum(({ hours, vcpus }) => hours * vcpus),
        total_memory_mb_usage: sum(({ hours, memory_mb }) => hours * memory_mb),
        total_local_gb_usage: sum(({ hours, local_gb }) => hours * local_gb),
        ...(call.query.get('detailed') === '1' && { server_usages: rows }),
      },
    });
  };
  return [
    route('GET', '/v2.1/os-simple-tenant-usage/:project', usage),
    route('GET', '/v2.1/os-simple-tenant-usage', forbid),
  ];
}

/** Cinder's: `at` is a route of either shape. */
export function cinderGroupRoutes(
  at: (method: string, path: string, handler: (call: Call) => Answer) => Route,
): Route[] {
  const empty = (path: string, key: string): Route[] =>
    [path, `${path}/detail`].map((one) => at('GET', one, () => answer(200, { [key]: [] })));
  const forbidden = (policy: string) => (): never => {
    const message = `Policy doesn't allow ${policy} to be performed.`;
    throw new Refusal(403, { forbidden: { code: 403, message } });
  };
  return [
    ...empty('os-volume-transfer', 'transfers'),
    ...empty('volume-transfers', 'transfers'),
    ...empty('groups', 'groups'),
    ...empty('group_snapshots', 'group_snapshots'),
    at('GET', 'group_types', () => answer(200, { group_types: [] })),
    at('GET', 'qos-specs', forbidden('volume_extension:qos_specs_manage:get_all')),
  ];
}

const NAMESPACE = {
  created_at: '2026-01-01T00:00:00Z',
  description: 'When adding an image to Glance, you may specify some common image properties.',
  display_name: 'Common Image Properties',
  namespace: 'OS::Glance::CommonImageProperties',
  owner: 'admin',
  protected: true,
  resource_type_associations: [
    { name: 'OS::Glance::Image', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' },
  ],
  schema: '/v2/schemas/metadefs/namespace',
  self: '/v2/metadefs/namespaces/OS::Glance::CommonImageProperties',
  updated_at: '2026-01-01T00:00:00Z',
  visibility: 'public',
};
const OS_DISTRO = { name: 'os_distro', title: 'OS Distro', type: 'string', description: 'The common name.' };
const NO_NAMESPACE =
  '<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1>Namespace not found<br /><br /></body></html>';
const METADEF_SCHEMA = Object.fromEntries(
  [...Object.keys(NAMESPACE), 'objects', 'properties', 'tags'].map((name) => [name, {}]),
);

/** Glance's, one of those that `glance-manage db_load_metadefs` loads: with none at all Horizon 27 answers 500 to its table of images. */
export const metadefRoutes: readonly Route[] = [
  route('GET', '/v2/metadefs/namespaces', () =>
    answer(200, {
      first: '/v2/metadefs/namespaces',
      namespaces: [NAMESPACE],
      schema: '/v2/schemas/metadefs/namespaces',
    }),
  ),
  route('GET', '/v2/metadefs/namespaces/:namespace', ({ params: [name] }) => {
    if (name !== NAMESPACE.namespace)
      throw new Refusal(404, NO_NAMESPACE, { 'Content-Type': 'text/html; charset=UTF-8' });
    return answer(200, { ...NAMESPACE, objects: [], properties: { os_distro: OS_DISTRO }, tags: [] });
  }),
  route('GET', '/v2/schemas/metadefs/:kind', ({ params: [name] }) =>
    answer(200, { name, additionalProperties: false, properties: METADEF_SCHEMA }),
  ),
  route('GET', '/v2/metadefs/resource_types', () => answer(200, { resource_types: [] })),
];
