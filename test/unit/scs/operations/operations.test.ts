// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../../src/federation/seal.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Item, ResourceDefinition } from '../../../../src/model/scs/resource.ts';
import type { ScsCaller } from '../../../../src/scs/caller.ts';
import { createOperations, judge } from '../../../../src/scs/operations/operations.ts';
import type { Source, Sources } from '../../../../src/scs/sources/source.ts';

const never = new AbortController().signal;
const KEY = randomBytes(32);
const seal = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: KEY }] });
const definition: ResourceDefinition = {
  plural: 'servers',
  singular: 'server',
  about: '',
  item: Type.Object({}),
  createUntil: { done: ['active'], failed: ['error'] },
  remove: { until: { done: 'gone', failed: ['error'] } },
};
const where = { cloud: 'cloud-a', region: 'cloud-a', project: 'p1' };
const caller = (id: string) => ({ caller: { principal: { id } } }) as unknown as ScsCaller;
const item = (status: string, more: object = {}): Item => ({
  ...where,
  id: 's1',
  name: 'web',
  createdAt: null,
  status,
  ...more,
});

/** Each look shows the next of these; the last one stays. `gone` is a 404 of the member. */
function operations(...seen: (Item | 'gone' | GatewayError)[]) {
  let looks = 0;
  const get = async () => {
    const now = seen[Math.min(looks++, seen.length - 1)];
    if (now === 'gone') throw new GatewayError('nativeNotFound');
    if (now instanceof GatewayError) throw now;
    return { native: now };
  };
  const adapter = { get, map: ({ native }: { native: Item }) => native };
  const source = { where, adapter, connection: { api: () => ({}) } } as unknown as Source;
  const sources = { find: async () => ({ source, found: await get() }) } as unknown as Sources;
  const made = createOperations({ sources, resources: [definition], seal, now: () => 0, publicUrl: 'https://g' });
  const settle = (verb: string, item: Item, ms: number, signal = never) =>
    made.settle(caller('u1'), { definition, verb, source, item }, ms, signal);
  return {
    ...made,
    settle,
    /** The id of an operation of u1. */
    begin: async (verb: string) => (await settle(verb, item('building'), 0)).operation.id,
    looks: () => looks,
  };
}

describe('an operation', () => {
  it('is told of by its id alone, on any replica with the same keys', async () => {
    const id = await operations(item('building')).begin('create');
    const { operation } = await operations(item('building', { progress: 40 })).see(caller('u1'), id, never);
    expect(operation).toEqual({
      id,
      href: `https://g/scs/v1/operations/${id}`,
      verb: 'create',
      resource: 'servers',
      ...where,
      objectId: 's1',
      status: 'running',
      progress: 40,
      stage: 'building',
      startedAt: '1970-01-01T00:00:00.000Z',
      error: null,
    });
  });

  it("is nobody else's to see", async () => {
    const all = operations(item('building'));
    const id = await all.begin('create');
    await expect(all.see(caller('u2'), id, never)).rejects.toMatchObject({ code: 'notFound' });
  });

  it.each([
    ['something else', 'nonsense'],
    ['a value sealed for another purpose', seal.close('{}', 'session:x')],
  ])('is not found by %s', async (_what, id) => {
    await expect(operations(item('active')).see(caller('u1'), id, never)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('that creates has succeeded once the object is ready', async () => {
    const all = operations(item('building'), item('building'), item('active'));
    const id = await all.begin('create');
    const told: string[] = [];
    const { operation } = await all.wait(caller('u1'), id, 60_000, never, (seen) => told.push(seen.operation.status));
    expect(operation).toMatchObject({ status: 'succeeded', progress: 100, stage: 'active' });
    // The two looks that showed the same are told of once.
    expect(told).toEqual(['running', 'succeeded']);
  });

  it('that creates has failed with the reason that the member gives', async () => {
    const all = operations(item('error', { fault: { message: 'No valid host was found.' } }));
    const id = await all.begin('create');
    const { operation } = await all.see(caller('u1'), id, never);
    expect(operation).toMatchObject({ status: 'failed', error: { detail: 'No valid host was found.' } });
  });

  it('that deletes has succeeded once the object is gone', async () => {
    const all = operations(item('deleting'), 'gone');
    const id = await all.begin('delete');
    const seen = await all.wait(caller('u1'), id, 60_000, never);
    expect(seen.operation).toMatchObject({ status: 'succeeded', stage: null });
    expect(seen.item).toBeUndefined();
  });

  it('is not taken for failed where the member does not answer', async () => {
    const all = operations(new GatewayError('memberTimeout'));
    const id = await all.begin('create');
    await expect(all.see(caller('u1'), id, never)).rejects.toMatchObject({ code: 'memberTimeout' });
  });

  it('is waited for no longer than asked', async () => {
    const all = operations(item('building'));
    const id = await all.begin('create');
    const { operation } = await all.wait(caller('u1'), id, 0, never);
    expect(operation.status).toBe('running');
    expect(all.looks()).toBe(1);
  });

  it('is no longer looked at once the client has gone', async () => {
    const gone = new AbortController();
    const all = operations(item('building'));
    const id = await all.begin('create');
    const waiting = all.wait(caller('u1'), id, 60_000, gone.signal);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    expect(all.looks()).toBe(1);
  });
});

describe('a change that has just been made', () => {
  it('is told from the object that was read after it, without another look', async () => {
    const all = operations('gone');
    expect(await all.settle('create', item('building'), 0)).toMatchObject({
      operation: { status: 'running', stage: 'building', verb: 'create', objectId: 's1' },
      item: { status: 'building' },
    });
    expect((await all.settle('create', item('active'), 60_000)).operation.status).toBe('succeeded');
    expect(all.looks()).toBe(0);
  });

  it('is looked at again for as long as somebody waits', async () => {
    const all = operations(item('building'), item('active'));
    const seen = await all.settle('create', item('building'), 60_000);
    expect(seen).toMatchObject({ operation: { status: 'succeeded' }, item: { status: 'active' } });
    expect(all.looks()).toBe(2);
  });

  it('is not judged by what was read before a deletion', async () => {
    const all = operations('gone');
    const { operation } = await all.settle('delete', item('error'), 0);
    expect(operation).toMatchObject({ status: 'running', stage: 'error', error: null });
    expect(all.looks()).toBe(0);
    const seen = await all.settle('delete', item('error'), 60_000);
    expect(seen.operation).toMatchObject({ status: 'succeeded', stage: null });
    expect(seen.item).toBeUndefined();
  });

  it('is told of later by the id that it was given', async () => {
    const { operation } = await operations().settle('create', item('building'), 0);
    const seen = await operations(item('active')).see(caller('u1'), operation.id, never);
    expect(seen.operation).toMatchObject({ id: operation.id, status: 'succeeded' });
  });
});

it('an object that vanishes while it is made is a failure', () => {
  expect(judge(definition.createUntil, undefined)).toEqual({ status: 'failed', detail: 'The object is gone.' });
});
