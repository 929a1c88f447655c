// SPDX-License-Identifier: Apache-2.0
// Breeze's plans. All are read at once, and kept: they change with the price list.
import { integer, type Native, text, textOrNull, wordFor } from '../../../../src/adapters/values.ts';
import type { NativeApi, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { ItemOf } from '../../../../src/model/scs/resource.ts';
import type { flavors as definition } from '../../../../src/model/scs/resources/flavors.ts';
import { ARCHITECTURES, one, pages, units } from '../api.ts';

type Flavor = ItemOf<typeof definition>;

const PLANS = { service: 'compute', path: '/plans', key: 'plans' };

export const allPlans = (api: NativeApi): Promise<readonly Native[]> =>
  api.cached('flavors', 'plans', async (own) => {
    const plans: Native[] = [];
    for await (const rows of pages(own, PLANS)) plans.push(...rows);
    return plans;
  });

export const flavors: ResourceAdapter<Native, undefined, Flavor> = {
  service: 'compute',
  async *list(api) {
    yield (await allPlans(api)).map((native) => ({ native }));
  },
  get: async (api, id) => ({ native: await one(api, { ...PLANS, key: 'plan' }, id) }),

  map({ native }, { cloud, region }) {
    const diskGiB = units(native.disk_mib, 1024);
    const disabled = native.retired === true;
    return {
      cloud,
      region,
      project: null,
      id: text(native.plan_code) ?? '',
      name: text(native.title) ?? '',
      createdAt: null,
      status: disabled ? 'disabled' : 'available',
      vcpus: integer(native.cores) ?? 0,
      ramMiB: units(native.memory_kib, 1024),
      diskGiB,
      bootFromVolume: diskGiB === 0,
      ephemeralGiB: 0,
      swapMiB: 0,
      public: true,
      disabled,
      description: textOrNull(native.blurb),
      extraSpecs: null,
      // Whether anybody else is on the core, it says; how many are, it does not.
      cpuType: native.own_cores === true ? 'dedicated-core' : 'unknown',
      cpuMaker: 'unknown',
      architecture: wordFor(ARCHITECTURES, native.arch),
      diskType: diskGiB === 0 ? 'none' : wordFor(DISKS, native.disk_kind),
      gpu: false,
      scs: null,
    };
  },
};

const DISKS = { spinning: 'hdd', flash: 'ssd', 'flash-local': 'nvme' } as const;
