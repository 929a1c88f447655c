// SPDX-License-Identifier: Apache-2.0
// The stand-in's Cinder. `projectInPath` is the older shape (/v3/<project id>/volumes, catalogue type volumev3);
// without it paths and links have none (catalogue type block-storage).
import { randomUUID } from 'node:crypto';
import {
  answer,
  type Call,
  dig,
  filter,
  isoMicros,
  object,
  paginate,
  Refusal,
  type Route,
  requestId,
  route,
  type Service,
  text,
} from './http.ts';

type Volume = Record<string, unknown> & {
  readonly id: string;
  name: string | null;
  readonly project: string;
  readonly readyAt: number;
};

export interface CinderOptions {
  readonly cloud: string;
  readonly now: () => number;
  readonly settle: number;
  readonly keystoneUrl: () => string;
  readonly projectInPath: boolean;
}

export function createCinder({ cloud, now, settle, keystoneUrl, projectInPath }: CinderOptions) {
  const volumes = new Map<string, Volume>();
  const type = {
    id: randomUUID(),
    name: '__DEFAULT__',
    is_public: true,
    description: 'Default Volume Type',
    extra_specs: { cloud },
    qos_specs_id: null,
    'os-volume-type-access:is_public': true,
  };

  const root = (call: Call) => `/v3${projectInPath ? `/${call.token.project?.id}` : ''}`;
  const links = (call: Call, path: string) => [
    { rel: 'self', href: `${call.base}${root(call)}/${path}` },
    { rel: 'bookmark', href: `${call.base}${root(call).slice(3)}/${path}` },
  ];
  const brief = (call: Call) => (v: Volume) => ({ id: v.id, name: v.name, links: links(call, `volumes/${v.id}`) });
  const view = (call: Call) => (v: Volume) => {
    const { project, readyAt, ...rest } = v;
    const status = readyAt > now() ? 'creating' : 'available';
    return { ...rest, status, links: links(call, `volumes/${v.id}`), 'os-vol-tenant-attr:tenant_id': project };
  };
  const find = (call: Call, id = ''): Volume => {
    const found = volumes.get(id);
    if (found?.project === call.token.project?.id && found) return found;
    throw new Refusal(404, { itemNotFound: { code: 404, message: `Volume ${id} could not be found.` } });
  };
  const list = (path: string, shape: typeof brief | typeof view) => (call: Call) => {
    const mine = [...volumes.values()].filter((v) => v.project === call.token.project?.id).reverse();
    const page = paginate(
      filter(mine, call.query, [
        'limit',
        'marker',
        'sort',
        'sort_key',
        'sort_dir',
        'all_tenants',
        'offset',
        'with_count',
      ]),
      call.query,
    );
    const next = page.next && {
      volumes_links: [{ rel: 'next', href: `${call.base}${root(call)}/${path}?${page.next}` }],
    };
    return answer(200, { volumes: page.rows.map((v) => shape(call)(v)), ...next });
  };
  const create = async (call: Call) => {
    const wanted = object(dig(await call.json(), 'volume'));
    const volume: Volume = {
      id: randomUUID(),
      status: 'creating',
      size: Number(wanted.size ?? 1),
      availability_zone: 'nova',
      created_at: isoMicros(now()),
      updated_at: null,
      name: text(wanted.name) ?? null,
      description: text(wanted.description) ?? null,
      volume_type: type.name,
      snapshot_id: null,
      source_volid: null,
      metadata: object(wanted.metadata),
      user_id: call.token.user.id,
      bootable: 'false',
      encrypted: false,
      replication_status: null,
      consistencygroup_id: null,
      multiattach: false,
      attachments: [],
      project: call.token.project?.id ?? '',
      readyAt: now() + settle,
    };
    volumes.set(volume.id, volume);
    const { 'os-vol-tenant-attr:tenant_id': _, ...shown } = view(call)(volume);
    return answer(202, { volume: { ...shown, status: 'creating' } });
  };
  const limits = (call: Call) => {
    const mine = [...volumes.values()].filter((v) => v.project === call.token.project?.id);
    const used = {
      totalVolumesUsed: mine.length,
      totalGigabytesUsed: mine.reduce((sum, v) => sum + Number(v.size), 0),
      totalSnapshotsUsed: 0,
      totalBackupsUsed: 0,
      totalBackupGigabytesUsed: 0,
    };
    return answer(200, {
      limits: {
        rate: [],
        absolute: {
          maxTotalVolumes: 10,
          maxTotalVolumeGigabytes: 1000,
          maxTotalSnapshots: 10,
          maxTotalBackups: 10,
          maxTotalBackupGigabytes: 1000,
          ...used,
        },
      },
    });
  };

  /** A route of both shapes; `last` is the id at the path's end. */
  const at = (
    method: string,
    path: string,
    handler: (call: Call, last: string) => ReturnType<Route['handler']>,
  ): Route =>
    route(method, `/v3${projectInPath ? '/:project' : ''}/${path}`, (call) => {
      if (projectInPath && call.params[0] !== call.token.project?.id) {
        const message = `Malformed request url`;
        throw new Refusal(400, { badRequest: { code: 400, message } });
      }
      return handler(call, call.params.at(-1) ?? '');
    });
  const version = (call: Call) => ({
    versions: [
      {
        id: 'v3.0',
        status: 'CURRENT',
        version: '3.70',
        min_version: '3.0',
        updated: '2022-08-31T00:00:00Z',
        links: [
          { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
          { rel: 'self', href: `${call.base}/v3/` },
        ],
        'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' }],
      },
    ],
  });

  const service: Service = {
    type: 'block-storage',
    headers: (call) => {
      const id = requestId();
      const asked = /^volume (3\.\d+)$/.exec(text(call.req.headers['openstack-api-version']) ?? '')?.[1];
      return {
        'X-Compute-Request-Id': id,
        'X-Openstack-Request-Id': id,
        'Openstack-Api-Version': `volume ${asked ?? '3.0'}`,
        Vary: 'OpenStack-API-Version',
      };
    },
    unauthorized: () =>
      answer(
        401,
        { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } },
        {
          'Www-Authenticate': `Keystone uri="${keystoneUrl()}"`,
        },
      ),
    notFound: () => answer(404, { itemNotFound: { code: 404, message: 'The resource could not be found.' } }),
    routes: [
      route('GET', '/', (call) => answer(300, version(call)), true),
      route('GET', '/v3', (call) => answer(200, version(call)), true),
      at('GET', 'volumes/detail', list('volumes/detail', view)),
      at('GET', 'volumes', list('volumes', brief)),
      at('POST', 'volumes', create),
      at('GET', 'volumes/:id', (call, id) => answer(200, { volume: view(call)(find(call, id)) })),
      at('PUT', 'volumes/:id', async (call, id) => {
        const found = find(call, id);
        Object.assign(found, dig(await call.json(), 'volume'), { updated_at: isoMicros(now()) });
        return answer(200, { volume: view(call)(found) });
      }),
      at('DELETE', 'volumes/:id', (call, id) => {
        volumes.delete(find(call, id).id);
        return answer(202);
      }),
      at('GET', 'types', () => answer(200, { volume_types: [type] })),
      at('GET', 'types/:id', (_, id) => {
        if ([type.id, type.name, 'default'].includes(id)) return answer(200, { volume_type: type });
        throw new Refusal(404, { itemNotFound: { code: 404, message: `Volume type ${id} could not be found.` } });
      }),
      at('GET', 'limits', limits),
      at('GET', 'os-availability-zone', () =>
        answer(200, { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true } }] }),
      ),
      ...['os-quota-sets/:project', 'os-quota-sets/:project/defaults'].map((path) =>
        at('GET', path, (call) => answer(200, { quota_set: { id: call.params[projectInPath ? 1 : 0], ...QUOTAS } })),
      ),
      at('GET', 'extensions', () => answer(200, { extensions: [] })),
      at('GET', 'snapshots', () => answer(200, { snapshots: [] })),
      at('GET', 'snapshots/detail', () => answer(200, { snapshots: [] })),
      at('GET', 'backups/detail', () => answer(200, { backups: [] })),
    ],
  };
  return { service };
}

const QUOTAS = {
  volumes: 10,
  snapshots: 10,
  gigabytes: 1000,
  backups: 10,
  backup_gigabytes: 1000,
  per_volume_gigabytes: -1,
  groups: 10,
};
