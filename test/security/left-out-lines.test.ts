// SPDX-License-Identifier: Apache-2.0
// A list goes on without a cloud that answers nonsense, and nobody but its caller learned of it: no line in the log, no
// metric. Whatever asks many clouds leaves one line for each cloud it goes on without, with the reason, and counts it; one
// line however many parts of that cloud fail, and none for a client that has left.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
let token: string;
beforeAll(async () => {
  house = await startSplitHouse();
  token = await house.scoped('alice');
  const json = { cloud: 'cloud-a', name: 'laptop' };
  const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
  const made = await house.send('HTTP/1.1', 'POST', '/scs/v1/keypairs', headers, JSON.stringify(json));
  if (made.status !== 201) throw new Error(made.text);
  house.lie((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"servers":'));
});
afterAll(() => house.close());
beforeEach(() => void house.log.splice(0));

const told = () => house.log.filter(({ msg }) => msg === 'member left out');
async function counted(): Promise<number> {
  const metrics = await house.metrics();
  const [, count = '0'] =
    /^scs_gateway_degraded_total\{cloud="cloud-b",reason="memberGarbage"\} (\d+)$/m.exec(metrics) ?? [];
  return Number(count);
}

describe.each(PROTOCOLS)('over %s', (protocol) => {
  it.each([
    ['a list', '/scs/v1/servers', 'application/json'],
    ['a stream', '/scs/v1/servers', 'application/x-ndjson'],
    ['a search', '/scs/v1/search?q=web', 'application/json'],
    ['a comparison of flavors', '/scs/v1/flavor-groups', 'application/json'],
    ['a look for an object by its id', '/scs/v1/keypairs/laptop', 'application/json'],
  ])('%s that goes on without a cloud leaves one line with the reason, and counts it', async (_, path, accept) => {
    const before = await counted();
    const { status } = await house.send(protocol, 'GET', path, { 'x-auth-token': token, accept });
    expect(status).toBe(200);
    await vi.waitFor(() => expect(told()).toHaveLength(1), SOON);
    expect(told()[0]).toMatchObject({
      level: 40,
      cloud: 'cloud-b',
      reason: 'memberGarbage',
      reqId: expect.any(String),
    });
    expect(await counted()).toBe(before + 1);
  });
});

it('a client that leaves is no fault of a cloud', async () => {
  house.lie(() => undefined);
  const { session } = await house.h2();
  const stream = session.request({ ':path': '/scs/v1/namespaces', 'x-auth-token': token });
  stream.on('error', () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
  stream.close(8);
  await vi.waitFor(
    () => expect(house.log.filter(({ msg, aborted }) => msg === 'request' && aborted)).toHaveLength(1),
    SOON,
  );
  expect(told()).toEqual([]);
});
