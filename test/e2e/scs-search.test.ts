// SPDX-License-Identifier: Apache-2.0
// Anything by name, id or address over all clouds.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let alice: string;
let bob: string;

beforeAll(async () => {
  h = await startHarness();
  alice = await h.login('alice');
  bob = await h.login('bob');
  const research = await h.scoped('alice');
  for (const [cloud, name] of [
    ['cloud-a', 'needle-net'],
    ['cloud-b', 'Other-NEEDLE'],
  ] as const) {
    const made = await h.send('POST', `/clouds/${cloud}/network/v2.0/networks`, {
      token: research,
      json: { network: { name } },
    });
    expect(made.status).toBe(201);
    const subnet = { name: 'plain', network_id: made.body.network.id, ip_version: 4, cidr: '10.77.0.0/24' };
    await h.send('POST', `/clouds/${cloud}/network/v2.0/subnets`, { token: research, json: { subnet } });
  }
});
afterAll(() => h.close());
afterEach(async () => {
  await Promise.all([h.a.faults.clear(), h.b.faults.clear()]);
});

const search = (query: string, token = alice) => h.send('GET', `/scs/v1/search?${query}`, { token });

describe('a search', () => {
  it('finds a part of a name in any case, on every cloud', async () => {
    const { status, body } = await search('q=needle');
    expect(status).toBe(200);
    expect(body.items).toEqual([
      expect.objectContaining({ resource: 'networks', cloud: 'cloud-a', name: 'needle-net', why: 'name' }),
      expect.objectContaining({ resource: 'networks', cloud: 'cloud-b', name: 'Other-NEEDLE', why: 'name' }),
    ]);
    expect(body.clouds).toEqual([
      { cloud: 'cloud-a', status: 'ok', count: 1, ms: expect.any(Number) },
      { cloud: 'cloud-b', status: 'ok', count: 1, ms: expect.any(Number) },
    ]);
    expect(body.more).toBe(false);
  });

  it('finds an id, and the beginning of one', async () => {
    const [{ id, cloud }] = (await search('q=needle-net')).body.items;
    for (const q of [id, id.slice(0, 8), id.toUpperCase()]) {
      const { body } = await search(`q=${q}`);
      expect(body.items).toContainEqual(expect.objectContaining({ id, cloud, why: 'id' }));
    }
  });

  it('shows nobody what is not theirs', async () => {
    expect((await search('q=needle', bob)).body.items).toEqual([]);
  });

  it('goes on without a cloud that is away', async () => {
    await h.b.faults.set('network', 'gone');
    const { body } = await search('q=needle&resources=networks');
    expect(body.items.map(({ cloud }: { cloud: string }) => cloud)).toEqual(['cloud-a']);
    expect(body.clouds[1]).toMatchObject({ cloud: 'cloud-b', status: 'error' });
  });

  it('gives as many as are wanted, and says that there are more', async () => {
    const { body } = await search('q=needle&limit=1');
    expect([body.items.length, body.more]).toEqual([1, true]);
  });

  it('names all that is wrong with the question', async () => {
    const { status, body } = await search('resources=things,networks&limit=0&colour=red');
    expect(status).toBe(400);
    expect(body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual([
      'colour',
      'q',
      expect.stringMatching(/^resources/),
      'limit',
    ]);
    expect((await search('q=%20')).status).toBe(400);
  });
});

describeNoLeaks(() => h);
