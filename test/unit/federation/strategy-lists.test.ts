// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLUSTER_STRATEGIES } from '../../../src/federation/cluster-strategies/index.ts';
import { clusterTls, createStrategy } from '../../../src/federation/create-strategy.ts';
import { createProjectNames } from '../../../src/federation/mapping.ts';
import { STRATEGIES } from '../../../src/federation/strategies/index.ts';
import { Secret } from '../../../src/model/secret.ts';
import type { Contents } from '../../../src/schema/contents.ts';
import type { Kind } from '../../../src/schema/kinds.ts';
import { ALICE } from '../../contract/world.ts';

const federation = join(import.meta.dirname, '../../../src/federation');
const LISTS: readonly (readonly [folder: string, list: readonly Kind[], page: string])[] = [
  ['strategies', STRATEGIES, 'strategies.md'],
  ['cluster-strategies', CLUSTER_STRATEGIES, 'joining-a-cluster.md'],
];

describe.each(LISTS)('the list of %s', (folder, list, page) => {
  it('has what each file beside it exports, which is one definition named as the file', async () => {
    const files = globSync('*.ts', { cwd: join(federation, folder) }).filter((file) => file !== 'index.ts');
    const exported = await Promise.all(
      files.map(async (file) => Object.values((await import(join(federation, folder, file))) as Record<string, Kind>)),
    );
    expect(exported.map(({ length }) => length)).toEqual(files.map(() => 1));
    expect(new Set(exported.flat())).toEqual(new Set(list));
    expect(files.sort()).toEqual(list.map(({ kind }) => `${kind}.ts`).sort());
  });

  it('is explained to operators, kind by kind, and nothing else is', () => {
    const text = readFileSync(join(federation, '../../docs', page), 'utf8');
    const table = /^\| Strategy \|.*\n\|[ -|]*\n((?:\|.*\n)+)/m.exec(text)?.[1] ?? '';
    const named = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind = '']) => kind);
    expect(named.sort()).toEqual(list.map(({ kind }) => kind).sort());
  });

  it('says of each in its schema what it is for, under its own kind', () => {
    for (const { kind, schema } of list) {
      expect((schema as { description?: string }).description).toMatch(/^[A-Z].*\.$/);
      expect(schema.properties).toMatchObject({ kind: { const: kind } });
    }
  });
});

it('a credential is held for a project by its name at the gateway, and is shown to the member for its own', async () => {
  const projects = createProjectNames([
    { gateway: { domain: 'acme', name: 'research' }, member: { domain: 'customer-42', name: 'r' } },
  ]);
  const strategy = createStrategy(
    {
      kind: 'password',
      credentials: [
        {
          project: { domain: 'acme', name: 'research' },
          groups: ALICE.groups,
          username: 'robot',
          userDomain: 'Default',
          password: new Secret('x'),
        },
      ],
    },
    { authUrl: 'https://keystone.example/v3', projects },
    { keys: undefined as never, issuer: () => '', now: Date.now },
  );
  const alice = { kind: 'principal', principal: ALICE } as const;
  expect(strategy.grants?.(alice)).toEqual([{ domain: 'customer-42', name: 'r' }]);
  const { body = '' } = await strategy.login(alice, { domain: 'customer-42', name: 'r' });
  expect(JSON.parse(body).auth.scope).toEqual({ project: { name: 'r', domain: { name: 'customer-42' } } });
  await expect(strategy.login(alice, { domain: 'acme', name: 'research' })).rejects.toMatchObject({ status: 401 });
});

describe('an impersonating account', () => {
  const kubeconfig = (user: object): string =>
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
      clusters: [{ name: 'k', cluster: { 'certificate-authority-data': Buffer.from('the CA').toString('base64') } }],
      users: [{ name: 'u', user }],
    });
  const resolve = (user: object) => {
    const definition = CLUSTER_STRATEGIES.find(({ kind }) => kind === 'impersonate');
    const contents: Contents = { secret: () => new Secret(kubeconfig(user)), text: () => '' };
    return definition?.resolve({ kind: 'impersonate', kubeconfig: 'env:K' } as never, {
      contents,
      domains: [],
      server: 'https://10.0.0.1',
    });
  };

  it("of a kubeconfig brings the cluster's authority and its certificate to the connection", () => {
    const data = (text: string): string => Buffer.from(text).toString('base64');
    const options = resolve({ 'client-certificate-data': data('cert'), 'client-key-data': data('key') });
    expect(options && clusterTls(options)).toEqual({ ca: 'the CA', cert: 'cert', key: 'key' });
  });

  it('with a token brings no certificate', () => {
    const options = resolve({ token: 't' });
    expect(options && clusterTls(options)).toEqual({ ca: 'the CA' });
    expect(clusterTls({ kind: 'hub-oidc', audience: 'a' })).toEqual({});
  });
});
