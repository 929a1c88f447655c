// SPDX-License-Identifier: Apache-2.0
// What takes long counts for a user together, whether it comes by a socket or from another surface of this process.
import { once } from 'node:events';
import { Readable } from 'node:stream';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { scsInProcess } from '../../../../../src/gateway/surfaces/scs/in-process.ts';
import { createLongRequests } from '../../../../../src/gateway/surfaces/scs/long-requests.ts';
import type { ScsRoute } from '../../../../../src/gateway/surfaces/scs/route.ts';

const CALLER = { caller: { principal: { id: 'alice' } } } as never;
const VISITOR = { request: { id: 'req-1', log: {} } as never, caller: CALLER, token: 'token' };

const route = (operationId: string, handle: ScsRoute['handle']): ScsRoute => ({
  method: 'GET',
  path: `/scs/v1/${operationId}`,
  operationId,
  summary: 'Something that takes long',
  tag: 'things',
  query: Type.Object({ wait: Type.Optional(Type.Integer()) }),
  answers: { 200: { description: 'It.', schema: Type.Object({}) } },
  handle,
});

function house(handle: ScsRoute['handle']) {
  const long = createLongRequests({ stream: 1, wait: 1 });
  const routes = [route('getThing', handle)];
  const api = scsInProcess(routes, { long, authenticate: async () => CALLER, limits: { admit() {} } });
  const ask = (query: Record<string, string> = {}, signal = new AbortController().signal) =>
    api.call<unknown>(VISITOR, 'getThing', { query, signal });
  return { long, ask };
}

describe('a call that waits', () => {
  it.each(['well', 'with a failure', 'with a failure at once'])('counts until it has ended %s', async (how) => {
    let end = (): void => undefined;
    const { long, ask } = house(() => {
      if (how === 'with a failure at once') throw new Error('at once');
      return new Promise((done, failed) => {
        end = () => (how === 'well' ? done({ status: 200, body: {} }) : failed(new Error('gone')));
      });
    });
    const first = ask({ wait: '5' }).catch((error: Error) => error.message);
    if (how !== 'with a failure at once') {
      await expect(ask({ wait: '5' })).rejects.toMatchObject({ code: 'rateLimited' });
      expect(() => long.acquire('wait', 'alice')).toThrow(/in progress/);
    }
    end();
    await first;
    long.acquire('wait', 'alice')();
  });

  it('is refused where as many have come by sockets', async () => {
    const { long, ask } = house(async () => ({ status: 200, body: {} }));
    const leave = long.acquire('wait', 'alice');
    await expect(ask({ wait: '5' })).rejects.toMatchObject({ code: 'rateLimited' });
    expect((await ask()).status).toBe(200);
    leave();
    expect((await ask({ wait: '5' })).status).toBe(200);
  });
});

describe('a call that streams', () => {
  it('counts until its reader has gone; one too many is ended', async () => {
    const made: Readable[] = [];
    const { long, ask } = house(async () => {
      const body = new Readable({ read() {} });
      made.push(body);
      return { status: 200, body };
    });
    const visit = new AbortController();
    await ask({}, visit.signal);
    await expect(ask()).rejects.toMatchObject({ code: 'rateLimited' });
    expect(made.map(({ destroyed }) => destroyed)).toEqual([false, true]);
    const closed = once(made[0] as Readable, 'close');
    visit.abort();
    await closed;
    long.acquire('stream', 'alice')();
    await expect(ask({}, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect(made.at(-1)?.destroyed).toBe(true);
  });
});
