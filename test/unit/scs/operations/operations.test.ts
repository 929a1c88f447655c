// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../../src/federation/seal.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Item, ResourceDefinition } from '../../../../src/model/scs/resource.ts';
import type { ScsCaller } from '../../../../src/scs/caller.ts';
import { createOperations, judge } from '../../../../src/scs/operations/operations.ts';
import type { Sources } from '../../../../src/scs/sources/source.ts';

const KEY = randomBytes(32);
const seal = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: KEY }] });
const definition: ResourceDefinition = {
  plural: 'servers',
  singular: 'server',
  about: '',
  service: 'compute',
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
  created: null,
  status,
  ...more,
});

/** Each look shows the next of these; the last one stays. `gone` is a 404 of the member. */
function operations(...seen: (Item | 'gone' | GatewayError)[]) {
  let looks = 0;
  const find: Sources['find'] = async () => {
    const now = seen[Math.min(looks++, seen.length - 1)];
    if (now === 'gone') throw new GatewayError('nativeNotFound');
    if (now instanceof GatewayError) throw now;
    return { source: { where, adapter: { map: () => now } }, found: { native: now } } as never;
  };
  const sources = { find } as unknown as Sources;
  const made = createOperations({ sources, resources: [definition], seal, now: () => 0, publicUrl: 'https://g' });
  return { ...made, looks: () => looks };
}
const never = new AbortController().signal;

describe('an operation', () => {
  it('is told of by its id alone, on any replica with the same keys', async () => {
    const id = operations(item('building')).begin(caller('u1'), definition, 'create', where, 's1');
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
      started: '1970-01-01T00:00:00.000Z',
      error: null,
    });
  });

  it("is nobody else's to see", async () => {
    const all = operations(item('building'));
    const id = all.begin(caller('u1'), definition, 'create', where, 's1');
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
    const id = all.begin(caller('u1'), definition, 'create', where, 's1');
    const told: string[] = [];
    const { operation } = await all.wait(caller('u1'), id, 60_000, never, (seen) => told.push(seen.operation.status));
    expect(operation).toMatchObject({ status: 'succeeded', progress: 100, stage: 'active' });
    // The two looks that showed the same are told of once.
    expect(told).toEqual(['running', 'succeeded']);
  });

  it('that creates has failed with the reason that the member gives', async () => {
    const all = operations(item('error', { fault: { message: 'No valid host was found.' } }));
    const id = all.begin(caller('u1'), definition, 'create', where, 's1');
    const { operation } = await all.see(caller('u1'), id, never);
    expect(operation).toMatchObject({ status: 'failed', error: { detail: 'No valid host was found.' } });
  });

  it('that deletes has succeeded once the object is gone', async () => {
    const all = operations(item('deleting'), 'gone');
    const id = all.begin(caller('u1'), definition, 'delete', where, 's1');
    const seen = await all.wait(caller('u1'), id, 60_000, never);
    expect(seen.operation).toMatchObject({ status: 'succeeded', stage: null });
    expect(seen.item).toBeUndefined();
  });

  it('is not taken for failed where the member does not answer', async () => {
    const all = operations(new GatewayError('memberTimeout'));
    const id = all.begin(caller('u1'), definition, 'create', where, 's1');
    await expect(all.see(caller('u1'), id, never)).rejects.toMatchObject({ code: 'memberTimeout' });
  });

  it('is waited for no longer than asked', async () => {
    const all = operations(item('building'));
    const id = all.begin(caller('u1'), definition, 'create', where, 's1');
    const { operation } = await all.wait(caller('u1'), id, 0, never);
    expect(operation.status).toBe('running');
    expect(all.looks()).toBe(1);
  });

  it('is no longer looked at once the client has gone', async () => {
    const gone = new AbortController();
    const all = operations(item('building'));
    const id = all.begin(caller('u1'), definition, 'create', where, 's1');
    const waiting = all.wait(caller('u1'), id, 60_000, gone.signal);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    expect(all.looks()).toBe(1);
  });
});

it('an object that vanishes while it is made is a failure', () => {
  expect(judge(definition.createUntil, undefined)).toEqual({ status: 'failed', detail: 'The object is gone.' });
});
