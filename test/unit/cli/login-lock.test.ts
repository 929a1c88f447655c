// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oneAtATime } from '../../../src/cli/login-lock.ts';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-lock-'));
  lock = join(folder, 'login.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nothing = { meanwhile: async () => undefined, onWait: () => undefined };
const times = { touch: 50, stale: 400, longest: 60_000 };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a lock beside the cached login', () => {
  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<number> => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(5);
      inside -= 1;
      return 1;
    };
    const done = await Promise.all(Array.from({ length: 12 }, () => oneAtATime({ ...nothing, lock }, work)));
    expect([done.length, most, await readdir(folder)]).toEqual([12, 1, []]);
  });

  it('gives those who wait what its holder has left, without their turn', async () => {
    let left: string | undefined;
    let worked = 0;
    const work = async (): Promise<string> => {
      worked += 1;
      await pause(150);
      left = 'a token';
      return left;
    };
    const all = Array.from({ length: 8 }, () => oneAtATime({ ...nothing, lock, meanwhile: async () => left }, work));
    expect([new Set(await Promise.all(all)), worked]).toEqual([new Set(['a token']), 1]);
  });

  it('is given back where the work fails', async () => {
    const failing = oneAtATime({ ...nothing, lock }, () => Promise.reject(new Error('refused')));
    await expect(failing).rejects.toThrow('refused');
    expect(await oneAtATime({ ...nothing, lock }, async () => 'next')).toBe('next');
  });

  it('of a process that is gone is taken over at once', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(lock, JSON.stringify({ host: hostname(), pid: child.pid, at: '1' }));
    expect(await oneAtATime({ ...nothing, lock }, async () => 'mine')).toBe('mine');
  });

  it.each([
    ['of another machine', JSON.stringify({ host: 'elsewhere', pid: 1, at: '1' })],
    ['that is no lock of ours', ''],
  ])('%s is taken over once nobody touches it any more, and by one alone', async (_what, text) => {
    await writeFile(lock, text);
    let inside = 0;
    let most = 0;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 6 }, () =>
        oneAtATime({ ...nothing, lock, times }, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await pause(20);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(times.stale);
  });

  it('is kept for as long as its holder touches it, however old it says it is', async () => {
    await writeFile(lock, JSON.stringify({ host: 'elsewhere', pid: 1, at: '1' }));
    let touched = 0;
    const holder = setInterval(() => {
      touched += 1;
      utimes(lock, 1, touched).catch(() => undefined);
    }, 50);
    const said: true[] = [];
    const onWait = (): void => void said.push(true);
    const waiting = oneAtATime({ ...nothing, lock, times, onWait }, async () => 'mine');
    expect(await Promise.race([waiting, pause(2_500)])).toBeUndefined();
    expect(said).toEqual([true]);
    clearInterval(holder);
    expect(await waiting).toBe('mine');
  });

  it('is not waited for without end', async () => {
    await writeFile(lock, JSON.stringify({ host: hostname(), pid: process.pid, at: '1' }));
    const waiting = oneAtATime({ ...nothing, lock, times: { ...times, stale: 60_000, longest: 300 } }, async () => 1);
    await expect(waiting).rejects.toThrow(`too long: remove ${lock}`);
  });
});
