// SPDX-License-Identifier: Apache-2.0
// The stand-in's Cinder. `projectInPath` is the older shape (/v3/<project id>/volumes, catalogue type volumev3);
// without it paths and links have none (catalogue type block-storage).
import { randomUUID } from 'node:crypto';
import { minorOf, volumeFault, volumeUpdateFault } from './cinder-checks.ts';
import { addMetadata, checkMetadata, removeMetadata } from './cinder-metadata.ts';
import { createSnapshots } from './cinder-snapshots.ts';
import { cinderGroupRoutes } from './for-dashboards.ts';
import type { Glance } from './glance.ts';
import {
  answer,
  type Call,
  dig,
  filter,
  HEALTH,
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
  size: number;
  readyAt: number;
  /** While `readyAt` lies ahead. */
  pending: string;
};

export interface CinderOptions {
  readonly cloud: string;
  readonly now: () => number;
  readonly settle: number;
  readonly keystoneUrl: () => string;
  readonly projectInPath: boolean;
  readonly glance: Pick<Glance, 'find'>;
}

export function createCinder({ cloud, now, settle, keystoneUrl, projectInPath, glance }: CinderOptions) {
  const volumes = new Map<string, Volume>();
  const typeOf = (name: string, description: string) => ({
    id: randomUUID(),
    name,
    is_public: true,
    description,
    extra_specs: { cloud },
    'os-volume-type-access:is_public': true,
  });
  const type = typeOf('__DEFAULT__', 'Default Volume Type');
  const types = [type, typeOf('safe', '[scs:encrypted, replicated] Kept three times')];

  const root = (call: Call) => `/v3${projectInPath ? `/${call.token.project?.id}` : ''}`;
  const links = (call: Call, path: string) => [
    { rel: 'self', href: `${call.base}${root(call)}/${path}` },
    { rel: 'bookmark', href: `${call.base}${root(call).slice(3)}/${path}` },
  ];
  const brief = (call: Call) => (v: Volume) => ({ id: v.id, name: v.name, links: links(call, `volumes/${v.id}`) });
  const view = (call: Call) => (v: Volume) => {
    const { project, readyAt, pending, ...rest } = v;
    const status = readyAt > now() ? pending : attached(v).length > 0 ? 'in-use' : 'available';
    const typed = {
      ...(minorOf(call) >= 13 && { group_id: null }),
      ...(minorOf(call) >= 48 && { service_uuid: null, shared_targets: false }),
      ...(minorOf(call) >= 63 && { volume_type_id: types.find(({ name }) => name === v.volume_type)?.id }),
    };
    return {
      ...rest,
      ...typed,
      status,
      links: links(call, `volumes/${v.id}`),
      'os-vol-tenant-attr:tenant_id': project,
    };
  };
  /** As a change of it is answered: without its project. */
  const changed = (call: Call, v: Volume) => {
    const { 'os-vol-tenant-attr:tenant_id': _, ...shown } = view(call)(v);
    return shown;
  };
  const attached = (v: Volume): readonly unknown[] => v.attachments as unknown[];
  const ofProject = (call: Call): Volume[] => [...volumes.values()].filter((v) => v.project === call.token.project?.id);
  const find = (call: Call, id = ''): Volume => {
    const found = volumes.get(id);
    if (found?.project === call.token.project?.id && found) return found;
    throw new Refusal(404, { itemNotFound: { code: 404, message: `Volume ${id} could not be found.` } });
  };
  const list = (path: string, shape: typeof brief | typeof view) => (call: Call) => {
    const mine = ofProject(call).reverse();
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
  const make = (wanted: Record<string, unknown>, project: string, user: string): Volume => {
    const volume: Volume = {
      id: randomUUID(),
      status: 'creating',
      size: Number(wanted.size ?? 1),
      availability_zone: 'nova',
      created_at: isoMicros(now()),
      updated_at: null,
      name: text(wanted.name) ?? null,
      description: text(wanted.description) ?? null,
      volume_type: text(wanted.volume_type) ?? type.name,
      snapshot_id: text(wanted.snapshot_id) ?? null,
      source_volid: text(wanted.source_volid) ?? null,
      metadata: object(wanted.metadata),
      user_id: user,
      bootable: wanted.bootable === true || text(wanted.imageRef) !== undefined ? 'true' : 'false',
      encrypted: false,
      replication_status: null,
      consistencygroup_id: null,
      multiattach: false,
      attachments: [],
      project,
      readyAt: now() + settle,
      pending: 'creating',
    };
    volumes.set(volume.id, volume);
    return volume;
  };
  const refuse = (kind: string, code: number, message: string): never => {
    throw new Refusal(code, { [kind]: { code, message } });
  };
  /** What Cinder sees to before it makes a volume. */
  const check = (call: Call, wanted: Record<string, unknown>): void => {
    const { snapshot_id, source_volid, volume_type, size, availability_zone } = wanted;
    if (typeof availability_zone === 'string' && availability_zone !== 'nova')
      refuse('badRequest', 400, `Invalid input received: Availability zone '${availability_zone}' is invalid.`);
    const named = text(volume_type);
    if (named !== undefined && !types.some(({ id, name }) => id === named || name === named))
      refuse('itemNotFound', 404, `Volume type with name ${named} could not be found.`);
    if (typeof snapshot_id === 'string' && !snapshots.has(call.token.project?.id, snapshot_id))
      refuse('itemNotFound', 404, `Snapshot ${snapshot_id} could not be found.`);
    if (typeof source_volid === 'string') find(call, source_volid);
    const image = text(wanted.imageRef);
    if (image !== undefined && glance.find(image, call.token.project?.id) === undefined)
      refuse('badRequest', 400, 'Invalid image identifier or unable to access requested image.');
    quota(call, Number(size ?? 1));
  };
  const quota = (call: Call, more: number): void => {
    const mine = ofProject(call);
    const used = mine.reduce((sum, v) => sum + v.size, 0);
    if (used + more > QUOTAS.gigabytes)
      refuse(
        'overLimit',
        413,
        `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${more}G, quota is ${QUOTAS.gigabytes}G and ${used}G has been consumed.`,
      );
  };
  const extend = async (call: Call, v: Volume) => {
    const action = object(await call.json())['os-extend'];
    if (action === undefined) refuse('badRequest', 400, 'There is no such action.');
    const wanted = dig(action, 'new_size');
    if (!/^[1-9]\d*$/.test(String(wanted)))
      refuse('badRequest', 400, "Invalid input for field/attribute os-extend. 'new_size' is a required property");
    const size = Number(wanted);
    if (!(size > v.size))
      refuse(
        'badRequest',
        400,
        `Invalid input received: New size for extend must be greater than current size. (current: ${v.size}, extended: ${size}).`,
      );
    if (attached(v).length > 0 && minorOf(call) < 42)
      refuse('badRequest', 400, `Invalid volume: Volume ${v.id} status must be '{'status': 'available'}' to extend.`);
    quota(call, size - v.size);
    Object.assign(v, { size, pending: 'extending', readyAt: now() + settle, updated_at: isoMicros(now()) });
    return answer(202);
  };
  const remove = (v: Volume) => {
    if (attached(v).length > 0 || snapshots.ofVolume(v.id))
      refuse(
        'badRequest',
        400,
        'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.',
      );
    volumes.delete(v.id);
    return answer(202);
  };
  const snapshots = createSnapshots({
    now,
    settle,
    volume: find,
    url: (call, path) => `${call.base}${root(call)}/${path}`,
  });
  const create = async (call: Call) => {
    const body = await call.json();
    const wrong = volumeFault(body);
    if (wrong !== undefined) refuse('badRequest', 400, wrong);
    const wanted = object(dig(body, 'volume'));
    checkMetadata(wanted.metadata);
    check(call, wanted);
    const volume = make(wanted, call.token.project?.id ?? '', call.token.user.id);
    return answer(202, { volume: { ...changed(call, volume), status: 'creating' } });
  };
  const usage = (call: Call) => {
    const mine = ofProject(call);
    const used: Readonly<Record<string, number>> = {
      volumes: mine.length,
      gigabytes: mine.reduce((sum, v) => sum + v.size, 0),
    };
    const rows = Object.entries(QUOTAS).map(([key, limit]) => [key, { limit, in_use: used[key] ?? 0, reserved: 0 }]);
    return Object.fromEntries(rows);
  };
  const limits = (call: Call) => {
    const mine = ofProject(call);
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

  /** In the middle of a path. */
  const idIn = (call: Call): string => call.params[projectInPath ? 1 : 0] ?? '';
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
      HEALTH,
      route('GET', '/', (call) => answer(300, version(call)), true),
      route('GET', '/v3', (call) => answer(200, version(call)), true),
      at('GET', 'volumes/detail', list('volumes/detail', view)),
      at('GET', 'volumes', list('volumes', brief)),
      at('POST', 'volumes', create),
      at('GET', 'volumes/:id', (call, id) => answer(200, { volume: view(call)(find(call, id)) })),
      at('PUT', 'volumes/:id', async (call, id) => {
        const body = await call.json();
        const wrong = volumeUpdateFault(body, minorOf(call));
        if (wrong !== undefined) refuse('badRequest', 400, wrong);
        const found = find(call, id);
        Object.assign(found, dig(body, 'volume'), { updated_at: isoMicros(now()) });
        return answer(200, { volume: changed(call, found) });
      }),
      at('POST', 'volumes/:id/metadata', (call) => addMetadata(call, find(call, idIn(call)))),
      at('DELETE', 'volumes/:id/metadata/:key', (call, key) => removeMetadata(find(call, idIn(call)), key)),
      at('DELETE', 'volumes/:id', (call, id) => remove(find(call, id))),
      at('POST', 'volumes/:id/action', (call) => extend(call, find(call, call.params[projectInPath ? 1 : 0]))),
      at('GET', 'types', () => answer(200, { volume_types: types })),
      at('GET', 'types/:id', (_, id) => {
        const volume_type = id === 'default' ? type : types.find((one) => one.id === id || one.name === id);
        return volume_type
          ? answer(200, { volume_type })
          : refuse('itemNotFound', 404, `Volume type ${id} could not be found.`);
      }),
      at('GET', 'limits', limits),
      at('GET', 'os-availability-zone', () =>
        answer(200, { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true } }] }),
      ),
      ...['os-quota-sets/:project', 'os-quota-sets/:project/defaults'].map((path) =>
        at('GET', path, (call) => {
          const set = call.query.get('usage')?.toLowerCase() === 'true' ? usage(call) : QUOTAS;
          return answer(200, { quota_set: { id: call.params[projectInPath ? 1 : 0], ...set } });
        }),
      ),
      at('GET', 'extensions', () => answer(200, { extensions: [] })),
      ...['snapshots', 'snapshots/detail'].map((path) => at('GET', path, (call) => snapshots.list(call, path))),
      at('POST', 'snapshots', (call) => snapshots.create(call)),
      at('GET', 'snapshots/:id', snapshots.show),
      at('PUT', 'snapshots/:id', snapshots.update),
      at('POST', 'snapshots/:id/metadata', (call) => addMetadata(call, snapshots.find(call, idIn(call)))),
      at('DELETE', 'snapshots/:id/metadata/:key', (call, key) => removeMetadata(snapshots.find(call, idIn(call)), key)),
      at('DELETE', 'snapshots/:id', snapshots.remove),
      ...cinderGroupRoutes(at),
      at('GET', 'backups', () => answer(200, { backups: [] })),
      at('GET', 'backups/detail', () => answer(200, { backups: [] })),
    ],
  };
  /** Nova's way in. */
  const forNova: CinderVolumes = {
    make: ({ size = 1, type: kind, source, project, user }) =>
      make({ size, volume_type: kind, name: '', bootable: source === 'image' }, project, user).id,
    state: (id, project) => {
      const v = volumes.get(id);
      if (v?.project !== project || !v) return undefined;
      return attached(v).length > 0 ? 'in-use' : v.readyAt > now() ? 'creating' : 'available';
    },
    attach: (id, project, server) => {
      const v = volumes.get(id);
      if (v?.project !== project || !v || attached(v).length > 0) return false;
      Object.assign(v, {
        attachments: [
          {
            id,
            attachment_id: randomUUID(),
            volume_id: id,
            server_id: server,
            host_name: null,
            device: '/dev/vdb',
            attached_at: isoMicros(now()),
          },
        ],
      });
      return true;
    },
    detach: (id, server, dies) => {
      const v = volumes.get(id);
      if (!v || !attached(v).some((one) => dig(one, 'server_id') === server)) return;
      if (dies) volumes.delete(id);
      else Object.assign(v, { attachments: [] });
    },
  };
  return { service, forNova };
}

export interface CinderVolumes {
  make(wanted: {
    readonly size: number | undefined;
    readonly type: string | undefined;
    readonly source: string;
    readonly project: string;
    readonly user: string;
  }): string;
  /** Undefined: there is none in this project. */
  state(id: string, project: string): string | undefined;
  /** False where it is not there or attached already. */
  attach(id: string, project: string, server: string): boolean;
  detach(id: string, server: string, dies: boolean): void;
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
