// SPDX-License-Identifier: Apache-2.0
// Lists of the normalised API while a cloud hangs, dies in the middle of one, is gone, and comes back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import type { Json } from '../client.ts';
import type { Context } from './context.ts';
import { until } from './context.ts';
import { checkProblem, createScs, PROJECT } from './scs-talk.ts';

export interface ScsOutage {
  /** cloud-b accepts connections and answers nothing. */
  hanging(): Promise<void>;
  /** cloud-b hangs, and is killed by `kill` while a list waits for it. */
  dying(kill: () => void): Promise<void>;
  stopped(): Promise<void>;
  healed(after: string): Promise<void>;
}

export async function createScsOutage(lab: Context): Promise<ScsOutage> {
  const scs = await createScs(lab, 'alice');
  const claim = <T>(title: string, check: () => Promise<T>) => lab.claims.claim(`scs: cloud-b ${title}`, check);
  const reports = (answer: Json): [string, string][] => answer.clouds.map(({ cloud, status }: Json) => [cloud, status]);
  const partial = [
    ['cloud-a', 'ok'],
    ['cloud-b', 'error'],
  ];

  /** The lines of a list, each with the milliseconds since it was asked for. */
  async function* lines(path: string): AsyncGenerator<{ line: Json; ms: number }> {
    const dispatcher = new Agent({ connect: { ca: readFileSync(lab.ca, 'utf8') } });
    const started = Date.now();
    const authorization = `Bearer ${await lab.accessToken('alice')}`;
    const headers = { authorization, accept: 'application/x-ndjson' };
    const { statusCode, body } = await request(`${lab.publicUrl}/scs/v1${path}`, { dispatcher, headers });
    assert.equal(statusCode, 200);
    for await (const line of createInterface({ input: body }))
      yield { line: JSON.parse(line), ms: Date.now() - started };
    await dispatcher.close();
  }

  const away = async (what: string): Promise<void> => {
    await claim(`${what}: a list has the objects of cloud-a, and says that cloud-b failed`, async () => {
      const answer = await scs.get(`/networks?project=${PROJECT}&timeout=8`);
      assert.deepEqual(reports(answer), partial);
      assert.ok(answer.items.some(({ name }: Json) => name === 'public'));
      assert.ok(answer.items.every(({ cloud }: Json) => cloud === 'cloud-a'));
      const { error } = answer.clouds[1];
      assert.match(error.type, /^urn:scs-gateway:error:member(Timeout|Unreachable|Busy)$/);
      assert.doesNotMatch(JSON.stringify(error), /127\.0\.0/);
    });
    await claim(`${what}: with partial=false the list is a problem that names it`, async () => {
      const answer = await scs.ask('GET', `/networks?project=${PROJECT}&timeout=8&partial=false`);
      const { code, cloud, errors } = checkProblem(answer);
      assert.ok([502, 503, 504].includes(answer.status), answer.text);
      assert.match(code, /^member/);
      assert.deepEqual([cloud, errors.map(({ cloud: of }: Json) => of)], ['cloud-b', ['cloud-b']]);
    });
    await claim(`${what}: a server goes to cloud-a, and the answer says why not elsewhere`, async () => {
      const body = { project: PROJECT, name: `lab-${process.pid}-away`, flavor: 'SCS-1V-4-10', image: 'Debian 12' };
      const placement = { strategy: 'first', clouds: ['cloud-b', 'cloud-a'] };
      const made = await scs.post('/servers?wait=60', { ...body, networks: 'none', placement });
      await scs.remove('servers', made.item.cloud, made.item.id);
      const [b, a] = made.placement.considered;
      assert.deepEqual([made.item.cloud, a.fits, b.cloud, b.fits], ['cloud-a', true, 'cloud-b', false]);
      assert.ok(b.against.length > 0);
    });
  };

  return {
    hanging: () => away('hanging'),
    async dying(kill) {
      await claim(
        'dies in the middle of a list: the lines of cloud-a came before, the list still ends and tells; so do those in one piece',
        async () => {
          const seen: { line: Json; ms: number }[] = [];
          const path = `/networks?project=${PROJECT}&timeout=30`;
          const others = Promise.all([scs.get(path), scs.ask('GET', `${path}&partial=false`)]);
          // Looked at when the lines have ended; until then a failure of theirs must not end the lab.
          others.catch(() => undefined);
          for await (const one of lines(path)) {
            seen.push(one);
            if (one.line.cloud?.cloud === 'cloud-a') kill();
          }
          const items = seen.flatMap(({ line }) => line.item ?? []);
          assert.ok(items.length > 0 && items.every(({ cloud }) => cloud === 'cloud-a'));
          const [a, b] = seen.filter(({ line }) => line.cloud !== undefined);
          assert.deepEqual([a?.line.cloud.status, b?.line.cloud.status], ['ok', 'error']);
          assert.match(b?.line.cloud.error.code, /^member/);
          assert.deepEqual(seen.at(-1)?.line, { end: { count: items.length, partial: true } });
          assert.ok((a?.ms ?? 0) < 10_000, `cloud-a's lines came after ${a?.ms} ms`);
          assert.ok((b?.ms ?? 0) < 20_000, `the end came after ${b?.ms} ms`);
          const [whole, strict] = await others;
          assert.deepEqual([reports(whole), whole.items], [partial, items]);
          assert.equal(checkProblem(strict).cloud, 'cloud-b');
        },
      );
    },
    async stopped() {
      await away('stopped');
      await claim(
        'stopped: it is in the list of clouds as down, and its objects are problems that say so',
        async () => {
          const { items } = await scs.get('/clouds');
          assert.deepEqual(
            items.map(({ status }: Json) => status),
            ['up', 'down'],
          );
          const answer = await scs.ask('GET', '/servers/cloud-b/5b2b5778-3279-4597-ae94-78a4e65da655');
          assert.equal(answer.status, 503, answer.text);
          assert.equal(checkProblem(answer).cloud, 'cloud-b');
        },
      );
    },
    async healed(after) {
      await claim(`${after}: lists have it again without a restart of the gateway`, async () => {
        await until('a list of both clouds', 60, async () => {
          const answer = await scs.get(`/networks?project=${PROJECT}`);
          return reports(answer).every(([, status]) => status === 'ok') && answer;
        });
        const { items } = await scs.get('/clouds');
        for (const { id, status } of items) assert.equal(status, 'up', id);
      });
    },
  };
}
