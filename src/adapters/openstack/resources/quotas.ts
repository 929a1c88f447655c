// SPDX-License-Identifier: Apache-2.0
// A project's quotas of Nova, Cinder and Neutron in one object, each from the most complete response that the member
// gives.
import { defined } from '../../../model/defined.ts';
import type { ProjectRef } from '../../../model/identity.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { quotas as definition } from '../../../model/scs/resources/quotas.ts';
import { integer, integerOrNull, type Native, record } from '../../values.ts';
import { nova } from '../services/nova.ts';
import { type QuotaService, quotaName } from '../services/quota-names.ts';
import { missing, unlessRefused } from '../services/refusals.ts';

type Quota = ItemOf<typeof definition>;
type Limit = Quota['limits'][number];

/** Stands for the quota of the project that is queried, whichever that is. */
const OWN = 'quota';

interface Extra {
  readonly project: ProjectRef;
}

/** By service: the rows (key → number or figures), null if refused, absent if not offered. */
interface Answers {
  readonly compute: Native | null;
  readonly blockStorage?: Native | null;
  readonly network?: Native | null;
}

export const quotas: ResourceAdapter<Answers, Extra, Quota> = {
  service: 'compute',
  async *list(api) {
    yield [await read(api)];
  },

  async get(api, id) {
    if (id !== OWN && id !== api.project?.id) throw missing(api, 'compute', `There is no quota ${id}.`);
    return read(api);
  },

  map({ native: { compute, blockStorage, network }, extra }, { cloud, region, project }) {
    const services = { compute: told(compute), 'block-storage': told(blockStorage), network: told(network) };
    return {
      cloud,
      region,
      project,
      id: project ?? OWN,
      name: extra?.project.name ?? '',
      createdAt: null,
      status: Object.values(services).includes('known') ? 'available' : 'unknown',
      limits: [
        ...limitsOf('compute', compute),
        ...limitsOf('block-storage', blockStorage),
        ...limitsOf('network', network),
      ],
      services,
    };
  },
};

const told = (answer: Native | null | undefined): Quota['services']['compute'] =>
  answer === undefined ? 'not-offered' : answer === null ? 'refused' : 'known';

function limitsOf(service: QuotaService, rows: Native | null | undefined): Limit[] {
  return Object.entries(rows ?? {}).flatMap(([native, value]) => {
    const name = quotaName(service, native);
    const figures = typeof value === 'object' ? record(value) : { limit: value };
    const limit = integer(figures.limit);
    if (name === undefined || limit === undefined) return [];
    return [
      {
        resource: name.resource,
        service,
        native,
        limit: limit < 0 ? null : limit,
        // Nova reports 0 for resources that it does not count.
        used: name.counted ? integerOrNull(figures.in_use ?? figures.used) : null,
        reserved: name.counted ? integerOrNull(figures.reserved) : null,
        unit: name.unit,
      },
    ];
  });
}

const read = async (api: NativeApi): Promise<{ native: Answers; extra?: Extra }> => ({
  native: await ask(api),
  ...(api.project === undefined ? {} : { extra: { project: api.project } }),
});

async function ask(api: NativeApi): Promise<Answers> {
  const project = encodeURIComponent(api.project?.id ?? '');
  const [compute, blockStorage, network] = await Promise.all([
    ofCompute(api, project),
    ofStorage(api, project),
    ofNetwork(api, project),
  ]);
  return defined({ compute, blockStorage, network });
}

async function ofCompute(api: NativeApi, project: string): Promise<Native | null> {
  const full = await unlessRefused(() => nova(api, `/os-quota-sets/${project}/detail`));
  if (full !== undefined) return record(record(full.body).quota_set);
  const limits = await unlessRefused(() => nova(api, '/limits'));
  return limits === undefined ? null : fromLimits(limits.body, NOVA_LIMITS);
}

async function ofStorage(api: NativeApi, project: string): Promise<Native | null | undefined> {
  if (!api.offers('block-storage')) return undefined;
  const path = `/os-quota-sets/${project}`;
  const full = await unlessRefused(() => api.call({ service: 'block-storage', path, query: { usage: 'True' } }));
  if (full !== undefined) return record(record(full.body).quota_set);
  const limits = await unlessRefused(() => api.call({ service: 'block-storage', path: '/limits' }));
  return limits === undefined ? null : fromLimits(limits.body, CINDER_LIMITS);
}

async function ofNetwork(api: NativeApi, project: string): Promise<Native | null | undefined> {
  if (!api.offers('network')) return undefined;
  for (const path of [`/quotas/${project}/details`, `/quotas/${project}`]) {
    const answer = await unlessRefused(() => api.call({ service: 'network', path }));
    if (answer !== undefined) return record(record(answer.body).quota);
  }
  return null;
}

/** `GET /limits`, which every member of a project may read, has different names for the same limits. */
const NOVA_LIMITS: Readonly<Record<string, readonly [limit: string, used: string | undefined]>> = {
  cores: ['maxTotalCores', 'totalCoresUsed'],
  instances: ['maxTotalInstances', 'totalInstancesUsed'],
  ram: ['maxTotalRAMSize', 'totalRAMUsed'],
  server_groups: ['maxServerGroups', 'totalServerGroupsUsed'],
  key_pairs: ['maxTotalKeypairs', undefined],
  metadata_items: ['maxServerMeta', undefined],
  server_group_members: ['maxServerGroupMembers', undefined],
};
const CINDER_LIMITS: typeof NOVA_LIMITS = {
  volumes: ['maxTotalVolumes', 'totalVolumesUsed'],
  gigabytes: ['maxTotalVolumeGigabytes', 'totalGigabytesUsed'],
  snapshots: ['maxTotalSnapshots', 'totalSnapshotsUsed'],
  backups: ['maxTotalBackups', 'totalBackupsUsed'],
  backup_gigabytes: ['maxTotalBackupGigabytes', 'totalBackupGigabytesUsed'],
};

function fromLimits(body: unknown, names: typeof NOVA_LIMITS): Native {
  const absolute = record(record(record(body).limits).absolute);
  return Object.fromEntries(
    Object.entries(names).map(([key, [limit, used]]) => [
      key,
      { limit: absolute[limit], ...(used === undefined ? {} : { in_use: absolute[used] }) },
    ]),
  );
}
