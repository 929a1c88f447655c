// SPDX-License-Identifier: Apache-2.0
// Breeze's machines. A machine only names its plan, whose figures are looked up beside.
import {
  integer,
  list,
  type Native,
  record,
  text,
  textOrNull,
  textRecord,
  wordFor,
} from '../../../../src/adapters/values.ts';
import type { NativeApi, NativeObject, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { ItemOf } from '../../../../src/model/scs/resource.ts';
import type { servers as definition } from '../../../../src/model/scs/resources/servers.ts';
import { moment, one, pages, units } from '../api.ts';
import { allPlans } from './flavors.ts';

type Server = ItemOf<typeof definition>;
interface Extra {
  readonly plan?: Native;
}

const MACHINES = { service: 'compute', path: '/machines', key: 'machines' };

export const servers: ResourceAdapter<Native, Extra, Server> = {
  service: 'compute',
  async *list(api) {
    for await (const rows of pages(api, MACHINES)) yield await withPlans(api, rows);
  },

  async get(api, id) {
    const native = await one(api, { ...MACHINES, key: 'machine' }, id);
    const [found = { native }] = await withPlans(api, [native]);
    return found;
  },

  map({ native, extra }, { cloud, region }) {
    const plan = extra?.plan;
    const number = integer(native.machine_no);
    return {
      cloud,
      region,
      project: null,
      id: number === undefined ? '' : String(number),
      name: text(native.label) ?? '',
      createdAt: moment(native.made_at),
      status: wordFor(STATUS, native.state),
      nativeStatus: text(native.state) ?? '',
      flavor: {
        id: textOrNull(native.plan_code),
        name: textOrNull(plan?.title),
        vcpus: integer(plan?.cores) ?? null,
        ramMiB: plan === undefined ? null : units(plan.memory_kib, 1024),
        diskGiB: plan === undefined ? null : units(plan.disk_mib, 1024),
      },
      image: imageOf(native.disk_image),
      keypairName: null,
      addresses: list(native.ips).map(record).map(addressOf),
      availabilityZone: textOrNull(native.hall),
      securityGroupNames: [],
      volumeIds: [],
      locked: null,
      powerState: wordFor(POWER, native.state),
      description: null,
      tags: [],
      metadata: textRecord(native.notes),
      launchedAt: null,
      updatedAt: null,
      fault: textOrNull(native.wreck) === null ? null : { message: text(native.wreck) ?? '' },
      userId: null,
    };
  },
};

async function withPlans(api: NativeApi, rows: readonly Native[]): Promise<NativeObject<Native, Extra>[]> {
  if (rows.length === 0) return [];
  const plans = new Map((await allPlans(api)).map((plan) => [plan.plan_code, plan]));
  return rows.map((native) => {
    const plan = plans.get(native.plan_code);
    return { native, extra: plan === undefined ? {} : { plan } };
  });
}

function addressOf(row: Native): Server['addresses'][number] {
  return {
    networkName: text(row.lan) ?? 'public',
    address: text(row.ip) ?? '',
    version: row.family === 'v6' ? 6 : row.family === 'v4' ? 4 : null,
    type: row.public === true ? 'floating' : 'fixed',
    mac: null,
  };
}

const STATUS = {
  BOOT: 'building',
  RUN: 'active',
  HALT: 'stopped',
  HALTING: 'changing',
  WRECKED: 'error',
  VANISHING: 'deleting',
} as const;
const POWER = { RUN: 'running', HALT: 'shutdown', WRECKED: 'crashed' } as const;

function imageOf(native: unknown): Server['image'] {
  const id = textOrNull(native);
  return id === null ? null : { id };
}
