// SPDX-License-Identifier: Apache-2.0
// The gateway tells everything that is wrong with a request at once. A request that is wrong a million times must not
// become an answer of hundreds of megabytes, nor keep the one thread from everybody else while it is looked at.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const post = (path: string, body: string) =>
  h.send('POST', `/scs/v1/${path}`, { token, body, headers: { 'content-type': 'application/json' } });
const many = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join(',');
const WORDS = 50_000;

describe('a body', () => {
  it.each([
    ['of fields that there are not', `"tags":[],${many(40_000, (i) => `"f${i}":1`)}`],
    ['of some fields that there are not', many(4_000, (i) => `"f${i}":1`)],
    ['of a field with a long name', `"${'f'.repeat(400_000)}":1`],
    ['of metadata with a long name that is no text', `"metadata":{"${'f'.repeat(400_000)}":1}`],
    ['of tags of the wrong kind', `"tags":[${many(100_000, () => '1')}]`],
    ['of networks that there are not', `"networks":[${many(40_000, (i) => `"n${i}"`)}]`],
    ['of metadata of the wrong kind', `"metadata":{${many(40_000, (i) => `"k${i}":1`)}}`],
    ['of volumes that are none', `"volumes":[${many(60_000, () => '{"x":1}')}]`],
    ['nested deep in lists', `"metadata":${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['nested deep in objects', `"metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('%s is refused in few words', async (_, fields) => {
    const { status, text } = await post('servers', `{"name":"x","flavor":"f","image":"i",${fields}}`);
    expect([400, 422], text.slice(0, 500)).toContain(status);
    expect(text.length).toBeLessThan(WORDS);
  });

  it('larger than any member takes is not even read', async () => {
    const { status, text } = await post('servers', `{"name":"x","flavor":"f",${many(100_000, (i) => `"f${i}":1`)}}`);
    expect(status).toBe(413);
    expect(text.length).toBeLessThan(1_000);
  });
});

describe('a query', () => {
  const words = (count: number, separator: string, before = '') =>
    Array.from({ length: count }, (_, i) => `${before}${i}`).join(separator);
  it.each([
    ['clouds', `servers?cloud=${words(2_500, ',')}`],
    ['clouds of clouds', `clouds?cloud=${words(2_500, ',')}`],
    ['regions', `servers?${words(1_300, '&', 'region=')}`],
    ['parameters', `servers?${words(2_000, '&', 'p')}`],
    ['statuses', `servers?status=${words(2_500, ',')}`],
    ['fields', `servers?fields=${words(2_500, ',')}`],
    ['sorts', `servers?sort=${words(2_500, ',')}`],
    ['resources', `search?q=a&resources=${words(2_500, ',')}`],
    ['a cursor', `servers?cursor=${'A'.repeat(13_000)}`],
    ['a limit beyond all', 'servers?limit=99999999999999999999'],
  ])('of too many %s is refused in few words', async (_, path) => {
    const { status, text } = await h.send('GET', `/scs/v1/${path}`, { token });
    expect(status, text.slice(0, 500)).toBe(400);
    expect(text.length).toBeLessThan(WORDS);
  });

  it('of patterns made to be tried again and again is answered at once', async () => {
    const name = 'a'.repeat(200);
    await h.send('POST', '/scs/v1/networks', { token, json: { cloud: 'cloud-a', name } });
    const began = performance.now();
    for (const pattern of [`${'*a'.repeat(150)}*b`, `*${'a*'.repeat(3_000)}b`, `${'*'.repeat(10_000)}b`]) {
      const { status, body } = await h.send('GET', `/scs/v1/networks?name=${pattern}`, { token });
      expect(status).toBe(200);
      expect(body.items).toEqual([]);
    }
    for (const flavor of [`SCS-${'1'.repeat(240)}!`, `SCS-2V-4${'_a'.repeat(120)}!`, `SCS-${'2V-4-'.repeat(48)}`]) {
      const { status } = await h.send('GET', `/scs/v1/flavor-names/${flavor}`, { token });
      expect([200, 400, 404, 422]).toContain(status);
    }
    // Tried again and again it would take centuries; a busy machine takes seconds.
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
