// SPDX-License-Identifier: Apache-2.0
// What every store must do, whatever it keeps its entries in: the suite that each of them is held to.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/model/store.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Another process's view of the same state; the store itself where it is in-process. */
  readonly other: Store;
  /** Lets time go by for the store: by its clock, or really. */
  passes(ms: number): Promise<void>;
  close(): Promise<void>;
}

export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    it('has nothing under a key that was never set', async () => {
      expect(await under.store.get('session:nobody')).toBeUndefined();
    });

    it('gives every replica what one has set', async () => {
      await under.store.set('session:a', 'one', 60_000);
      expect(await under.store.get('session:a')).toBe('one');
      expect(await under.other.get('session:a')).toBe('one');
    });

    it('keeps the newest value of a key', async () => {
      await under.store.set('session:b', 'one', 60_000);
      await under.other.set('session:b', 'two', 60_000);
      expect(await under.store.get('session:b')).toBe('two');
    });

    it.each([
      ['an empty one', ''],
      ['one of every plane of Unicode and with line breaks', 'ü€𝄞\r\n\0"\\'],
      ['one of a megabyte', 'x'.repeat(1 << 20)],
    ])('gives a value back as it was: %s', async (_kind, value) => {
      await under.store.set('catalog:odd', value, 60_000);
      expect(await under.other.get('catalog:odd')).toBe(value);
    });

    it('takes keys of any characters, as members and people name things', async () => {
      await under.store.set('domain:cloud-a:{x} y\n*?é', 'Default', 60_000);
      expect(await under.store.get('domain:cloud-a:{x} y\n*?é')).toBe('Default');
      expect(await under.store.get('domain:cloud-a:{x} y')).toBeUndefined();
    });

    it('forgets a deleted key, and does not mind one that is not there', async () => {
      await under.store.set('session:c', 'one', 60_000);
      await under.store.delete('session:c');
      expect(await under.other.get('session:c')).toBeUndefined();
      await expect(under.store.delete('session:c')).resolves.toBeUndefined();
    });

    it('forgets an entry when its time is over, and not before', async () => {
      await under.store.set('session:short', 'one', 150);
      await under.store.set('session:long', 'one', 60_000);
      expect(await under.store.get('session:short')).toBe('one');
      await under.passes(200);
      expect(await under.store.get('session:short')).toBeUndefined();
      expect(await under.store.get('session:long')).toBe('one');
    });

    it('counts the time of an entry from its newest value', async () => {
      await under.store.set('session:renewed', 'one', 150);
      await under.store.set('session:renewed', 'two', 60_000);
      await under.passes(200);
      expect(await under.store.get('session:renewed')).toBe('two');
    });

    it('takes a time that is no whole number of milliseconds', async () => {
      await under.store.set('session:fraction', 'one', 59_999.4);
      expect(await under.store.get('session:fraction')).toBe('one');
      await expect(under.store.set('session:fraction', 'one', 0.2)).resolves.toBeUndefined();
    });

    it('adds what is not there yet, for one of the replicas that try at once, and says to which', async () => {
      const tries = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? under.store : under.other));
      const outcomes = await Promise.all(tries.map((store, i) => store.add('lock:storm', `${i}`, 60_000)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await under.other.get('lock:storm')).toBe(`${outcomes.indexOf(true)}`);
    });

    it('adds nothing where something was set, and adds again where it was deleted or its time is over', async () => {
      await under.store.set('lock:a', 'set', 60_000);
      expect(await under.other.add('lock:a', 'added', 60_000)).toBe(false);
      expect(await under.store.get('lock:a')).toBe('set');
      await under.store.delete('lock:a');
      expect(await under.other.add('lock:a', 'added', 150)).toBe(true);
      expect(await under.store.add('lock:a', 'added later', 60_000)).toBe(false);
      await under.passes(200);
      expect(await under.store.get('lock:a')).toBeUndefined();
      expect(await under.store.add('lock:a', 'added later', 60_000)).toBe(true);
    });

    it('renews and ends only what still has the value that somebody gave it', async () => {
      await under.store.add('lock:turn', 'mine', 300);
      expect(await under.store.renew('lock:turn', 'mine', 60_000)).toBe(true);
      await under.passes(400);
      expect(await under.other.get('lock:turn')).toBe('mine');
      expect(await under.other.renew('lock:turn', 'another', 60_000)).toBe(false);
      expect(await under.other.renew('lock:turn', 'another', 0)).toBe(false);
      expect(await under.store.get('lock:turn')).toBe('mine');
      expect(await under.store.renew('lock:turn', 'mine', 150.5)).toBe(true);
      await under.passes(250);
      expect(await under.store.renew('lock:turn', 'mine', 60_000)).toBe(false);
      expect(await under.other.add('lock:turn', 'another', 60_000)).toBe(true);
      expect(await under.store.renew('lock:turn', 'another', 0)).toBe(true);
      expect(await under.other.get('lock:turn')).toBeUndefined();
    });

    it('takes an odd time for what is added and counted too', async () => {
      expect(await under.store.add('lock:fraction', 'x', 59_999.4)).toBe(true);
      expect(await under.store.increment('rate:fraction', 1, 59_999.4)).toBe(1);
      await expect(under.store.add('lock:shortest', 'x', 0.2)).resolves.toBe(true);
      await expect(under.store.increment('rate:shortest', 1, 0.2)).resolves.toBe(1);
    });

    it('counts what all replicas add, and tells each the sum after its own', async () => {
      const sums = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? under.store : under.other).increment('rate:a', 1, 60_000)),
      );
      expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      expect(await under.other.increment('rate:a', 5, 60_000)).toBe(45);
      expect(await under.store.increment('rate:a', -3, 60_000)).toBe(42);
      expect(await under.store.get('rate:a')).toBe('42');
    });

    it('lets a counter live from its first call, however often it is added to, then starts again', async () => {
      await under.store.increment('rate:window', 1, 400);
      expect(await under.other.increment('rate:window', 1, 60_000)).toBe(2);
      await under.passes(450);
      expect(await under.store.increment('rate:window', 1, 60_000)).toBe(1);
    });

    it('does not count what is no number, and leaves it as it is', async () => {
      await under.store.set('rate:odd', 'text', 60_000);
      await expect(under.store.increment('rate:odd', 1, 60_000)).rejects.toThrow();
      expect(await under.store.get('rate:odd')).toBe('text');
    });

    it('tells every listener of a channel, the own process included, and nobody else', async () => {
      const here: string[] = [];
      const again: string[] = [];
      const there: string[] = [];
      const elsewhere: string[] = [];
      under.store.subscribe('revoked', (message) => here.push(message));
      under.store.subscribe('revoked', (message) => again.push(message));
      under.other.subscribe('revoked', (message) => there.push(message));
      under.store.subscribe('revoked:not', (message) => elsewhere.push(message));
      // A subscription takes effect when the store has it; then nothing is missed.
      await vi.waitFor(async () => {
        await under.store.publish('revoked', 'first');
        expect([here, again, there].every((heard) => heard.includes('first'))).toBe(true);
      }, 10_000);
      await under.other.publish('revoked', 'second 1');
      // A Cluster keeps no order between messages that were given to different nodes.
      await vi.waitFor(() => expect([here, again, there].every((heard) => heard.includes('second 1'))).toBe(true), {
        timeout: 10_000,
      });
      expect(elsewhere).toEqual([]);
    });

    it('says that it is well, and something about itself', () => {
      expect(under.store.health()).toEqual({ ok: true, detail: expect.stringMatching(/\w/) });
    });
  });
}
