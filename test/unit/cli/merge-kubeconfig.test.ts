// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kubeconfigFile, merge, mergeInto } from '../../../src/cli/merge-kubeconfig.ts';

const ours = (token: string, server = 'https://gw.example/k8s/prod-a'): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'prod-a', cluster: { server } }],
    users: [{ name: 'scs', user: { token } }],
    contexts: [{ name: 'prod-a', context: { cluster: 'prod-a', user: 'scs' } }],
    'current-context': 'prod-a',
  });
const THEIRS = `# my own
apiVersion: v1
kind: Config
preferences: {colors: true}
current-context: home
clusters:
  - name: home # in the cellar
    cluster: {server: https://192.0.2.1:6443}
users:
  - name: home
    user: {client-certificate: home.pem}
contexts:
  - name: home
    context: {cluster: home, user: home, namespace: x}
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('merging a kubeconfig', () => {
  it('adds what is new, replaces what it has written before, and leaves the rest as it is', () => {
    const once = merge(THEIRS, ours('first'), 'config');
    const twice = merge(once.text, ours('second'), 'config');
    expect(twice.contexts).toEqual(['prod-a']);
    const file = parse(twice.text);
    expect(file.contexts.map(({ name }: { name: string }) => name)).toEqual(['home', 'prod-a']);
    expect(file.users).toEqual([parse(THEIRS).users[0], { name: 'scs', user: { token: 'second' } }]);
    expect(file['current-context']).toBe('home');
    expect(file.preferences).toEqual({ colors: true });
    expect(twice.text).toContain('# my own');
    expect(twice.text).toContain('# in the cellar');
  });

  it('keeps the namespace that its user has set since', () => {
    const set = merge('', ours('t'), 'config').text.replace('user: scs', 'user: scs\n      namespace: research');
    expect(parse(merge(set, ours('t2'), 'config').text).contexts[0].context.namespace).toBe('research');
  });

  it('makes the first context the current one where there is none', () => {
    for (const before of ['', 'apiVersion: v1\nkind: Config\nclusters: null\ncontexts: []\ncurrent-context: ""\n'])
      expect(parse(merge(before, ours('t'), 'config').text)).toMatchObject({
        'current-context': 'prod-a',
        clusters: [{ name: 'prod-a' }],
      });
  });

  it('refuses to overwrite a cluster of another server, and what is no kubeconfig', () => {
    const other = ours('x', 'https://other.example:6443');
    expect(() => merge(other, ours('t'), 'config')).toThrow(
      /^config has a cluster "prod-a" of another server, https:\/\/other\.example:6443: rename it/,
    );
    expect(() => merge('{', ours('t'), 'config')).toThrow(/^config is not YAML/);
    expect(() => merge('- a', ours('t'), 'config')).toThrow('config is no kubeconfig');
  });

  it('writes for its user alone, keeps a file’s own mode and a link', async () => {
    const fresh = join(folder, 'new', 'config');
    await mergeInto(fresh, ours('t'));
    expect((await stat(fresh)).mode & 0o777).toBe(0o600);
    const target = join(folder, 'shared');
    await writeFile(target, THEIRS, { mode: 0o640 });
    await symlink(target, join(folder, 'link'));
    expect(await mergeInto(join(folder, 'link'), ours('t'))).toEqual(['prod-a']);
    expect((await stat(target)).mode & 0o777).toBe(0o640);
    expect(parse(await readFile(target, 'utf8')).contexts).toHaveLength(2);
  });

  it('waits for kubectl to have written, and says whose lock it is', async () => {
    const file = join(folder, 'config');
    await writeFile(`${file}.lock`, '');
    await expect(mergeInto(file, ours('t'))).rejects.toThrow(`${file}.lock is there`);
    setTimeout(() => void rm(`${file}.lock`), 300);
    expect(await mergeInto(file, ours('t'))).toEqual(['prod-a']);
  });

  it('goes where kubectl would write', () => {
    expect(kubeconfigFile({ KUBECONFIG: ':/a/b:/c' })).toBe('/a/b');
    expect(kubeconfigFile({})).toMatch(/\/\.kube\/config$/);
  });
});
