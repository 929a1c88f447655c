// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readRoutes } from '../../../../../../src/gateway/surfaces/scs/reads/collections.ts';
import { createFake, type FakeCloud, failure, things } from '../../../../scs/fake-clouds.ts';
import { type Given, routeCall } from '../route-call.ts';

const some = (id: string, ...ids: string[]): FakeCloud => ({
  id,
  sources: [{ things: ids.map((one) => ({ id: one })) }],
});

function listOf(clouds: FakeCloud[]) {
  const fake = createFake(clouds);
  const routes = readRoutes(things, { ...fake.deps, now: () => 0, publicUrl: 'https://gw' });
  const route = routes.find(({ operationId }) => operationId === 'listThings');
  return async (given: Given = {}) => {
    const answer = await route?.handle(routeCall(fake.call(), given));
    if (answer === undefined) throw new Error('there is no such route');
    return answer;
  };
}

describe("a list's ETag", () => {
  it('is the same as long as nothing changes, and then there is nothing to send', async () => {
    const clouds = [some('a', '1'), some('b')];
    const ask = listOf(clouds);
    const tag = (await ask()).headers?.etag ?? '';
    expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
    const again = await ask({ headers: { 'if-none-match': `"other", ${tag}` } });
    expect([again.status, again.body, again.headers?.etag]).toEqual([304, undefined, tag]);
    (clouds[1] as FakeCloud).fails = failure('b');
    expect((await ask({ headers: { 'if-none-match': tag } })).status).toBe(200);
  });
});

it("a list's next page is the same query, further on", async () => {
  const ask = listOf([some('a', '1', '2', '3')]);
  const first = JSON.parse(String((await ask({ query: { limit: 2, name: ['*'] } })).body));
  expect(first.items).toHaveLength(2);
  expect(first.next).toMatch(/^https:\/\/gw\/scs\/v1\/things\?limit=2&name=\*&cursor=/);
  const cursor = new URL(first.next).searchParams.get('cursor') ?? '';
  const second = JSON.parse(String((await ask({ query: { limit: 2, name: ['*'], cursor } })).body));
  expect(second.items.map(({ id }: { id: string }) => id)).toEqual(['3']);
  expect(second).not.toHaveProperty('next');
});
