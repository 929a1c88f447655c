// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Keys, listKeys, openKeys, rotateKeys } from '../../../src/federation/keys.ts';
import { createSeal } from '../../../src/federation/seal.ts';

const MINUTE = 60_000;
const PUBLISH = 10 * MINUTE;
const LIFE = 60 * MINUTE;
const T0 = Date.parse('2026-11-23T13:00:00Z');

let now: number;
let home: string;
let folder: string;
let opened: Keys[];
beforeEach(async () => {
  now = T0;
  opened = [];
  home = await mkdtemp(join(tmpdir(), 'scs-keys-'));
  folder = join(home, 'deep', 'keys');
});
afterEach(async () => {
  for (const keys of opened) keys.close();
  await rm(home, { recursive: true, force: true });
});

const open = async (): Promise<Keys> => {
  const keys = await openKeys(folder, { now: () => now });
  opened.push(keys);
  return keys;
};
/** A second after whatever was before: keys of one millisecond would have no order. */
const rotate = () => {
  now += 1_000;
  return rotateKeys(folder, { now, tokenLifetime: LIFE });
};
const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
const newest = async (kind: string): Promise<string> => {
  const [first] = (await listKeys(folder, now)).filter((key) => key.kind === kind);
  return first?.kid ?? '';
};

describe('the key folder', () => {
  it('is made on the first start with one key of each kind, for the owner alone', async () => {
    const keys = await open();
    const names = await readdir(folder);
    expect(names.map((name) => name.split('-')[0]).sort()).toEqual(['seal', 'sign']);
    expect(await mode(folder)).toBe('700');
    for (const name of names) expect(await mode(join(folder, name))).toBe('600');
    expect(keys.signing().kid).toBe(await newest('sign'));
    expect(keys.sealing()[0]?.secret).toHaveLength(32);
  });

  it('gets one key of each kind from a rotation before the first start', async () => {
    expect(await listKeys(folder, now)).toEqual([]);
    const { made } = await rotate();
    const keys = await listKeys(folder, now);
    expect(keys.map(({ kid }) => kid).sort()).toEqual([...made].sort());
    expect(keys.map(({ active }) => active)).toEqual([true, true]);
  });

  it('is found again, not made again', async () => {
    const first = await open();
    const second = await open();
    expect(second.signing().kid).toBe(first.signing().kid);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('publishes public halves only, each with what a verifier needs', async () => {
    const keys = await open();
    await rotate();
    now += 1_000;
    await keys.find('unknown');
    const { keys: published } = keys.jwks();
    expect(published).toHaveLength(2);
    for (const key of published) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    }
  });

  it('lists keys without their secrets', async () => {
    await open();
    now += MINUTE;
    await rotate();
    const list = await listKeys(folder, now);
    expect(list.map(({ kind, active }) => `${kind} ${active}`).sort()).toEqual([
      'seal false',
      'seal true',
      'sign false',
      'sign true',
    ]);
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    for (const text of files) {
      const { jwk } = JSON.parse(text);
      expect(JSON.stringify(list)).not.toContain(jwk.d ?? jwk.k);
    }
    // A new seal key waits for the other replicas, a new signing key for those who cache our keys.
    const activeSince = async (kind: string, at: number) =>
      (await listKeys(folder, at)).find((key) => key.kind === kind && key.active)?.created;
    const [first, second] = [new Date(T0).toISOString(), new Date(now).toISOString()];
    expect([await activeSince('seal', now + MINUTE - 1), await activeSince('seal', now + MINUTE)]).toEqual([
      first,
      second,
    ]);
    expect(await activeSince('sign', now + MINUTE)).toBe(first);
  });

  it.each([
    ['no JSON', '{"kind":"sign"'],
    ['null', 'null'],
    ['another kind', '{"kind":"other","kid":"k","created":1,"jwk":{}}'],
    ['half a signing key', '{"kind":"sign","kid":"k","created":1,"jwk":{"kty":"EC","crv":"P-256","x":"AA"}}'],
    [
      'a key of another curve',
      '{"kind":"sign","kid":"k","created":1,"jwk":{"kty":"OKP","crv":"Ed25519","x":"A","d":"A"}}',
    ],
    ['a short seal key', '{"kind":"seal","kid":"k","created":1,"jwk":{"kty":"oct","k":"AAAA"}}'],
    ['no time', '{"kind":"seal","kid":"k","jwk":{"kty":"oct","k":"AAAA"}}'],
  ])('stops the start at a file with %s, and names the file', async (_name, text) => {
    const running = await open();
    const { kid } = running.signing();
    await writeFile(join(folder, 'bad.json'), text);
    await expect(open()).rejects.toThrow(/bad\.json is not a key/);
    now += 2_000;
    expect(await running.find('unknown')).toBeUndefined();
    expect(running.signing().kid).toBe(kid);
  });

  it('passes over what is no key: drafts, notes', async () => {
    await open();
    await writeFile(join(folder, 'sign-1-abc.json.0123.new'), '{"half');
    await writeFile(join(folder, 'README'), 'keep out');
    expect((await open()).jwks().keys).toHaveLength(1);
  });

  it('that is gone leaves a running gateway its keys, also at its own looks', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const keys = await open();
      const { kid } = keys.signing();
      await rename(folder, `${folder}-away`);
      now += 2_000;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await keys.find('unknown')).toBeUndefined();
      expect(keys.signing().kid).toBe(kid);
      expect((await keys.find(kid))?.kid).toBe(kid);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a rotation', () => {
  it('publishes the new key at once, and signs with it when everybody had the time to fetch it', async () => {
    const keys = await open();
    const old = keys.signing().kid;
    now += MINUTE * 30;
    const { made, removed } = await rotate();
    expect([made.length, removed]).toEqual([2, []]);
    const young = await newest('sign');
    expect((await keys.find(young))?.kid).toBe(young);
    expect(keys.jwks().keys.map(({ kid }) => kid)).toEqual([young, old]);
    now += PUBLISH - 1;
    expect(keys.signing().kid).toBe(old);
    now += 1;
    expect(keys.signing().kid).toBe(young);
  });

  it('right after the first start still signs with the first key', async () => {
    const keys = await open();
    const old = keys.signing().kid;
    now += 5_000;
    await rotate();
    await keys.find('unknown');
    expect(keys.signing().kid).toBe(old);
  });

  it('keeps an old key until the last token that it can have signed is over', async () => {
    await open();
    const first = await newest('sign');
    await rotate();
    const seal = await newest('seal');
    // Its successor signs from PUBLISH on; so may it, for a moment, and what it signs lives LIFE.
    now += PUBLISH + LIFE - 1_000;
    expect((await rotate()).removed).toEqual([]);
    const { removed } = await rotate();
    expect(removed).toContain(first);
    expect(removed).not.toContain(seal);
    const left = await listKeys(folder, now);
    expect(left.map(({ kid }) => kid)).not.toContain(first);
    expect(await readdir(folder)).toHaveLength(left.length);
  });

  it('made every day never takes away the key that signs', async () => {
    const keys = await open();
    for (let day = 0; day < 5; day++) {
      now += 24 * 60 * MINUTE;
      await rotate();
      await keys.find('unknown');
      expect(await keys.find(keys.signing().kid)).toBeDefined();
      expect(keys.jwks().keys.length).toBeLessThanOrEqual(3);
    }
  });

  it('removes a key whose file an operator has renamed', async () => {
    await open();
    const [name] = (await readdir(folder)).filter((one) => one.startsWith('sign-'));
    await rename(join(folder, name ?? ''), join(folder, 'old-key.json'));
    await rotate();
    now += PUBLISH + LIFE + 1;
    await rotate();
    expect(await readdir(folder)).not.toContain('old-key.json');
  });
});

describe('two replicas with one folder', () => {
  it('find each other’s new key by its id, and forget one that was removed', async () => {
    const [one, other] = [await open(), await open()];
    await rotate();
    const young = await newest('sign');
    now += 1_000;
    expect((await one.find(young))?.kid).toBe(young);
    expect(other.has(young)).toBe(false);
    expect((await other.find(young))?.kid).toBe(young);
    expect(other.sealing()).toHaveLength(2);
    const [file] = (await readdir(folder)).filter((name) => name.includes(young.slice(0, 8)));
    await rm(join(folder, file ?? ''));
    now += 1_000;
    await one.find('unknown');
    expect([one.has(young), await one.find(young)]).toEqual([false, undefined]);
  });

  it('open what either sealed, before and after a rotation: a new key seals once every replica has looked', async () => {
    const [one, other] = [await open(), await open()];
    const before = createSeal(other).close('before', 'session:a');
    await rotate();
    now += 1_000;
    // This one has looked, the other has not.
    await one.find('unknown');
    const during = createSeal(one).close('during', 'session:a');
    expect(createSeal(other).open(during, 'session:a')).toBe('during');
    expect(createSeal(one).open(before, 'session:a')).toBe('before');
    now += MINUTE;
    await other.find('unknown');
    const after = createSeal(one).close('after', 'session:a');
    expect(after.split('.')[0]).not.toBe(during.split('.')[0]);
    expect(createSeal(other).open(after, 'session:a')).toBe('after');
    expect(createSeal(other).open(before, 'session:a')).toBe('before');
  });

  it('look for an unknown id at most once a second, and all who ask meanwhile wait for that look', async () => {
    const keys = await open();
    now += 1_000;
    await keys.find('unknown');
    await rotateKeys(folder, { now: now + 1, tokenLifetime: LIFE });
    const young = await newest('sign');
    expect(await keys.find(young)).toBeUndefined();
    now += 1_000;
    const found = await Promise.all(Array.from({ length: 200 }, (_, i) => keys.find(i % 2 ? young : `x${i}`)));
    expect(found.filter(Boolean)).toHaveLength(100);
  });

  it('start at once in an empty folder', async () => {
    const replicas = await Promise.all([open(), open(), open()]);
    now += 1_000;
    for (const signer of replicas)
      for (const verifier of replicas) {
        now += 1_000;
        expect(await verifier.find(signer.signing().kid)).toBeDefined();
      }
  });
});
