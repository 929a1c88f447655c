// SPDX-License-Identifier: Apache-2.0
// `scs-gateway member` makes no second way to members: nothing is shown to one whose certificate or address is not right, its
// words reach no terminal as they are, and no secret is in what is written.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { issue } from '../../demo/ca.ts';
import { loadConfig } from '../../src/config/load.ts';
import { oneLine } from '../../src/joining/ledger.ts';
import { CHECK_USER, madeUp } from '../../src/joining/who.ts';
import { userId } from '../../src/model/ids.ts';
import { check, cloud, house, keystone, member, serve } from '../e2e/member-house.ts';

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

describe('the check of a member', () => {
  it('sends nothing to a server whose certificate is not trusted', async () => {
    let asked = 0;
    const server = await serve(
      (_req, res) => {
        asked += 1;
        res.end();
      },
      await issue(Date.now()),
    );
    closing.push(server.close);
    const steps = await check(await house([cloud('cloud-a', `${server.url}/v3`)]));
    expect({ tls: steps.tls?.verdict, login: steps.login?.verdict, asked }).toEqual({
      tls: 'failed',
      login: 'not tried',
      asked: 0,
    });
  });

  it.each([
    ['a metadata service', '169.254.169.254'],
    ['this machine', '127.0.0.1'],
    ['this machine, by its other name', '::1'],
  ])('connects to no name that leads to %s', async (_, address) => {
    const resolve = ((_host: string, _options: object, done: (error: null, found: object) => void) =>
      done(null, [{ address, family: address.includes(':') ? 6 : 4 }])) as never;
    const steps = await check(await house([cloud('cloud-a', 'https://keystone.cloud-a.example/v3')]), {}, { resolve });
    expect(steps.address).toMatchObject({ verdict: 'failed', next: expect.stringContaining('hosts') });
    expect(steps.connection?.verdict).toBe('not tried');
  });

  it('shows words of a member without what rewrites a terminal', async () => {
    const evil = '\u001b[2J\u001b]0;x\u0007 \u202eok\n  ok   login   all is well';
    const server = await serve(
      keystone((_req, res) => {
        res.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: evil } }));
      }),
    );
    closing.push(server.close);
    const steps = Object.values(await check(await house([cloud('cloud-a', `${server.url}/v3`)])));
    expect(steps.map(({ reason }) => reason).join('')).toContain('all is well');
    expect(JSON.stringify(steps)).not.toMatch(/\\u001b|\\u0007|\u202e|\\n/);
  });

  it('shows no token that a member says again', () => {
    expect(oneLine(`not eyJ${'a'.repeat(30)}.${'b'.repeat(30)}.c nor gAAAAA${'d'.repeat(60)}== good`)).toBe(
      'not [token] nor [token] good',
    );
  });

  it('proves nobody who is a user of an identity provider', async () => {
    const { file } = await house([cloud('cloud-a', 'https://keystone.cloud-a.example/v3')]);
    const { config } = await loadConfig(file, { env: {} });
    const made = madeUp(config, { groups: ['research'] });
    expect(made).toMatchObject({ name: CHECK_USER, domain: 'acme', groups: ['research'] });
    expect(config.identityProviders.map(({ issuer }) => userId(issuer, made?.subject ?? ''))).not.toContain(made?.id);
  });
});

describe('secrets of a member', () => {
  it('are no arguments, and are not repeated where somebody makes them one', async () => {
    const { file } = await house([cloud('cloud-a', 'https://keystone.cloud-a.example/v3')]);
    const secret = 's3cr3t-value';
    const held = [
      '--strategy',
      'application-credential',
      '--project',
      'acme/x',
      '--groups',
      'x',
      '--credential-id',
      'env:X',
    ];
    for (const args of [
      ['check', 'cloud-a', '--token', secret],
      ['check', 'cloud-a', '--member-token', secret],
      ['add', 'cloud-b', '--openstack', 'https://b.example', '--region', 'R', ...held, '--credential-secret', secret],
    ]) {
      const { code, out, err } = await member(...args, '-c', file);
      expect(code).toBe(2);
      expect(out + err).not.toContain(secret);
      expect(err).toContain('env:NAME or file:PATH');
    }
  });

  it('are in nothing that is written, neither for the operator nor of a check', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scs-secret-'));
    closing.push(() => rm(folder, { recursive: true }));
    const token = join(folder, 'token');
    await writeFile(token, 's3cr3t-token');
    const server = await serve(keystone((req, res) => void res.writeHead(500).end(JSON.stringify(req.headers))));
    closing.push(server.close);
    const { file } = await house([cloud('cloud-a', `${server.url}/v3`)]);
    const checked = await member('check', 'cloud-a', '--member-token', `file:${token}`, '-c', file);
    const added = await member(
      ...['add', 'prod-a', '--kubernetes', 'https://a.example', '--strategy', 'impersonate'],
      ...['--token', `file:${token}`, '-c', file],
    );
    const removed = await member('remove', 'prod-a', '--yes', '-c', file);
    expect([checked.code, added.code, removed.code]).toEqual([1, 0, 0]);
    const said = [checked, added, removed].map(({ out, err }) => out + err).join('');
    expect(said).not.toContain('s3cr3t-token');
    expect(said).not.toMatch(/eyJ[\w-]{16,}/);
  });
});
