// SPDX-License-Identifier: Apache-2.0
// Of several processes as of one.
import { expect, it } from 'vitest';
import { createReadiness, mergeReadiness, type Readiness } from '../../../src/gateway/readiness.ts';
import { refusesAll } from '../../../src/model/login-trouble.ts';

const good = { ok: true, detail: 'good' };
const one = (parts: Readiness['parts'] = {}, members: Readiness['members'] = {}): Readiness => ({
  ready: true,
  parts: { keys: good, accepting: good, store: { ...good, needed: false }, ...parts },
  members: { 'cloud-a': good, ...members },
});

it('names a member that refuses whomever the gateway sends, and stays ready for the others', () => {
  const transport = { breakers: () => new Map() };
  const members = new Map(['cloud-a', 'cloud-b'].map((id) => [id, { id, transport }]));
  const readiness = createReadiness({
    fleet: () => ({ members, clusters: new Map(), apis: new Map() }) as never,
    parts: () => ({ keys: good }),
    draining: () => false,
    loginTrouble: ({ id }) => (id === 'cloud-b' ? refusesAll('2026-01-01T00:00:00.000Z') : undefined),
  });
  expect(readiness()).toMatchObject({
    ready: true,
    members: {
      'cloud-a': { ok: true, detail: 'no failure known' },
      'cloud-b': { ok: false, detail: 'refuses whomever the gateway sends, since 2026-01-01T00:00:00.000Z' },
    },
  });
});

it('is ready while all are', () => {
  expect(mergeReadiness([one(), one()], false)).toEqual({
    ready: true,
    parts: {
      keys: good,
      accepting: good,
      store: { ...good, needed: false },
      workers: { ok: true, detail: '2 of 2 are accepting requests' },
    },
    members: { 'cloud-a': good },
  });
});

it.each([
  ['one is not there or does not answer', [one(), undefined], false],
  ['one does not take requests', [one({ accepting: { ok: false, detail: 'draining' } }), one()], false],
  ['none is there', [undefined, undefined], false],
  ['the gateway as a whole drains', [one(), one()], true],
])('is not ready where %s', (_name, each, draining) => {
  expect(mergeReadiness(each, draining).ready).toBe(false);
});

it('tells of each part and member what the worst off says; what is not needed does not count', () => {
  const away = { ok: false, detail: 'Redis is away', needed: false };
  const open = { ok: false, detail: 'open' };
  const merged = mergeReadiness([one(), one({ store: away }, { 'cloud-a': open }), one()], false);
  expect([merged.ready, merged.parts.store, merged.members]).toEqual([true, away, { 'cloud-a': open }]);
});
