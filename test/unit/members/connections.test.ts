// SPDX-License-Identifier: Apache-2.0
// What is opened once serves many calls: each ends by its own signal, and tells its own caller what came from the cache.
import { describe, expect, it } from 'vitest';
import { createReferenceCache } from '../../../src/cache/reference-cache.ts';
import { createClusterConnection } from '../../../src/members/cluster-api.ts';
import { createIntake } from '../../../src/members/intake.ts';
import { createOpenStackConnection } from '../../../src/members/openstack-api.ts';
import type { CacheUse } from '../../../src/model/reference-cache.ts';
import type { NativeApi, NativeConnection } from '../../../src/model/scs/adapter.ts';

const never = () => new Promise<never>(() => undefined);
const open = () => new AbortController().signal;

/** No question is ever answered: logging in takes for ever. */
const deps = () => ({
  references: createReferenceCache({ seal: {} as never, now: () => 1_000 }),
  publicUrl: 'https://gateway.example.org',
});

function openstack(): NativeConnection {
  const session = { roles: [{ name: 'member' }] };
  const views = { known: () => undefined, get: never };
  return createOpenStackConnection({ ...deps(), views } as never, {
    member: { id: 'cloud-a', authUrl: 'https://k.example:5000/v3', transport: { intake: createIntake() } } as never,
    caller: { principal: { id: 'p' } } as never,
    project: { id: 'project', name: 'research', domain: { id: 'd', name: 'acme' } },
    region: 'cloud-a',
    view: { session, published: { routes: [], catalog: [] } } as never,
    requestId: 'req-1',
  });
}

function cluster(): NativeConnection {
  return createClusterConnection(deps() as never, {
    cluster: {
      id: 'prod-a',
      name: 'Production A',
      cloud: 'cloud-a',
      server: 'https://10.0.0.1:6443',
      strategy: { credential: never },
      transport: { intake: createIntake() },
    } as never,
    caller: { principal: { id: 'p', groups: [] }, expiresAt: 0 } as never,
  });
}

describe.each([
  ['a region', openstack],
  ['a cluster', cluster],
])('a connection to %s', (_what, connect) => {
  it('ends the questions of the call that has ended, and no others', async () => {
    const connection = connect();
    const gone = new AbortController();
    const call = { service: 'kubernetes', path: '/version' };
    const ended = connection.api({ signal: gone.signal }).call(call);
    let other = 'under way';
    void connection
      .api({ signal: open() })
      .call(call)
      .then(
        () => (other = 'answered'),
        () => (other = 'ended'),
      );
    gone.abort();
    await expect(ended).rejects.toMatchObject({ code: 'clientTimeout' });
    expect(other).toBe('under way');
  });

  it('goes on loading for others what the first one no longer waits for', async () => {
    const connection = connect();
    const gone = new AbortController();
    let finish = (): void => undefined;
    let loading: NativeApi | undefined;
    let loads = 0;
    const load = (api: NativeApi): Promise<string> => {
      loads += 1;
      loading = api;
      return new Promise((resolve) => {
        finish = () => resolve('loaded');
      });
    };
    const first = connection.api({ signal: gone.signal }).cached('discovery', 'x', load);
    const second = connection.api({ signal: open() }).cached('discovery', 'x', load);
    await expect.poll(() => loads).toBe(1);
    gone.abort();
    await expect(first).rejects.toMatchObject({ code: 'clientTimeout' });
    expect(loading?.signal.aborted).toBe(false);
    finish();
    expect(await second).toBe('loaded');
    expect(loads).toBe(1);
  });

  it('tells each call what it got through the cache, and nobody else', async () => {
    const connection = connect();
    const told: Record<'first' | 'second', CacheUse[]> = { first: [], second: [] };
    const api = (who: 'first' | 'second') => connection.api({ signal: open(), onCached: (use) => told[who].push(use) });
    await api('first').cached('discovery', 'x', async () => 1);
    await api('second').cached('discovery', 'x', async () => 2);
    expect(told).toEqual({ first: [{ state: 'miss', at: 1_000 }], second: [{ state: 'hit', at: 1_000 }] });
  });
});
