// SPDX-License-Identifier: Apache-2.0
// Files that a configuration names, which may be anything that a path can lead to.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder, makeFolderSync, writeFault } from '../../src/files/folder.ts';
import { readFailure, readRegular } from '../../src/files/regular.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-files-'));
});
afterAll(() => rm(home, { recursive: true }));

it.each([
  ['a named pipe that nobody writes to', 'pipe', 'it is no regular file'],
  ['a device without an end', '/dev/zero', 'it is no regular file'],
  ['a folder', '.', 'it is a folder'],
  ['what is not there', 'none', 'there is no such file'],
  ['what is too large', 'large', 'it is larger than any such file'],
])('%s is not read, and why is said', async (_case, name, reason) => {
  if (name === 'pipe') execFileSync('mkfifo', [join(home, name)]);
  if (name === 'large') await writeFile(join(home, name), 'x'.repeat(1_001));
  const path = name.startsWith('/') ? name : join(home, name);
  const error: unknown = await readRegular(path, 1_000).catch((reason: unknown) => reason);
  expect(readFailure(error)).toBe(reason);
});

it('a file is read whole, also one of several pieces, and one that says it is empty', async () => {
  const text = 'ä€'.repeat(50_000);
  await writeFile(join(home, 'text'), text);
  expect(await readRegular(join(home, 'text'))).toBe(text);
  expect(await readRegular('/proc/self/status')).toContain('Pid:');
});

it.each([
  ['without waiting', makeFolder],
  ['synchronously', async (path: string, mode: number) => makeFolderSync(path, mode)],
])('a folder is made %s with those above it, and below /proc that ends', async (how, make) => {
  const deep = join(home, how.replace(' ', '-'), 'b', 'c');
  await make(deep, 0o700);
  await make(deep, 0o700);
  expect((await stat(deep)).mode & 0o777).toBe(0o700);
  await expect(make('/proc/scs-gateway/keys', 0o700)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('whether something can be written is judged where it would be made', async () => {
  expect(await writeFault(join(home, 'not', 'there', 'yet'))).toBeUndefined();
  await writeFile(join(home, 'file'), '');
  expect(await writeFault(join(home, 'file', 'below'))).toMatchObject({ code: 'ENOTDIR' });
});
