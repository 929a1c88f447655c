// SPDX-License-Identifier: Apache-2.0
// `scs-gateway store` and what `keys rotate` leaves for it, by the files that they read and write.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/index.ts';
import { moveItems } from '../../../src/cli/move-items.ts';
import { runCommandLine } from '../../../src/cli/run.ts';
import { openKeys } from '../../../src/federation/keys.ts';
import { createSeal } from '../../../src/federation/seal.ts';
import type { DurableItem, DurableStore } from '../../../src/model/durable-store.ts';
import { createFileStore } from '../../../src/store/file.ts';
import { holdFolder } from '../../../src/store/in-use.ts';

const KIND = 'application-credential';
const HOUR = 60 * 60_000;
const item = (id: string, more: Partial<DurableItem> = {}): DurableItem => ({
  id,
  owner: 'alice',
  unique: `alice/${id}`,
  value: `value ${id}`,
  ...more,
});

describe('scs-gateway store', () => {
  let home: string;
  let file: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'scs-store-'));
    file = join(home, 'gateway.yaml');
    const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
    await writeFile(
      file,
      JSON.stringify({
        gateway: { publicUrl: 'http://127.0.0.1:1' },
        clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }],
      }),
    );
  });
  afterEach(() => rm(home, { recursive: true }));

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const said = { out: '', err: '' };
    const code = await runCommandLine(
      [...args, '-c', file],
      {
        out(text) {
          said.out += text;
        },
        err(text) {
          said.err += text;
        },
      },
      COMMANDS,
    );
    return { code, ...said };
  }
  async function within<T>(folder: string, work: (store: DurableStore) => Promise<T>): Promise<T> {
    const store = createFileStore({ folder: join(home, folder) });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }
  const fill = (folder: string, ...ids: string[]): Promise<void> =>
    within(folder, async (store) => {
      for (const id of ids) await store.put(KIND, item(id), 0);
    });
  const ids = (folder: string): Promise<string[]> =>
    within(folder, async (store) => {
      const found: string[] = [];
      for await (const { id } of store.all()) found.push(id);
      return found;
    });

  it('check counts what is there by kind, and makes nothing where there is nothing', async () => {
    await fill('data', 'a', 'b');
    expect(await run('store', 'check')).toEqual({
      code: 0,
      out: `the file in ${join(home, 'data')} is right\n2  ${KIND}\n`,
      err: '',
    });
    const none = await run('store', 'check', '--at', `file:${join(home, 'none')}`);
    expect(none).toEqual({
      code: 1,
      out: '',
      err: `scs-gateway: there is no store in ${join(home, 'none')}: it has no file gateway.db\n`,
    });
    expect(existsSync(join(home, 'none'))).toBe(false);
    const copy = join(home, 'copy');
    const lost = ['store', 'backup', copy, '--at', `file:${join(home, 'none')}`];
    expect(await run(...lost)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('there is no store in'),
    });
    expect(existsSync(copy)).toBe(false);
  });

  it('move copies, compares, removes, and says how many; once more there is nothing to do', async () => {
    await fill('data', 'a', 'b', 'c');
    const target = `file:${join(home, 'other')}`;
    const said = (copied: number): string =>
      `copied ${copied} items from the file in ${join(home, 'data')} to the file in ${join(home, 'other')}; 0 were there already\nremoved ${copied} items from the file in ${join(home, 'data')}\n`;
    expect(await run('store', 'move', '--from', 'file', '--to', target)).toEqual({ code: 0, out: said(3), err: '' });
    expect(await ids('data')).toEqual([]);
    expect(await ids('other')).toEqual(['a', 'b', 'c']);
    expect(await run('store', 'move', '--from', 'file', '--to', target, '--merge')).toMatchObject({
      code: 0,
      out: said(0),
    });
    // And back again.
    expect((await run('store', 'move', '--from', target, '--to', 'file')).code).toBe(0);
    expect(await ids('data')).toEqual(['a', 'b', 'c']);
  });

  it('move takes nothing away below a gateway that serves from the folder, and copies all the same', async () => {
    await within('data', (store) => store.put(KIND, item('a'), 0));
    const target = `file:${join(home, 'other')}`;
    const hold = holdFolder(join(home, 'data'));
    expect(hold).toBeDefined();
    const refused = await run('store', 'move', '--from', 'file', '--to', target);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/a gateway serves from .*data.*--keep/)]);
    expect((await run('store', 'check')).out).toContain(`1  ${KIND}`);
    expect((await run('store', 'move', '--from', 'file', '--to', target, '--keep')).code).toBe(0);
    hold?.release();
    expect((await run('store', 'move', '--from', 'file', '--to', target)).code).toBe(0);
  });

  it('move that was interrupted goes on where it was', async () => {
    await fill('data', 'a', 'b', 'c');
    await fill('other', 'a', 'b');
    const target = `file:${join(home, 'other')}`;
    const { out } = await run('store', 'move', '--from', 'file', '--to', target);
    expect(out).toContain('copied 1 items');
    expect(out).toContain('2 were there already');
    expect(await ids('other')).toEqual(['a', 'b', 'c']);
    expect(await ids('data')).toEqual([]);
  });

  it('move refuses a target with other items unless told, and then keeps them', async () => {
    await fill('data', 'a');
    await fill('other', 'x');
    const target = `file:${join(home, 'other')}`;
    const refused = await run('store', 'move', '--from', 'file', '--to', target);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`1 other items (${KIND} x, …); --merge`) });
    expect(await ids('data')).toEqual(['a']);
    expect(await ids('other')).toEqual(['x']);
    expect((await run('store', 'move', '--from', 'file', '--to', target, '--merge', '--keep')).code).toBe(0);
    expect(await ids('data')).toEqual(['a']);
    expect(await ids('other')).toEqual(['x', 'a']);
  });

  it('move with --merge takes the first store’s item where both have one of that id, and stops at a name that is taken', async () => {
    await fill('data', 'a');
    await within('other', (store) => store.put(KIND, item('a', { value: 'older' }), 0));
    const target = `file:${join(home, 'other')}`;
    expect((await run('store', 'move', '--from', 'file', '--to', target, '--merge', '--keep')).code).toBe(0);
    expect(await within('other', (store) => store.get(KIND, 'a'))).toMatchObject({ value: 'value a' });
    await within('third', (store) => store.put(KIND, item('z', { unique: 'alice/a' }), 0));
    const stopped = await run('store', 'move', '--from', 'file', '--to', `file:${join(home, 'third')}`, '--merge');
    expect(stopped).toMatchObject({ code: 1, err: expect.stringContaining('stopped at application-credential a') });
    expect(await ids('data')).toEqual(['a']);
  });

  it('move removes nothing that has changed since it was copied', async () => {
    await fill('data', 'a');
    await within('data', async (from) => {
      await within('other', async (to) => {
        const changing: DurableStore = {
          ...to,
          async put(...args) {
            const outcome = await to.put(...args);
            await from.put(KIND, item('a', { value: 'newer' }), 1);
            return outcome;
          },
        };
        await expect(moveItems(from, changing, { merge: false, keep: false })).rejects.toThrow(/changed meanwhile/);
      });
    });
    expect(await ids('data')).toEqual(['a']);
  });

  it.each([
    ['one store twice', ['--from', 'file', '--to', 'file'], 'same store'],
    ['a store that is none', ['--from', 'postgres', '--to', 'file'], 'a store is file'],
    [
      'a URL, which everybody on the system would see',
      ['--from', 'redis:redis://:pw@h', '--to', 'file'],
      'can be seen',
    ],
    ['Redis where none is configured', ['--from', 'redis', '--to', 'file'], 'no state.redis'],
    ['a variable that is not set', ['--from', 'redis:env:NO_SUCH', '--to', 'file'], 'has no URL'],
  ])('move takes not %s', async (_what, args, says) => {
    const { code, err } = await run('store', 'move', ...args);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(says) });
    expect(err).not.toMatch(/:pw@|\n +at /);
  });

  it('backup writes all of it to a file of its own account, from which move restores it', async () => {
    await fill('data', 'a', 'b');
    const folder = join(home, 'backups', 'monday');
    const running = createFileStore({ folder: join(home, 'data') });
    const { code, out } = await run('store', 'backup', folder);
    await running.close();
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('backed up 2 items') });
    expect((await stat(join(folder, 'gateway.db'))).mode & 0o777).toBe(0o600);
    expect(await run('store', 'backup', folder)).toMatchObject({ code: 1, err: expect.stringContaining('already') });
    await rm(join(home, 'data'), { recursive: true });
    expect((await run('store', 'move', '--from', `file:${folder}`, '--to', 'file', '--keep')).code).toBe(0);
    expect(await ids('data')).toEqual(['a', 'b']);
  });

  it('keeps what was sealed readable through keys rotate: a seal key stays while something needs it', async () => {
    const keys = join(home, 'keys');
    const long = Date.now() - 1_000 * HOUR;
    const opened = async (now: number) => {
      const folder = await openKeys(keys, { now: () => now });
      folder.close();
      return folder;
    };
    const first = await opened(long);
    const [old] = first.sealing();
    const context = 'durable:a';
    await within('data', (store) => store.put(KIND, item('a', { value: createSeal(first).close('hash', context) }), 0));
    // Its successor has been there for long too.
    const { rotateKeys } = await import('../../../src/federation/keys.ts');
    await rotateKeys(keys, { now: long + HOUR, tokenLifetime: HOUR });
    const { out } = await run('keys', 'rotate');
    expect(out).not.toContain(`removed ${old?.kid}`);
    const later = createSeal(await opened(Date.now()));
    const kept = await within('data', (store) => store.get(KIND, 'a'));
    expect(later.open(kept?.value ?? '', context)).toBe('hash');
    await within('data', (store) => store.put(KIND, item('a', { value: later.close('hash', context) }), 1));
    expect((await run('keys', 'rotate')).out).toContain(`removed ${old?.kid}`);
    const [now] = [await within('data', (store) => store.get(KIND, 'a'))];
    expect(createSeal(await opened(Date.now())).open(now?.value ?? '', context)).toBe('hash');
  });

  it('lets keys rotate remove no seal key where the store cannot be read, and says so', async () => {
    const keys = join(home, 'keys');
    const long = Date.now() - 1_000 * HOUR;
    const first = await openKeys(keys, { now: () => long });
    first.close();
    await fill('data', 'a');
    await writeFile(join(home, 'data', 'gateway.db'), 'x'.repeat(9_000));
    const { rotateKeys } = await import('../../../src/federation/keys.ts');
    await rotateKeys(keys, { now: long + HOUR, tokenLifetime: HOUR });
    const { code, out } = await run('keys', 'rotate');
    expect(code).toBe(0);
    expect(out).toContain('no seal key is removed: what is sealed by them cannot be read');
    expect(out).not.toContain(`removed ${first.sealing()[0]?.kid}`);
  });
});
