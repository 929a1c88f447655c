// SPDX-License-Identifier: Apache-2.0
// A limit that comes into force while the gateway runs, as users of the stock client and of the normalised API meet it.
import assert from 'node:assert/strict';
import type { OpenStackClient } from '../client.ts';
import { type Context, until } from './context.ts';
import { checkProblem, createScs } from './scs-talk.ts';

export interface LimitDeps {
  /** bob's stock client. */
  readonly os: OpenStackClient;
  /** Changes `gateway.limits` in the file that the gateway runs with. */
  set(limits: object): void;
}

export async function limitCases(lab: Context, { os, set }: LimitDeps): Promise<void> {
  const list = (): ReturnType<OpenStackClient['outcome']> =>
    os.outcome('server', 'list', '--os-region-name', 'cloud-a');
  await lab.claims.claim('limits: without one, ten times `openstack server list` are answered', async () => {
    for (let times = 0; times < 10; times += 1) assert.equal((await list()).code, 0);
  });
  set({ user: { read: '5/1m', fanOut: '2/1m' } });
  await lab.claims.claim(
    'limits: with read: 5/1m, a loop of `openstack server list` ends with a message that says so, without a restart',
    async () => {
      const refused = await until('a refusal', 60, async () => {
        const outcome = await list();
        return outcome.code !== 0 && outcome;
      });
      assert.match(
        refused.stderr,
        /You have sent too many reads: 5 in 60 seconds are allowed\. Try again in \d+ seconds?\..*\(HTTP 429\)/s,
      );
      assert.doesNotMatch(refused.stderr, /Traceback/);
    },
  );
  await lab.claims.claim(
    'limits: the normalised API counts with it, and apart what asks every cloud; both are problems with Retry-After',
    async () => {
      const bob = await createScs(lab, 'bob');
      const refused = async (path: string, policy: string): Promise<void> => {
        const answer = await bob.ask('GET', path);
        assert.equal(answer.status, 429, answer.text);
        assert.equal(checkProblem(answer).code, 'rateLimited');
        const seconds = Number(answer.headers['retry-after']);
        // The window slides: what was sent in the one before counts for a part of the next.
        assert.ok(seconds >= 1 && seconds <= 120, `${seconds} s`);
        assert.equal(answer.headers['ratelimit-policy'], policy);
      };
      await refused('/me', '"user-read";q=5;w=60');
      for (let times = 0; times < 2; times += 1) await bob.get('/servers');
      await refused('/servers', '"user-fan-out";q=2;w=60');
    },
  );
  await lab.claims.claim('limits: others are not concerned', async () => {
    await (await createScs(lab, 'carol')).get('/clouds?services=false');
  });
  set({});
  await lab.claims.claim('limits: taken back, the same user goes on at once', async () => {
    await until('an answer', 20, async () => (await list()).code === 0);
  });
}
