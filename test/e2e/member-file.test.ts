// SPDX-License-Identifier: Apache-2.0
// `scs-gateway member add` and `remove` change the configuration file as a whole or not at all.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConfig, replaceConfig } from '../../src/cli/member-file.ts';
import { addToList } from '../../src/config/edit.ts';
import { cloud, type House, house, member } from './member-house.ts';

let home: House;
let before: string;
beforeEach(async () => {
  home = await house([cloud('cloud-a', 'https://keystone.cloud-a.example/v3')]);
  before = readFileSync(home.file, 'utf8');
});
afterEach(() => rm(home.folder, { recursive: true }));

const text = (): string => readFileSync(home.file, 'utf8');
const add = (id: string, ...more: string[]) =>
  member(
    'add',
    id,
    '--openstack',
    'https://keystone.cloud-b.example/v3',
    '--region',
    'R',
    '--grant',
    'research',
    ...more,
    '-c',
    home.file,
  );

describe('member add', () => {
  it('adds the entry, keeps mode and comments, and writes the files for the operator', async () => {
    chmodSync(home.file, 0o640);
    const files = join(home.folder, 'out');
    const { code, out, err } = await add('cloud-b', '--files', files);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('member check cloud-b --group research\n') });
    expect(text().startsWith(before)).toBe(true);
    expect(statSync(home.file).mode & 0o777).toBe(0o640);
    expect(out).toContain('Require claim aud:https://keystone.cloud-b.example/v3');
    expect(readFileSync(join(files, 'join.sh'), 'utf8')).toContain('openstack identity provider create');
    expect(readFileSync(join(files, 'README.md'), 'utf8')).toBe(out);
    expect(existsSync(`${home.file}.lock`)).toBe(false);
  });

  it('shows what would change, and changes nothing', async () => {
    const files = join(home.folder, 'out');
    const { code, out } = await add('cloud-b', '--dry-run', '--files', files);
    expect({ code, same: text() === before, files: existsSync(files) }).toEqual({ code: 0, same: true, files: false });
    expect(out).toMatch(/^--- .*\n\+\+\+ .*\n@@ -\d+,3 \+\d+,\d+ @@\n/);
    expect(out).toContain('\n+  - id: cloud-b\n');
  });

  it('goes through a link to the file it leads to', async () => {
    const link = join(home.folder, 'link.yaml');
    symlinkSync(home.file, link);
    home = { ...home, file: link };
    expect((await add('cloud-b')).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(text()).toContain('cloud-b');
  });

  it.each([
    ['of the same id', ['cloud-a'], /there is a cloud cloud-a already/],
    ['of the same name', ['cloud-b', '--name', 'CLOUD-A'], /is called cloud-a already/],
    [
      'at the same Keystone',
      ['cloud-b', '--openstack', 'https://keystone.cloud-a.example/v3'],
      /nothing was changed, for then .*must not/s,
    ],
    ['with plain http', ['cloud-b', '--openstack', 'http://keystone.cloud-b.example/v3'], /nothing was changed/],
    ['whose authority is not there', ['cloud-b', '--ca-file', '/nowhere.pem'], /there is no such file/],
    [
      'whose audience Apache would read as more',
      ['cloud-b', '--audience', 'x" Require all granted'],
      /cannot be written safely/,
    ],
    ['whose group is an option to a shell', ['cloud-b', '--grant', '--os-token=x'], /must not begin with a hyphen/],
  ])('refuses a second member, or one that cannot stand: %s', async (_, [id = '', ...more], reason) => {
    const { code, err } = await add(id, ...more);
    expect({ code, same: text() === before }).toEqual({ code: 1, same: true });
    expect(err).toMatch(reason);
  });

  it.each(['../x', '/etc/passwd', '$(id)', 'a;b', 'A', '', '-', '__proto__', 'a'.repeat(64), 'a\nb'])(
    'refuses an id that is a path or a trick: %j',
    async (id) => {
      const { code } = await add('--', id);
      expect({ code, same: text() === before }).toEqual({ code: 2, same: true });
    },
  );

  it('refuses a configuration that is broken already, by line', async () => {
    writeFileSync(home.file, 'clouds: [\n');
    const { code, err } = await add('cloud-b');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/line \d+/) });
    expect(text()).toBe('clouds: [\n');
  });

  it('says what is missing where nobody can be asked', async () => {
    expect(await member('add', 'cloud-b', '-c', home.file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--openstack URL or --kubernetes URL'),
    });
    expect(await member('add', 'cloud-b', '--openstack', 'https://x.example/v3', '-c', home.file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--region'),
    });
  });

  it.each([
    ['--openstack', 'cloud-a', 'there is a cloud cloud-a already'],
    ['--kubernetes', 'prod-a', 'there is a cluster prod-a already'],
  ])('says that the id is taken before it asks for what is missing beside %s', async (kind, id, reason) => {
    await member('add', 'prod-a', '--kubernetes', 'https://prod-a.example', '--cloud', 'cloud-a', '-c', home.file);
    expect(await member('add', id, kind, 'https://x.example/v3', '-c', home.file)).toMatchObject({
      code: 1,
      err: expect.stringContaining(reason),
    });
  });

  it('warns of a granted group that no identity provider lets through', async () => {
    writeFileSync(home.file, before.replace('    domain: acme\n', '    domain: acme\n    groups: ["^acme-"]\n'));
    const { code, err } = await add('cloud-b', '--grant', 'acme-research', '--dry-run');
    expect({ code, warned: err.match(/^warning: .*$/gm) }).toEqual({
      code: 0,
      warned: ['warning: nobody is in the group research: no identityProviders[].groups lets it through'],
    });
  });

  it('says by which option groups are given a role, where a cloud would ignore them all', async () => {
    expect(await member('commands', 'cloud-a', '-c', home.file)).toMatchObject({
      code: 1,
      out: '',
      err: 'scs-gateway: nothing was written: say by --grant GROUP=PROJECT:ROLE which groups get something there, since all others are ignored\n',
    });
  });

  it('makes a cloud for a cluster, or puts the cluster into the one that is there', async () => {
    const cluster = (id: string, ...more: string[]) =>
      member(
        'add',
        id,
        '--kubernetes',
        `https://${id}.example:6443`,
        '--grant',
        'research=research:edit',
        ...more,
        '-c',
        home.file,
      );
    const { code, out, err } = await cluster('prod-a', '--cloud', 'cloud-a');
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out).toMatch(
      /url: http:\/\/127\.0\.0\.1:1\n[\s\S]*- https:\/\/prod-a\.example:6443[\s\S]*name: scs:research/,
    );
    expect((await cluster('prod-b')).code).toBe(0);
    expect(text()).toMatch(/clusters:\n {6}- id: prod-a[\s\S]*- id: prod-b\n {4}name: prod-b\n {4}clusters:/);
    expect(await cluster('prod-a', '--cloud', 'cloud-a', '--name', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('already'),
    });
  });

  it('leaves the old file where it cannot write, or somebody else has written', async () => {
    const opened = await openConfig(home.file);
    const changed = addToList(opened.text, ['clouds'], { id: 'x' });
    writeFileSync(home.file, `${before}# by somebody else\n`);
    await expect(replaceConfig(opened, changed)).rejects.toThrow(/changed by somebody else/);
    expect(text()).toBe(`${before}# by somebody else\n`);
    writeFileSync(home.file, before);
    // As a full disk or a folder without rights: the draft cannot be made.
    mkdirSync(`${home.file}.lock`);
    await expect(replaceConfig(opened, changed)).rejects.toThrow(/another program is writing/);
    await rm(`${home.file}.lock`, { recursive: true });
    expect(text()).toBe(before);
    await replaceConfig(opened, changed);
    expect(text()).toBe(changed);
  });
});

describe('member remove', () => {
  it('gives back the file as it was, and says what else may go', async () => {
    await add('cloud-b');
    const { code, out } = await member('remove', 'cloud-b', '--yes', '-c', home.file);
    expect({ code, same: text() === before }).toEqual({ code: 0, same: true });
    expect(out).toContain('openstack identity provider delete hub');
    expect(out).toContain('\n-  - id: cloud-b\n');
  });

  it('names lines that are about the cloud, and none about another at the same host', async () => {
    writeFileSync(
      home.file,
      `${before}# one at https://keystone.cloud-a.example:5000\n# two at https://keystone.cloud-a.example\n`,
    );
    await add('cloud-b', '--openstack', 'https://keystone.cloud-a.example:5000/v3');
    const { out } = await member('remove', 'cloud-b', '--dry-run', '-c', home.file);
    const lines = text()
      .replace(/ {2}- id: cloud-b[\s\S]*?(?=^#)/m, '')
      .split('\n');
    const told = [...out.matchAll(/^Line (\d+) of what stays still names it/gm)].map(
      ([, line]) => lines[Number(line) - 1],
    );
    expect(told).toEqual(['# one at https://keystone.cloud-a.example:5000']);
  });

  it('names many lines in one sentence', async () => {
    await add('cloud-b');
    writeFileSync(home.file, `${text()}${'# for cloud-b\n'.repeat(30)}`);
    const { out } = await member('remove', 'cloud-b', '--dry-run', '-c', home.file);
    expect(out.match(/^.*still names?.*$/gm)).toEqual([
      expect.stringMatching(/^Lines (?:\d+, ){19}\d+, … of what stays still name it or its host\.$/),
    ]);
  });

  it('changes nothing without an answer, in a dry run, for a stranger, or where no cloud would be left', async () => {
    const removed = (...args: string[]) => member('remove', ...args, '-c', home.file);
    expect(await removed('cloud-x', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no member cloud-x'),
    });
    expect(await removed('cloud-a', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is the only cloud'),
    });
    expect(text()).toBe(before);
    await add('cloud-b');
    const both = text();
    expect(await removed('cloud-b')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(await removed('cloud-b', '--dry-run')).toMatchObject({ code: 0 });
    expect(text()).toBe(both);
  });

  it('names the variables and files that nothing uses any more', async () => {
    const token = join(home.folder, 'token');
    writeFileSync(token, 'x');
    await member(
      'add',
      'prod-a',
      '--kubernetes',
      'https://prod-a.example',
      '--cloud',
      'cloud-a',
      '--strategy',
      'impersonate',
      '--token',
      `file:${token}`,
      '-c',
      home.file,
    );
    expect(text()).toContain('impersonate');
    const { code, out } = await member('remove', 'prod-a', '--yes', '-c', home.file);
    expect({ code, same: text() === before }).toEqual({ code: 0, same: true });
    expect(out).toContain(`Nothing refers to the file ${token} any more.`);
    expect(out).toContain('kubectl delete namespace scs-gateway');
  });
});
