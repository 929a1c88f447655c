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
      });
      await under.other.publish('revoked', 'second 1');
      await vi.waitFor(() => expect([here.at(-1), again.at(-1), there.at(-1)]).toEqual(Array(3).fill('second 1')));
      expect(elsewhere).toEqual([]);
    });

    it('says that it is well, and something about itself', () => {
      expect(under.store.health()).toEqual({ ok: true, detail: expect.stringMatching(/\w/) });
    });
  });
}
