// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type CloudEntry, cloudsFile, mergeCloud } from '../../../src/cli/merge-clouds.ts';
import { replaceFile } from '../../../src/cli/replace-file.ts';

const entry = (token: string, gateway = 'https://gw.example'): CloudEntry => ({
  auth_type: 'v3token',
  auth: { auth_url: `${gateway}/identity/v3`, token, project_name: 'research', project_domain_name: 'acme' },
  regions: ['cloud-a', 'cloud-b'],
});
const merged = (before: string, more: CloudEntry = entry('t1'), name = 'scs'): string =>
  mergeCloud(before, name, more, 'clouds.yaml', 'note').text;

const THEIRS = `# My clouds
clouds:
  # at home
  home:
    auth: {auth_url: "https://home.example/v3", username: me, password: 'p'}
    region_name: RegionOne
cache:
  expiration_time: 3600 # an hour
`;

describe('an entry in clouds.yaml', () => {
  it('is put beside what is there, whose comments and order stay', () => {
    const text = merged(THEIRS);
    const [head = '', rest = ''] = THEIRS.split('cache:');
    expect(text.startsWith(head)).toBe(true);
    expect(text.endsWith(`cache:${rest}`)).toBe(true);
    expect(parse(text).clouds.scs).toEqual(entry('t1'));
    expect(text).toContain('# note');
  });

  it.each(['', '\n', 'clouds:\n', 'clouds: {}\n', '# only a comment\nclouds:\n'])(
    'is the first one in %j',
    (before) => {
      expect(parse(merged(before)).clouds).toEqual({ scs: entry('t1') });
    },
  );

  it('gets a new token, and keeps what its user has set beside it', () => {
    const first = merged(THEIRS)
      .replace('regions:', 'compute_api_version: "2.92"\n    regions:')
      .replace('- cloud-b', '- cloud-c');
    const { scs, home } = parse(merged(first, entry('t2'))).clouds;
    expect(scs).toEqual({ ...entry('t2'), compute_api_version: '2.92', regions: ['cloud-a', 'cloud-c'] });
    expect(home).toEqual(parse(THEIRS).clouds.home);
    expect(merged(first, entry('t2')).match(/# note/g)).toHaveLength(1);
  });

  it('takes the lines of the entry that was there, and no other byte of the file', () => {
    const around = (scs: string): string => `%YAML 1.2
---
clouds:
    # mine
    home:   {auth: {auth_url: 'https://home.example/v3',username: me}}   # flat


    # about scs
    ${scs}

    # about the last
    last:
        auth:   { auth_url:   https://last.example/v3 }
        networks: [ {name: a},{name: b} ]

cache:   {expiration_time:   3600}
`;
    const [first = '', second = ''] = ['t1', 't2'].map((token) =>
      merged(around(`scs: ${JSON.stringify(entry('t0'))}`), entry(token)),
    );
    const [head = '', tail = ''] = around('SCS').split('SCS');
    for (const text of [first, second, merged(first, entry('t2'))]) {
      expect(text.startsWith(head)).toBe(true);
      expect(text.endsWith(tail)).toBe(true);
    }
    expect(merged(first, entry('t2'))).toBe(second);
    expect(parse(second).clouds.scs).toEqual(entry('t2'));
  });

  it('keeps what its user wrote into it, comments too, and the ends of lines of the file', () => {
    const mine = `clouds:\n  scs:\n    # mine\n    region_name: x # here\n    auth: ${JSON.stringify(entry('t0').auth)}\n    # the last\n# of all\n`;
    for (const before of [mine, mine.replaceAll('\n', '\r\n')]) {
      const text = merged(before, entry('t2'));
      for (const comment of ['# mine', '# here', '# the last', '# of all']) expect(text.split(comment)).toHaveLength(2);
      expect(text.split('\r\n').length > 1).toBe(before !== mine);
      expect(text.replaceAll('\r\n', '').includes('\n')).toBe(before === mine);
      expect(parse(text).clouds.scs).toMatchObject({ region_name: 'x', auth: { token: 't2' } });
    }
  });

  it.each([
    ['another gateway', entry('x', 'https://other.example')],
    ['a cloud with a password', { auth: { auth_url: 'https://home.example/v3', password: 'p' } }],
    ['nothing that is a cloud', 'text'],
  ])('does not take the name of %s', (_what, theirs) => {
    const before = stringify({ clouds: { scs: theirs } });
    expect(() => merged(before)).toThrow(
      /^clouds\.yaml has a cloud "scs" that is not of this gateway: choose another name/,
    );
  });

  it.each([
    ['- a', 'is no clouds.yaml'],
    ['clouds: [a]', 'is no clouds.yaml'],
    ['clouds: {', 'is not YAML'],
  ])('is not put into %j', (before, why) => {
    expect(() => merged(before)).toThrow(why);
  });

  it('never changes what anybody else has in the file', () => {
    const key = fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' })
      .filter((name) => name !== 'scs' && name !== '__proto__');
    const leaf = fc.oneof(fc.string({ maxLength: 40 }), fc.integer(), fc.boolean(), fc.constant(null));
    const clouds = fc.dictionary(key, fc.dictionary(key, fc.oneof(leaf, fc.array(leaf), fc.dictionary(key, leaf))));
    fc.assert(
      fc.property(clouds, (others) => {
        const before = stringify({ clouds: others });
        expect(parse(merged(before)).clouds).toEqual({ ...parse(before).clouds, scs: entry('t1') });
      }),
    );
  });

  it.each([
    [{ OS_CLIENT_CONFIG_FILE: '/a/b.yaml' }, '/a/b.yaml'],
    [{ XDG_CONFIG_HOME: '/cfg' }, '/cfg/openstack/clouds.yaml'],
    [{ XDG_CONFIG_HOME: 'cfg' }, '/home/a/.config/openstack/clouds.yaml'],
    [{}, '/home/a/.config/openstack/clouds.yaml'],
  ])('with %o goes into %s', (env, file) => {
    expect(cloudsFile(env, '/home/a')).toBe(file);
  });
});

describe('a file of other programs', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scs-replace-'));
    file = join(folder, 'clouds.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const add = (before: string) => ({ text: `${before}more\n` });

  it('keeps its permissions, and is kept once as it was before', async () => {
    await writeFile(file, 'first\n');
    await chmod(file, 0o640);
    await replaceFile(file, add, { backup: '.before' });
    await replaceFile(file, add, { backup: '.before' });
    expect(await readFile(file, 'utf8')).toBe('first\nmore\nmore\n');
    expect(await readFile(`${file}.before`, 'utf8')).toBe('first\n');
    expect([(await stat(file)).mode & 0o777, (await stat(`${file}.before`)).mode & 0o777]).toEqual([0o640, 0o640]);
    expect(await readdir(folder)).toEqual(['clouds.yaml', 'clouds.yaml.before']);
  });

  it('gets no token where others can read it', async () => {
    await writeFile(file, 'first\n');
    await chmod(file, 0o644);
    await expect(replaceFile(file, add, { secret: true })).rejects.toThrow(
      `${file} can be read by others (mode 644), and would get a token: run \`chmod 600 ${file}\` first`,
    );
    expect(await readFile(file, 'utf8')).toBe('first\n');
  });

  it('is made for its user alone', async () => {
    await replaceFile(join(folder, 'new', 'clouds.yaml'), add, { secret: true });
    expect((await stat(join(folder, 'new', 'clouds.yaml'))).mode & 0o777).toBe(0o600);
  });

  it('stays a link where it is one', async () => {
    await writeFile(join(folder, 'real'), '', { mode: 0o600 });
    await symlink('real', file);
    await replaceFile(file, add);
    expect(await readFile(join(folder, 'real'), 'utf8')).toBe('more\n');
    expect(
      (await readdir(folder, { withFileTypes: true })).find(({ name }) => name === 'clouds.yaml')?.isSymbolicLink(),
    ).toBe(true);
  });

  it('is as it was where the change fails, without a lock left behind', async () => {
    await writeFile(file, 'first\n', { mode: 0o600 });
    const fail = (): { text: string } => {
      throw new Error('no');
    };
    await expect(replaceFile(file, fail)).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual(['clouds.yaml']);
  });
});
