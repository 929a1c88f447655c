// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { ANSWER_LIMITS } from '../../../src/model/intake.ts';
import { changed, faultsAfter, type Loose, load } from './workspace.ts';

const withLimits = (limits: unknown) => (file: Loose) => Object.assign(file.gateway, { limits });

describe('limits', () => {
  it('are requests in a time', async () => {
    const limits = {
      user: { read: '3000/1m', write: '10/1s', fanOut: 'off' },
      project: { write: '9/1s', stream: 'off' },
      address: { failed: '5/1h' },
      loopLag: 'off',
    };
    const { config } = await load(changed(withLimits(limits)));
    const { connections: _, ...rates } = config.gateway.limits;
    expect(rates).toEqual({
      user: { read: { quota: 3000, period: 60_000 }, write: { quota: 10, period: 1_000 } },
      project: { write: { quota: 9, period: 1_000 } },
      address: { failed: { quota: 5, period: 3_600_000 }, anonymous: { quota: 30_000, period: 60_000 } },
      passwords: { pair: { quota: 10, period: 300_000 }, account: { quota: 60, period: 3_600_000 } },
      consoles: { user: 64, address: 512 },
      revocations: { user: 5_000, total: 200_000 },
      answers: ANSWER_LIMITS,
      streamAge: 24 * 3_600_000,
      streamRecheck: 60_000,
    });
  });

  it('of clouds and clusters stand with them', async () => {
    const { config } = await load(
      changed(({ clouds: [cloud] }) => {
        cloud.openstack.limits = { requests: '20000/1m', inFlight: 64, minRate: 'off' };
        cloud.clusters = [
          {
            id: 'prod-a',
            server: 'https://10.0.0.1:6443',
            strategy: { kind: 'hub-oidc' },
            limits: { streams: 50, perUser: { streams: 5 } },
          },
        ];
      }),
    );
    const [cloud] = config.clouds;
    expect(cloud?.openstack?.limits).toEqual({
      requests: { quota: 20_000, period: 60_000 },
      inFlight: 64,
      endpoints: 2_000,
      projects: 1_000,
      perUser: { inFlight: 100 },
    });
    expect(cloud?.clusters[0]?.limits).toEqual({
      inFlight: 1_000,
      streams: 50,
      perUser: { inFlight: 250, streams: 5 },
      minRate: { quota: 30_000, period: 60_000 },
    });
  });

  it.each([
    [{ user: { read: '3000' } }, 'gateway.limits.user.read: must be a rate such as 3000/1m (or 50/1s), or off'],
    [{ user: { read: '0/1m' } }, 'gateway.limits.user.read: must be a rate such as 3000/1m (or 50/1s), or off'],
    [{ project: { login: '3/1m' } }, 'gateway.limits.project.login: is not a known key'],
    [{ user: { write: '10/500ms' } }, 'gateway.limits.user.write: must be a rate such as 3000/1m (or 50/1s), or off'],
    [{ address: { login: '10/0s' } }, 'gateway.limits.address.login: must count over at least 1s and at most 1h'],
    [{ address: { login: '10/2h' } }, 'gateway.limits.address.login: must count over at least 1s and at most 1h'],
    [{ loopLag: '5' }, 'gateway.limits.loopLag: must be a duration such as 500ms, or off'],
    [{ loopLag: '1ms' }, 'gateway.limits.loopLag: must be between 20ms and 60s'],
    [{ answers: { size: '8MB' } }, 'gateway.limits.answers.size: must be a size such as 8MiB or 1GiB'],
    [{ answers: { size: '1GiB' } }, 'gateway.limits.answers.size: must be at most 64MiB'],
    [
      { answers: { size: '64MiB' } },
      'gateway.limits.answers.memory: must be at least 16 times gateway.limits.answers.size: that is what one answer may become',
    ],
    [{ streamAge: 'off' }, 'gateway.limits.streamAge: must be a duration such as 24h'],
    [{ streamAge: '30s' }, 'gateway.limits.streamAge: must be between 1m and 168h'],
    [{ streamRecheck: '2h' }, 'gateway.limits.streamRecheck: must be between 1s and 1h'],
  ])('%o is refused with the reason', async (limits, fault) => {
    expect(await faultsAfter(withLimits(limits))).toEqual([fault]);
  });

  it('of a kind that does not exist are refused', async () => {
    expect(await faultsAfter(withLimits({ user: { list: '1/1m' } }))).toHaveLength(1);
  });
});
