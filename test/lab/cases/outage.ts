// SPDX-License-Identifier: Apache-2.0
// A cloud that hangs, a cloud that is gone, and its return; the other cloud's users must not notice.
import assert from 'node:assert/strict';
import type { Json } from '../client.ts';
import { CLOUDS, processId } from '../clouds.ts';
import { type Context, until } from './context.ts';
import { createScsOutage } from './scs-outage.ts';
import { wireLogin } from './special.ts';

export interface Outage {
  readonly lab: string;
  /** How long a login may wait for a member, and a request for an answer's start, as configured (ms). */
  readonly limits: { readonly login: number; readonly headers: number };
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function outageCases(lab: Context, outage: Outage): Promise<void> {
  const servers = (id: string, token: string) =>
    lab.http('GET', `${lab.publicUrl}/clouds/${id}/compute/v2.1/servers`, { token });
  const cloudA = CLOUDS[0]?.id ?? '';
  const cloudB = CLOUDS[1]?.id ?? '';

  const checkAway = async (
    what: string,
    firstTimer: string,
    statuses: readonly number[],
    limit: number,
  ): Promise<void> => {
    // One who has used both clouds a moment ago, and one who comes for the first time.
    for (const user of ['alice', firstTimer]) {
      await lab.claims.claim(
        `cloud-b ${what}: ${user} logs in, is told by X-SCS-Degraded, and is offered both clouds`,
        async () => {
          const started = Date.now();
          const { scoped } = await wireLogin(lab, user, 'research');
          const took = Date.now() - started;
          assert.equal(scoped.headers['x-scs-degraded'], 'cloud-b');
          assert.ok(took < 2 * outage.limits.login + 2000, `the login took ${took} ms`);
          const compute = scoped.json.token.catalog.find((service: Json) => service.type === 'compute');
          const regions = new Set(compute.endpoints.map((at: Json) => at.region));
          assert.deepEqual([...regions].toSorted(), ['cloud-a', 'cloud-b']);
        },
      );
    }
    const { token } = await wireLogin(lab, 'alice', 'research').catch(() => ({ token: '' }));
    await lab.claims.claim(`cloud-b ${what}: cloud-a is unaffected`, async () => {
      for (let count = 0; count < 5; count += 1) {
        const started = Date.now();
        const answer = await servers(cloudA, token);
        assert.equal(answer.status, 200);
        // Whoever waited for cloud-b would have waited for a login at least.
        assert.ok(Date.now() - started < outage.limits.login, `it took ${Date.now() - started} ms`);
      }
    });
    await lab.claims.claim(
      `cloud-b ${what}: calls to it get ${statuses.join(' or ')} in Nova's dialect within ${limit} ms`,
      async () => {
        const started = Date.now();
        const answer = await servers(cloudB, token);
        const took = Date.now() - started;
        assert.ok(statuses.includes(answer.status), `it answered ${answer.status} ${answer.text}`);
        const [fault] = Object.values(answer.json) as { code: number; message: string }[];
        assert.equal(fault?.code, answer.status, answer.text);
        assert.equal(typeof fault?.message, 'string');
        assert.ok(took < limit, `it took ${took} ms`);
      },
    );
  };
  const checkHealed = async (after: string): Promise<void> => {
    await lab.claims.claim(`cloud-b ${after}: it heals without a restart of the gateway`, async () => {
      await until('a login with both clouds', 60, async () => {
        const { token, scoped } = await wireLogin(lab, 'alice', 'research');
        return scoped.headers['x-scs-degraded'] === undefined && (await servers(cloudB, token)).status === 200;
      });
    });
  };

  const scs = await createScsOutage(lab);
  const group = -processId(outage.lab, 'b', 'apache');
  process.kill(group, 'SIGSTOP');
  try {
    await checkAway('hanging', 'dora', [503, 504], outage.limits.headers + outage.limits.login + 3000);
    await scs.hanging();
  } finally {
    process.kill(group, 'SIGCONT');
  }
  await checkHealed('answering again');
  await scs.healed('answering again');

  process.kill(group, 'SIGSTOP');
  await scs.dying(() => process.kill(group, 'SIGKILL'));
  await outage.stop();
  try {
    await checkAway('stopped', 'erik', [503], outage.limits.login);
    await scs.stopped();
  } finally {
    await outage.start();
  }
  await checkHealed('started again');
  await scs.healed('started again');
}
