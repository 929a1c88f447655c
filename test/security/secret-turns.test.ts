// SPDX-License-Identifier: Apache-2.0
// Deriving a chosen secret takes a processor a tenth of a second. Whoever guesses, by whatever number of addresses, spellings
// and made-up credentials, neither fills the queue nor keeps an honest login from its turn.
import { beforeEach, describe, expect, it } from 'vitest';
import { createApplicationCredentials } from '../../src/federation/credentials/index.ts';
import { createSecrets } from '../../src/federation/credentials/secrets.ts';
import { type Asking, createTurns, type Turns } from '../../src/federation/credentials/turns.ts';
import type { Principal } from '../../src/model/identity.ts';
import { domainRef, projectRef, userId } from '../../src/model/ids.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

describe('those who wait for a secret to be derived', () => {
  let turns: Turns;
  let begun: string[];
  let ends: (() => void)[];
  beforeEach(() => {
    [begun, ends] = [[], []];
    turns = createTurns();
  });
  const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
  const derive = (who: Partial<Asking>, name = `${who.what} ${who.from}`) => {
    const asking = { what: 'c', from: 'x', known: false, ...who };
    return turns
      .take(asking, async () => {
        begun.push(name);
        await new Promise<void>((end) => ends.push(end));
        return 'derived';
      })
      .catch(({ code }) => code);
  };
  const end = async (): Promise<void> => {
    ends.shift()?.();
    for (let at = 0; at < 4; at++) await settled();
  };

  it('are one of each credential and two of all at a time', async () => {
    for (let at = 0; at < 4; at++) void derive({ what: 'mine', from: `a${at}` });
    for (const what of ['yours', 'theirs']) void derive({ what });
    await settled();
    expect(begun).toEqual(['mine a0', 'yours undefined']);
    await end();
    expect(begun.at(-1)).toBe('theirs undefined');
  });

  it('of another credential come next, however many guess at one', async () => {
    for (let at = 0; at < 100; at++) void derive({ what: 'guessed', from: `a${at}` });
    void derive({ what: 'honest' });
    await settled();
    expect(begun).toContain('honest undefined');
  });

  it('from where the right one has come are first, and find a place in a full queue', async () => {
    const guesses = Array.from({ length: 100 }, (_, at) => derive({ what: 'c', from: `a${at}` }));
    void derive({ what: 'c', from: 'home', known: true });
    await settled();
    await end();
    expect(begun).toEqual(['c a0', 'c home']);
    while (ends.length > 0) await end();
    const said = await Promise.all(guesses);
    // One under way, and those that wait but for the one that made room.
    expect(said.filter((one) => one === 'derived')).toHaveLength(1 + 8 - 1);
    expect(new Set(said)).toEqual(new Set(['derived', 'overloaded']));
  });

  it('are a bounded number, of one address and of all', async () => {
    const own = Array.from({ length: 40 }, (_, at) => derive({ what: `c${at}`, from: 'one' }));
    const all = Array.from({ length: 2_000 }, (_, at) => derive({ what: `d${at}`, from: `a${at}` }));
    await settled();
    while (ends.length > 0) await end();
    expect((await Promise.all(own)).filter((one) => one === 'derived')).toHaveLength(16);
    expect((await Promise.all(all)).filter((one) => one === 'derived')).toHaveLength(512 - 16);
  });

  it('leave nothing behind, also those whose derivation has failed', async () => {
    const fails = turns.take({ what: 'c', from: 'x', known: false }, async () => {
      throw new Error('no memory');
    });
    await expect(fails).rejects.toThrow('no memory');
    expect(derive({})).toBeDefined();
    await settled();
    expect(begun).toHaveLength(1);
  });
});

describe('guesses at a secret that somebody chose', () => {
  const ALICE: Principal = {
    ...{ id: userId('https://idp', 'alice'), issuer: 'https://idp', subject: 'alice', name: 'alice', domain: 'acme' },
    ...{ groups: [], identityProvider: 'kc', protocol: 'openid' },
  };
  let derived: number;
  const now = Date.parse('2026-11-26T00:00:00Z');
  const credentialsOf = () => {
    derived = 0;
    const secrets = createSecrets(async (secret, salt) => {
      derived += 1;
      return Buffer.alloc(32, `${secret}${salt.toString('hex')}`);
    });
    return createApplicationCredentials({
      ...{ durable: createFileStore({ folder: ':memory:' }), store: createMemoryStore({ now: () => now }), secrets },
      revocations: {
        has: () => false,
        add: async () => undefined,
        addUser: async () => undefined,
        revokedUntil: () => 0,
      },
      now: () => now,
      options: () => ({ perUser: 9, ownerUnseen: 1e12 }),
      log: { notNoted: () => undefined },
    });
  };
  async function withOne() {
    const credentials = credentialsOf();
    const made = await credentials.create({
      ...{ principal: ALICE, loggedInAt: now, name: 'c', description: null, project: projectRef('acme', 'research') },
      ...{ roles: ['member'], limited: false, unrestricted: false, secret: 'what alice chose' },
    });
    return { credentials, id: made.outcome === 'done' ? made.credential.id : expect.unreachable() };
  }

  it('by its id, by its name and by each spelling of its owner are guesses at one', async () => {
    const { credentials, id } = await withOne();
    const spellings = [
      { id },
      { name: 'c', user: { id: ALICE.id } },
      { name: 'c', user: { name: 'alice', domain: { name: 'acme' } } },
      { name: 'c', user: { name: 'alice', domain: { id: domainRef('acme').id } } },
    ];
    for (let at = 0; at < 20; at++) {
      const by = spellings[at % 4] ?? { id };
      const presented = { by, secret: `guess ${at}` };
      await expect(credentials.authenticate(presented, `192.0.2.${at}`)).rejects.toMatchObject({
        code: 'unauthorized',
      });
    }
    for (const by of spellings)
      await expect(credentials.authenticate({ by, secret: 'one more' }, '192.0.2.99')).rejects.toMatchObject({
        code: 'rateLimited',
      });
  });

  it('at made-up credentials cost no derivation each', async () => {
    const { credentials } = await withOne();
    derived = 0;
    const all = Array.from({ length: 200 }, (_, at) =>
      credentials
        .authenticate({ by: { id: `made-up-${at}` }, secret: 'guess' }, `192.0.2.${at % 100}`)
        .catch(({ code }) => code),
    );
    expect(new Set(await Promise.all(all))).toEqual(new Set(['unauthorized']));
    // To know how long one takes.
    expect(derived).toBeLessThanOrEqual(1);
  });

  it('and a program that starts a hundred times at once with the right one: it is derived once', async () => {
    const { credentials, id } = await withOne();
    derived = 0;
    const presented = { by: { id }, secret: 'what alice chose' };
    const all = Array.from({ length: 100 }, () => credentials.authenticate(presented, '192.0.2.1'));
    expect(await Promise.all(all)).toHaveLength(100);
    expect(derived).toBe(1);
  });
});
