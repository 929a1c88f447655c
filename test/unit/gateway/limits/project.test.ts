// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { createCounters } from '../../../../src/gateway/limits/counters.ts';
import { createLimits, type LimitRates, type Limits, projectOf } from '../../../../src/gateway/limits/index.ts';
import type { Scope } from '../../../../src/model/identity.ts';
import { projectRef } from '../../../../src/model/ids.ts';
import type { RouteClass } from '../../../../src/model/limits.ts';

const START = 1_800_000_000_000;
const rate = (quota: number) => ({ quota, period: 60_000 });

function limitsWith(rates: Pick<LimitRates, 'user' | 'project'>, capacity?: number) {
  const people = createCounters({ now: () => START }, capacity === undefined ? {} : { capacity });
  const onKnown = vi.fn();
  const limits = createLimits({
    people,
    addresses: createCounters({ now: () => START }),
    rates: () => ({ ...rates, address: {}, members: new Map(), clusters: new Map() }),
    onKnown,
  });
  return { limits, onKnown };
}

const inProject = (name: string): Scope => ({ kind: 'project', project: projectRef('acme', name) });
const by = (id: string, scope: Scope): FastifyRequest =>
  ({ caller: { principal: { id }, scope } }) as unknown as FastifyRequest;

/** The limit that refuses it, or nothing. */
function refusal(limits: Limits, user: string, scope: Scope, kind: RouteClass = 'read'): string | undefined {
  const request = by(user, scope);
  try {
    limits.admit(request, kind);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'rateLimited', retryAfter: request.limit?.reset });
    return request.limit?.policy;
  }
}

describe('a project’s limit', () => {
  it('holds for all its users together, and says whose it is', () => {
    const { limits } = limitsWith({ user: {}, project: { read: rate(3) } });
    const research = inProject('research');
    expect(['alice', 'carol', 'alice', 'carol'].map((user) => refusal(limits, user, research))).toEqual([
      undefined,
      undefined,
      undefined,
      'project-read',
    ]);
    expect(() => limits.admit(by('alice', research), 'read')).toThrow(
      /^All users of your project together have sent too many reads: 3 in 60 seconds are allowed\. Try again in \d+ seconds\.$/,
    );
    expect(refusal(limits, 'carol', inProject('teaching'))).toBeUndefined();
  });

  it.each([
    ['stream', 'project-stream'],
    ['fanOut', 'project-fan-out'],
    ['write', 'project-write'],
  ] as const)('is one of its own for each %s', (kind, policy) => {
    const { limits } = limitsWith({ user: {}, project: { [kind]: rate(1) } });
    const scope = inProject('research');
    expect([refusal(limits, 'alice', scope, kind), refusal(limits, 'alice', scope, kind)]).toEqual([undefined, policy]);
    expect(refusal(limits, 'alice', scope, 'read')).toBeUndefined();
  });

  it.each([{ kind: 'unscoped' }, { kind: 'domain', domain: { id: 'default', name: 'Default' } }] satisfies Scope[])(
    'is none for a token that is $kind: its user’s holds',
    (scope) => {
      const { limits } = limitsWith({ user: { read: rate(2) }, project: { read: rate(1) } });
      expect([1, 2, 3].map(() => refusal(limits, 'alice', scope))).toEqual([undefined, undefined, 'user-read']);
      expect(refusal(limits, 'alice', inProject('research'))).toBe('user-read');
    },
  );

  it('takes nothing from its user where it refuses, and nothing from the project where the user’s does', () => {
    const { limits } = limitsWith({ user: { read: rate(3) }, project: { read: rate(2) } });
    const [research, teaching] = [inProject('research'), inProject('teaching')];
    for (let i = 0; i < 2; i++) expect(refusal(limits, 'carol', research)).toBeUndefined();
    for (let i = 0; i < 5; i++) expect(refusal(limits, 'alice', research)).toBe('project-read');
    for (let i = 0; i < 2; i++) expect(refusal(limits, 'alice', teaching)).toBeUndefined();
    const other = inProject('other');
    expect(refusal(limits, 'alice', other)).toBeUndefined();
    for (let i = 0; i < 5; i++) expect(refusal(limits, 'alice', other)).toBe('user-read');
    expect(refusal(limits, 'bob', other)).toBeUndefined();
  });

  it('never counts a login, which is before there is a project', () => {
    const { limits, onKnown } = limitsWith({ user: {}, project: { read: rate(1), write: rate(1) } });
    for (let i = 0; i < 5; i++) expect(refusal(limits, 'alice', inProject('research'), 'login')).toBeUndefined();
    expect(onKnown).toHaveBeenCalledTimes(5);
  });

  it('is the same whatever somebody’s account at a cloud is called', () => {
    const { limits } = limitsWith({ user: {}, project: { read: rate(1) } });
    const { id } = projectRef('acme', 'research');
    const account = { ip: '127.0.0.1' } as unknown as FastifyRequest;
    expect(refusal(limits, 'alice', inProject('research'))).toBeUndefined();
    // A cloud of its own kind chooses the ids of its projects; they stand behind its own.
    expect(() => limits.admitUser(account, 'read', 'cloud-b mallory', `cloud-b ${id}`)).not.toThrow();
    expect(() => limits.admitUser(account, 'read', 'cloud-b trent', `cloud-b ${id}`)).toThrow(/your project/);
  });

  it('counts what a request changes in it without a token for it, for the project alone', () => {
    const { limits } = limitsWith({ user: { write: rate(1) }, project: { write: rate(1) } });
    const project = projectRef('acme', 'research');
    const request = by('alice', { kind: 'unscoped' });
    expect(() => limits.admitChange(request, project)).not.toThrow();
    expect(() => limits.admitChange(request, project)).toThrow(/your project/);
    expect(request.limit?.policy).toBe('project-write');
    expect(refusal(limits, 'carol', inProject('research'), 'write')).toBe('project-write');
    expect(refusal(limits, 'alice', { kind: 'unscoped' }, 'write')).toBeUndefined();
  });

  it('keeps a bounded number of projects, whatever users there are', () => {
    const { limits } = limitsWith({ user: {}, project: { read: rate(1) } }, 2);
    for (const name of ['one', 'two', 'three']) expect(refusal(limits, 'alice', inProject(name))).toBeUndefined();
    expect(['three', 'two'].map((name) => refusal(limits, 'alice', inProject(name)))).toEqual([
      'project-read',
      'project-read',
    ]);
    expect(refusal(limits, 'alice', inProject('one'))).toBeUndefined();
  });

  it('lets through no more than it says, in whatever order users and projects come', () => {
    const requests = fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { maxLength: 60 });
    fc.assert(
      fc.property(
        requests,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (all, ofUser, ofProject) => {
          const { limits } = limitsWith({ user: { read: rate(ofUser) }, project: { read: rate(ofProject) } });
          const [users, projects] = [
            [0, 0, 0, 0],
            [0, 0, 0],
          ] as [number[], number[]];
          for (const [user, project] of all) {
            const [u, p] = [users[user] ?? 0, projects[project] ?? 0];
            const why = refusal(limits, `u${user}`, inProject(`p${project}`));
            expect(why).toBe(p >= ofProject ? 'project-read' : u >= ofUser ? 'user-read' : undefined);
            if (why === undefined) [users[user], projects[project]] = [u + 1, p + 1];
          }
        },
      ),
    );
  });
});

it('a project is known by its id, which is the same at every cloud', () => {
  expect(projectOf(inProject('research'))).toBe(projectRef('acme', 'research').id);
  expect([projectOf({ kind: 'unscoped' }), projectOf(undefined)]).toEqual([undefined, undefined]);
});
