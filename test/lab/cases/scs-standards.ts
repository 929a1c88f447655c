// SPDX-License-Identifier: Apache-2.0
// What the gateway knows of the SCS standards, asked of two real clouds that keep to them in part.
import assert from 'node:assert/strict';
import type { Json } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import type { Context } from './context.ts';
import { checkProblem, type Scs } from './scs-talk.ts';

const both = CLOUDS.map(({ id }) => id);

export async function standardsCases(lab: Context, scs: Scs): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) => lab.claims.claim(`scs: ${title}`, check);

  await claim(
    'flavors of both clouds are one group by their SCS name, and a flavor of one cloud alone says so',
    async () => {
      const common = await scs.get('/flavor-groups/SCS-1V:4:10');
      assert.deepEqual([common.name, common.clouds, common.missing], ['SCS-1V-4-10', both, []]);
      assert.deepEqual(common.differences, []);
      for (const offer of common.offers) assert.deepEqual([offer.name, offer.by], ['SCS-1V-4-10', 'extra_specs']);
      const own = await scs.get('/flavor-groups/SCS-8V-32');
      assert.deepEqual([own.clouds, own.missing, own.unknown], [['cloud-a'], ['cloud-b'], []]);
      const { items } = await scs.get('/flavor-groups');
      assert.ok(items.length >= 11 && items.every((group: Json) => group.scs), JSON.stringify(items).slice(0, 500));
    },
  );
  await claim('the best flavor and the one image of each cloud are found by what they are', async () => {
    const flavors = await scs.get('/flavor-matches?vcpus=2&ramGiB=4&diskGiB=20&diskType=ssd');
    assert.deepEqual(
      flavors.items.map(({ cloud, flavor }: Json) => [cloud, flavor.name]),
      both.map((id) => [id, 'SCS-2V-4-20s']),
    );
    const images = await scs.get('/image-matches?distro=ubuntu&version=24.04');
    assert.deepEqual(
      images.items.map(({ cloud, image, how }: Json) => [cloud, image.name, how]),
      both.map((id) => [id, 'Ubuntu 24.04', 'properties']),
    );
    const none = await scs.get('/image-matches?distro=beos');
    for (const { image, because } of none.items) assert.deepEqual([image, because.length > 0], [null, true]);
  });
  await claim('the conformance report of each cloud tells what holds and what does not', async () => {
    for (const id of both) {
      const report = await scs.get(`/clouds/${id}/conformance?scope=iaas&project=research`);
      assert.ok(Math.abs(Date.now() - Date.parse(report.checkedAt)) < 60_000, report.checkedAt);
      const [{ region, checks, summary }] = report.regions;
      assert.deepEqual([report.cloud, region, report.regions.length, report.clusters], [id, id, 1, []]);
      const result = (standard: RegExp, outcome: string): Json[] =>
        checks.filter((check: Json) => standard.test(check.standard) && check.result === outcome);
      // Both lack most of the standard flavors, and volume types without their markers are the default of Cinder.
      assert.ok(result(/scs-0103/, 'fail').length > 0);
      assert.ok(result(/scs-0123/, 'pass').length > 0);
      assert.ok(checks.every(({ detail }: Json) => typeof detail === 'string' && detail.length > 0));
      for (const { result: whole, pass, fail } of summary) assert.ok(whole === 'fail' && pass > 0 && fail > 0);
    }
  });
  await claim('the portability report tells which cloud has all of it, and what the other lacks', async () => {
    const wanted = {
      flavors: ['SCS-1V-4-10', 'SCS-16V-64'],
      images: [{ distro: 'debian' }],
      services: ['object-store'],
    };
    const report = await scs.post('/portability', { ...wanted, project: 'research' });
    assert.deepEqual(report.satisfying, ['cloud-b']);
    const [a, b] = report.clouds;
    assert.deepEqual(
      a.items.map(({ state, wanted }: Json) => [wanted, state]).filter(([, state]: Json) => state !== 'satisfied'),
      [['SCS-16V-64', 'missing']],
    );
    assert.deepEqual([a.state, b.state], ['missing', 'satisfied']);
  });
  await claim('a flavor name is read, and what is none is refused with the reason', async () => {
    const read = await scs.get('/flavor-names/SCS-16T:64:3x10s-bms-i3h');
    assert.deepEqual([read.syntax, read.canonical], ['v1', 'SCS-16T-64-3x10s_bms_i3h']);
    const answer = await scs.ask('GET', '/flavor-names/SCS-4Z-16');
    assert.equal(answer.status, 422);
    checkProblem(answer);
  });
}
