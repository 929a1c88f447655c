// SPDX-License-Identifier: Apache-2.0
// A secret that is wrong, has ended, was deleted, is another's or was cut is refused in one way: whoever measures must not learn which
// it was. Milliseconds of a busy machine say nothing in a test; what is computed does: as many digests, derivations and comparisons.
import { beforeEach, expect, it, vi } from 'vitest';
import { createApplicationCredentials, type NewCredential } from '../../src/federation/credentials/index.ts';
import { createSecrets, generateSecret } from '../../src/federation/credentials/secrets.ts';
import { credentialAuditId } from '../../src/model/application-credential.ts';
import type { GatewayError } from '../../src/model/errors.ts';
import { projectRef, userId } from '../../src/model/ids.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE } from '../contract/world.ts';

const BOB = { ...ALICE, id: userId(ALICE.issuer, 'bob-1'), subject: 'bob-1', name: 'bob' };

/** Digests of the secret that is shown, and comparisons. */
const computed = vi.hoisted(() => ({ shown: '', digests: 0, comparisons: 0 }));
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  return {
    ...real,
    hash: (...all: Parameters<typeof real.hash>) => {
      if (String(all[1]).includes(computed.shown)) computed.digests += 1;
      return real.hash(...all);
    },
    timingSafeEqual: (...both: Parameters<typeof real.timingSafeEqual>) => {
      computed.comparisons += 1;
      return real.timingSafeEqual(...both);
    },
  };
});

let now: number;
/** Turns at a derivation, done or for show: which of the two takes the same time (secret-turns.test.ts). */
let derivations: number;
let credentials: ReturnType<typeof createApplicationCredentials>;
beforeEach(() => {
  now = Date.parse('2026-11-26T00:00:00Z');
  const turns = {
    async take<T>(_who: unknown, work: () => Promise<T>) {
      derivations += 1;
      return work();
    },
    async pretend() {
      derivations += 1;
    },
  };
  credentials = createApplicationCredentials({
    durable: createFileStore({ folder: ':memory:', now: () => now }),
    store: createMemoryStore({ now: () => now }),
    secrets: createSecrets(async (secret, salt) => Buffer.alloc(32, `${secret}${salt.toString('hex')}`), turns),
    revocations: {
      has: (id) => id === revoked,
      add: async () => undefined,
      addUser: async () => undefined,
      revokedUntil: () => 0,
    },
    now: () => now,
    options: () => ({ perUser: 9, ownerUnseen: 1e12 }),
    log: { notNoted: () => undefined },
  });
});
let revoked = 'none';

async function make(more: Partial<NewCredential> = {}): Promise<{ readonly id: string; readonly secret: string }> {
  const made = await credentials.create({
    ...{ principal: ALICE, loggedInAt: now, name: crypto.randomUUID(), description: null, roles: ['member'] },
    ...{ project: projectRef('acme', 'research'), limited: false, unrestricted: false },
    ...more,
  });
  return made.outcome === 'done' ? { id: made.credential.id, secret: made.secret } : expect.unreachable();
}

/** What a refusal of this secret at this credential costs. */
async function costOf(id: string, secret: string) {
  Object.assign(computed, { shown: secret, digests: 0, comparisons: 0 });
  derivations = 0;
  const refusal = await credentials.authenticate({ by: { id }, secret }, '192.0.2.1').then(
    () => 'none',
    ({ code, message }: GatewayError) => `${code} ${message}`,
  );
  const { digests, comparisons } = computed;
  return { refusal, digests, comparisons, derivations };
}

/** Of each state that a credential may be in, its id and a secret, which is right where it may be. */
async function refusedOnes(secretOf: () => string | undefined) {
  const secret = () => {
    const chosen = secretOf();
    return chosen === undefined ? {} : { secret: chosen };
  };
  const DAY = 24 * 3_600_000;
  const [expired, deleted, ended, foreign, mine] = [
    await make({ ...secret(), expiresAt: now + DAY }),
    await make(secret()),
    await make(secret()),
    await make({ ...secret(), principal: BOB }),
    await make(secret()),
  ];
  now += 2 * DAY;
  await credentials.remove(ALICE.id, deleted.id);
  revoked = credentialAuditId(ended.id);
  return { expired, deleted, revoked: ended, foreign: { id: mine.id, secret: foreign.secret }, mine };
}

it('a generated secret costs the same to refuse whatever is wrong, as many digests and one comparison', async () => {
  const { mine, ...states } = await refusedOnes(() => undefined);
  const chosen = await make({ secret: 'what alice chose' });
  const costs: Record<string, unknown> = {
    wrong: await costOf(mine.id, generateSecret()),
    unknown: await costOf('f'.repeat(32), generateSecret()),
    'at one that has a chosen secret': await costOf(chosen.id, generateSecret()),
  };
  for (const [state, { id, secret }] of Object.entries(states)) costs[state] = await costOf(id, secret);
  const expected = { ...(await costOf(mine.id, generateSecret())) };
  expect(expected).toMatchObject({
    digests: 2,
    comparisons: 1,
    derivations: 0,
    refusal: expect.stringMatching(/^unauthorized /),
  });
  expect(costs).toEqual(Object.fromEntries(Object.keys(costs).map((state) => [state, expected])));
  // The same count finds what is different: no refusal at all.
  expect((await costOf(mine.id, mine.secret)).refusal).toBe('none');
});

it('a chosen secret, or a generated one that was cut, costs the same to refuse whatever is wrong, one derivation', async () => {
  let count = 0;
  const { mine, ...states } = await refusedOnes(() => `what somebody chose ${count++}`);
  const generated = await make();
  const costs: Record<string, Awaited<ReturnType<typeof costOf>>> = {
    wrong: await costOf(mine.id, 'a guess'),
    'cut off': await costOf(mine.id, mine.secret.slice(0, -1)),
    longer: await costOf(mine.id, `${mine.secret}!`),
    unknown: await costOf('f'.repeat(32), 'a guess'),
    'at one that has a generated secret': await costOf(generated.id, 'a guess'),
    'a generated one that was cut': await costOf(generated.id, generated.secret.slice(0, -1)),
    'a generated one without its beginning': await costOf(generated.id, generated.secret.slice(4)),
  };
  for (const [state, { id, secret }] of Object.entries(states)) costs[state] = await costOf(id, secret);
  for (const [state, { refusal, digests, derivations: turns }] of Object.entries(costs))
    expect([state, turns, digests, refusal]).toEqual([state, 1, costs.wrong?.digests, costs.wrong?.refusal]);
  expect((await costOf(mine.id, mine.secret)).refusal).toBe('none');
});
