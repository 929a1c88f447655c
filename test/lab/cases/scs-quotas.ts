// SPDX-License-Identifier: Apache-2.0
// A quota that is used up, as Nova, Neutron and Cinder each say it in their own way and the normalised API in one; and a
// server that goes to the next cloud for it.
import assert from 'node:assert/strict';
import { ADMIN, CLOUDS, type Cloud, callerIds, loginAt } from '../clouds.ts';
import type { Context } from './context.ts';
import { checkProblem, PROJECT, type Scs } from './scs-talk.ts';

/** Where each cloud itself keeps the limits of a project. */
const QUOTAS: Readonly<Record<string, { readonly compute: string; readonly network: string }>> = {
  'cloud-a': { compute: 'http://127.0.0.2:8774/v2.1', network: 'http://127.0.0.2:9696' },
  'cloud-b': { compute: 'http://127.0.0.3:5000/compute/v2.1', network: 'http://127.0.0.3:5000/networking' },
};

/** While it works, the project may have no server and no router on the cloud: set by its administrator, around the gateway. */
async function without(lab: Context, cloud: Cloud, work: () => Promise<void>): Promise<void> {
  const { token } = await loginAt(lab.direct, cloud, ADMIN);
  const ids = await callerIds(lab.direct, cloud);
  const [project] = [...ids].find(([, what]) => what.startsWith(`project id of ${PROJECT} `)) ?? [];
  const { compute = '', network = '' } = QUOTAS[cloud.id] ?? {};
  const set = async (instances: number, router: number): Promise<void> => {
    const quotas = [
      [`${compute}/os-quota-sets/${project}`, { quota_set: { instances, force: true } }],
      [`${network}/v2.0/quotas/${project}`, { quota: { router } }],
    ] as const;
    for (const [url, body] of quotas) {
      const answer = await lab.direct('PUT', url, { token, body });
      assert.equal(answer.status, 200, `${url}: ${answer.text}`);
    }
  };
  await set(0, 0);
  try {
    await work();
  } finally {
    await set(100, 100);
  }
}

export async function quotaCases(lab: Context, scs: Scs, name: string): Promise<void> {
  const server = { project: PROJECT, name, flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' };
  for (const cloud of CLOUDS)
    await lab.claims.claim(`scs ${cloud.id}: a quota that is used up is the same problem from every service`, () =>
      without(lab, cloud, async () => {
        const place = { cloud: cloud.id, project: PROJECT, name };
        const refused = async (plural: string, body: object, service: string, said: RegExp): Promise<number> => {
          const answer = await scs.ask('POST', `/${plural}`, body);
          const { code, native, cloud: where } = checkProblem(answer);
          assert.deepEqual([code, where, native.service], ['nativeQuota', cloud.id, service], answer.text);
          assert.match(native.message, said);
          return native.status;
        };
        const native = [
          await refused('servers', { ...server, cloud: cloud.id }, 'compute', /Quota exceeded for instances/),
          await refused('routers', place, 'network', /Quota exceeded for resources: \['router'\]/),
          await refused('volumes', { ...place, sizeGiB: 1_000_000 }, 'block-storage', /exceed|quota/i),
        ];
        assert.deepEqual(native, [403, 409, 413]);
      }),
    );
  const [first] = CLOUDS;
  if (first === undefined) return;
  await lab.claims.claim('scs: a server goes on to the next cloud where the first has no quota left, and says so', () =>
    without(lab, first, async () => {
      const { item, placement } = await scs.post('/servers?wait=60', { ...server, placement: { strategy: 'first' } });
      await scs.remove('servers', item.cloud, item.id);
      assert.equal(item.cloud, 'cloud-b');
      const [refused] = placement.considered;
      assert.deepEqual([refused.cloud, refused.fits], [first.id, false]);
      assert.match(refused.against.join(), /^refused: Quota exceeded for instances/);
    }),
  );
}
