// SPDX-License-Identifier: Apache-2.0
// Lists over all clouds, as a client of the normalised API sees them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let unscoped: string;
let research: string;

beforeAll(async () => {
  h = await startHarness();
  unscoped = await h.login('alice');
  research = await h.scoped('alice');
});
afterAll(() => h.close());

const get = (path: string, token: string = research, headers: Record<string, string> = {}) =>
  h.send('GET', path, { token, headers });

describe('a list', () => {
  it('has what every cloud has, and says what happened at each', async () => {
    const { status, body } = await get('/scs/v1/flavors');
    expect(status).toBe(200);
    expect(body.clouds).toEqual([
      { cloud: 'cloud-a', status: 'ok', count: expect.any(Number), ms: expect.any(Number) },
      { cloud: 'cloud-b', status: 'ok', count: expect.any(Number), ms: expect.any(Number) },
    ]);
    expect(new Set(body.items.map(({ cloud }: { cloud: string }) => cloud))).toEqual(new Set(['cloud-a', 'cloud-b']));
    expect(body.items.length).toBeGreaterThan(2);
  });
  it('is over all projects of a caller whose token is not scoped', async () => {
    const { status } = await get('/scs/v1/servers', unscoped);
    expect(status).toBe(200);
  });
});

describeNoLeaks(() => h);
