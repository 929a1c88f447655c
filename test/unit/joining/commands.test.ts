// SPDX-License-Identifier: Apache-2.0
// What the operator of a member is given is what the pages on joining say, and each value in it is only a value.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import {
  authenticationConfiguration,
  impersonator,
  roleBindings,
  TOKEN_COMMAND,
} from '../../../src/joining/cluster-manifests.ts';
import { cloudTodos } from '../../../src/joining/instructions.ts';
import {
  apacheLines,
  type CloudTrust,
  cloudCommands,
  credentialCommand,
  keystoneLines,
  mapping,
  readGrant,
  technicalUserCommands,
  undoCloud,
} from '../../../src/joining/openstack-commands.ts';
import { apacheValue, plainText, shellWord, UnwritableError } from '../../../src/joining/quote.ts';
import { blocksOf } from '../../e2e/readme-blocks.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const blocks = (page: string, language: string): string[] =>
  blocksOf(read(page))
    .filter((block) => block.language === language && block.mark === '')
    .map(({ text }) => `${text.trimEnd()}\n`);

const TRUST: CloudTrust = {
  issuer: 'https://gateway.example.org',
  audience: 'https://keystone.cloud-a.example/v3',
  identityProvider: 'hub',
  protocol: 'openid',
  domain: 'hub',
  grants: [readGrant('research', 'member'), readGrant('teaching', 'member')],
};

describe('the page on joining an OpenStack cloud and the command', () => {
  const PAGE = 'docs/joining-an-openstack-cloud.md';
  it.each([
    ['ini', keystoneLines(TRUST)],
    ['apache', apacheLines(TRUST)],
    ['json', mapping(TRUST)],
    ['sh', cloudCommands(TRUST)],
  ])('say the same: %s', (language, text) => {
    expect(blocks(PAGE, language)).toEqual([text]);
  });

  it('say the same of held credentials', () => {
    const user = {
      name: 'scs-gateway',
      domain: 'customer-42',
      project: 'research',
      projectDomain: 'customer-42',
      role: 'member',
    };
    expect(blocks('docs/strategies.md', 'sh')).toEqual([credentialCommand('member'), technicalUserCommands(user)]);
  });

  it('say the same of the end', () => {
    expect(blocks(PAGE, 'text')).toEqual([undoCloud(TRUST)]);
  });
});

describe('the manifests for a cluster and the command', () => {
  it('say the same of the issuer', async () => {
    const values = { issuer: 'https://gateway.example.org', audience: 'https://prod-a.example.org:6443' };
    expect(await authenticationConfiguration(values)).toBe(read('deploy/kubernetes/authentication-configuration.yaml'));
  });

  it.each([true, false])('say the same of the impersonator (constrained: %s)', async (constrained) => {
    const name = constrained ? 'impersonator-rbac-constrained' : 'impersonator-rbac';
    expect(await impersonator({ constrained, prefix: 'scs:', groups: [] })).toBe(
      read(`deploy/kubernetes/${name}.yaml`),
    );
  });

  it('name the groups in the classic form, and change nothing else', async () => {
    const text = await impersonator({ constrained: false, prefix: 'scs:', groups: ['a: b', 'a: b', '*'] });
    const all = (yaml: string) => [parseAllDocuments(yaml)].flat().map((one) => one.toJS());
    const [given, original] = [all(text), all(read('deploy/kubernetes/impersonator-rbac.yaml'))];
    original[3].rules[1].resourceNames = ['scs:a: b', 'scs:*'];
    expect(given).toEqual(original);
  });

  it('say the same of roles and of the token', () => {
    const [role] = blocks('docs/joining-a-cluster.md', 'yaml').filter((text) => text.includes('RoleBinding'));
    expect(parse(roleBindings([readGrant('research', 'edit')], 'scs:'))).toEqual(parse(role ?? ''));
    expect(read('docs/joining-a-cluster.md')).toContain(TOKEN_COMMAND.trim());
  });

  it('keep what is a text a text', async () => {
    const values = { issuer: 'https://x/#a: b', audience: 'yes', ca: '-----BEGIN\nx: [\n-----END\n' };
    const { jwt } = parse(await authenticationConfiguration(values));
    expect(jwt[0].issuer).toMatchObject({ url: values.issuer, audiences: ['yes'], certificateAuthority: values.ca });
  });
});

describe('values in what is written for an operator', () => {
  it('are one word to a shell, whatever they are', () => {
    const tricks = [
      "'; rm -rf / #",
      '$(id)',
      '`id`',
      'a b',
      "it's",
      '\\',
      '*',
      '~root',
      '!x',
      '$' + '{HOME}',
      '"',
      '&',
      '|',
      '>x',
    ];
    const given = fc.sample(
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[\0]/.test(text)),
      60,
    );
    const words = [...tricks, ...given];
    const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
    const said = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(said).toEqual(words);
  });

  it.each([
    'a b',
    'x"',
    'a\\',
    '$' + '{ENV}',
    'a>b',
    '</LocationMatch>',
    '%{HTTP_HOST}',
    'a\nRequire all granted',
    'größe',
    '',
    '$x',
  ])('are refused for Apache where they could be more than a value: %j', (value) => {
    expect(() => apacheValue(value, 'it')).toThrow(UnwritableError);
  });

  it.each(['-x', '--help', 'a\nb', 'a\u202eb', '', 'a\u0000'])(
    'are refused everywhere where they are no plain text: %j',
    (value) => {
      expect(() => plainText(value, 'it')).toThrow(UnwritableError);
    },
  );

  it('hold groups as Keystone reads them, in every script', () => {
    const grants = [readGrant('größe=projekt:leser', 'member')];
    expect(JSON.parse(mapping({ domain: 'a"b', grants }))[0]).toMatchObject({
      local: [{ domain: { name: 'a"b' } }],
      remote: [{}, {}, {}, { whitelist: ['grÃ¶Ã\u009fe'] }],
    });
    expect(cloudCommands({ ...TRUST, grants })).toContain("'grÃ¶Ã\u009fe' --group-domain hub --project projekt");
  });

  it.each(['x=y=z', 'x=', '=y', '', 'x=y:', 'x=:member', 'x=y:z=w'])(
    'are no grant, and nothing is guessed from it: %j',
    (text) => {
      expect(() => readGrant(text, 'member')).toThrow(
        `the grant ${JSON.stringify(text)} is none of GROUP, GROUP=PLACE and GROUP=PLACE:ROLE`,
      );
    },
  );

  it.each(['a;b', 'surname'])('are refused where Keystone cannot take the group: %s', (group) => {
    expect(() => mapping({ domain: 'hub', grants: [readGrant(group, 'member')] })).toThrow(UnwritableError);
  });
});

it('an audience of a cloud that gets tokens as they are is one value to Apache, or is not written', () => {
  const todos = (audience: string) => {
    const strategy = { kind: 'passthrough', identityProvider: 'kc', protocol: 'openid', audience };
    const wishes = { grants: [], domain: 'hub', constrained: false };
    return cloudTodos({ strategy } as never, { publicUrl: 'https://gateway.example.org' }, wishes);
  };
  expect(todos('cloud-a')[0]?.block).toBe('Require claim aud:cloud-a\n');
  for (const bad of ['cloud-a account', 'cloud-a\nRequire all granted', '$' + '{ENV}', '%{HTTP:x}', 'a"b'])
    expect(() => todos(bad), bad).toThrow(UnwritableError);
});

it('role bindings of two groups of one place have two names, whatever they are called', () => {
  const grants = ['a/b=ns:edit', 'a-b=ns:edit', 'a-b=ns:view', 'a-b-2=ns:view', 'a/b=other:edit'];
  const made = parseAllDocuments(
    roleBindings(
      grants.map((text) => readGrant(text, 'edit')),
      'scs:',
    ),
  ).map((one) => {
    const { metadata, roleRef, subjects } = one.toJS();
    return `${metadata.namespace}/${metadata.name} ${roleRef.name} ${subjects[0].name}`;
  });
  expect(made).toEqual([
    'ns/a-b edit scs:a/b',
    'ns/a-b-2 edit scs:a-b',
    'ns/a-b-3 view scs:a-b',
    'ns/a-b-2-2 view scs:a-b-2',
    'other/a-b edit scs:a/b',
  ]);
});
