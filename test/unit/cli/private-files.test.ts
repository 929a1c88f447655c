// SPDX-License-Identifier: Apache-2.0
// Where logins are saved, and that nobody else reads or redirects them.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensurePrivateFolder, readPrivate, stateFolder, writePrivate } from '../../../src/cli/private-files.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-private-'));
});
afterEach(() => rm(home, { recursive: true }));

it.each([
  ['linux', { XDG_STATE_HOME: '/var/state' }, '/var/state/scs-gateway'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/a/.local/state/scs-gateway'],
  ['linux', {}, '/home/a/.local/state/scs-gateway'],
  ['darwin', { XDG_STATE_HOME: '/var/state' }, '/home/a/Library/Application Support/scs-gateway'],
  ['win32', { LOCALAPPDATA: '/Local' }, '/Local/scs-gateway'],
  ['win32', {}, '/home/a/AppData/Local/scs-gateway'],
])('on %s with %o logins are saved in %s', (platform, env, folder) => {
  expect(stateFolder(env, platform, '/home/a')).toBe(folder);
});

describe('a saved file', () => {
  it.each([0o000, 0o022, 0o777])('is readable by its user alone, whatever the umask (%i)', async (umask) => {
    const before = process.umask(umask);
    try {
      const folder = join(home, 'state');
      await ensurePrivateFolder(folder);
      await writePrivate(join(folder, 'a.json'), { a: 1 });
      expect([(await stat(folder)).mode & 0o777, (await stat(join(folder, 'a.json'))).mode & 0o777]).toEqual([
        0o700, 0o600,
      ]);
      expect(await readPrivate(join(folder, 'a.json'))).toEqual({ a: 1 });
    } finally {
      process.umask(before);
    }
  });

  it('closes a folder that others could look into', async () => {
    const folder = join(home, 'open');
    await mkdir(folder);
    await chmod(folder, 0o777);
    await ensurePrivateFolder(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('takes the place of a link, and writes nothing to where that leads', async () => {
    const target = join(home, 'target');
    await writeFile(target, 'theirs');
    const file = join(home, 'a.json');
    await symlink(target, file);
    await writePrivate(file, { token: 'secret' });
    expect(await readFile(target, 'utf8')).toBe('theirs');
    expect(await readPrivate(file)).toEqual({ token: 'secret' });
  });

  it('is not read through a link', async () => {
    const target = join(home, 'target');
    await writeFile(target, '{"accessToken":"of an attacker"}');
    await symlink(target, join(home, 'a.json'));
    await expect(readPrivate(join(home, 'a.json'))).rejects.toThrow('a.json is a link');
  });

  it('is as it was where there is no room for a new one, and leaves nothing beside it', async () => {
    const file = join(home, 'a.json');
    await writePrivate(file, { a: 1 });
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    await expect(writePrivate(file, cyclic)).rejects.toThrow(/a\.json cannot be written: /);
    expect(await readPrivate(file)).toEqual({ a: 1 });
    expect(await readdir(home)).toEqual(['a.json']);
  });

  it.each(['', 'null', '{', 'no JSON'])('that holds %j counts as none', async (text) => {
    await writeFile(join(home, 'a.json'), text);
    expect(await readPrivate(join(home, 'a.json'))).toBeUndefined();
  });
});
