// SPDX-License-Identifier: Apache-2.0
// The tutorials are run as they stand there, with nothing but Node: only the names of the example are changed. What of them needs
// the tools of others is run by test/programs/tutorial.test.ts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTls } from '../../demo/ca.ts';
import { startDemoClouds, trustIn } from '../../demo/clouds.ts';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { type Idp, startIdp } from '../../demo/idp.ts';
import type { StandIn } from '../../standins/cloud.ts';
import { freePort } from '../free-port.ts';
import { confirmCode } from './browser.ts';
import { blocksOf } from './readme-blocks.ts';

const root = join(import.meta.dirname, '../..');
const page = (name: string) => blocksOf(readFileSync(join(root, `docs/tutorials/${name}.md`), 'utf8'));
const marked = (name: string, ...marks: readonly string[]): string[] =>
  page(name)
    .filter(({ mark }) => marks.includes(mark))
    .map(({ text }) => text);

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** A shell of a user who logs in as alice where a page is shown; curl is played by Node. */
async function shell(script: string, cwd: string, env: Readonly<Record<string, string>>, issuer = ''): Promise<Ended> {
  const played = [
    `curl() { '${process.execPath}' '${join(import.meta.dirname, 'curl.ts')}' "$@"; }`,
    `node() { '${process.execPath}' "$@"; }`,
    `scs-gateway() { '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"; }`,
    // npm start -- …
    `npm() { shift; shift; scs-gateway "$@"; }`,
  ];
  const child = spawn('bash', ['-e', '-c', [...played, script].join('\n')], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let confirmed: Promise<string> | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out += chunk;
      const [, url = '', code = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(out) ?? [];
      if (code !== '') confirmed ??= confirmCode(issuer, url, code, 'alice');
    });
  const [code] = (await once(child, 'close')) as [number | null];
  await confirmed;
  return { code, out };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-tutorials-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('at the demo', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo(join(folder, 'demo'));
  });
  afterAll(() => demo?.close());

  it('a user logs in, asks all clouds at once, and logs out', async () => {
    const script = marked('user', 'login', 'run').join('\n').replaceAll('https://gateway.example.org', demo.gatewayUrl);
    const { code, out } = await shell(script, folder, { SCS_CA: demo.files.ca }, demo.issuer);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/Logged out of /) });
    expect(out).toMatch(/user {6}alice of domain acme/);
    expect(out).toMatch(/"cloud":"cloud-a","name":"SCS-4V-16"[\s\S]*"cloud":"cloud-b","name":"SCS-4V-16"/);
  });

  it('the programs of automation list every cloud, and make a server once', async () => {
    const home = join(folder, 'automation');
    await mkdir(home);
    for (const { language, mark, text } of page('automation'))
      if (language === 'js') await writeFile(join(home, `${mark}.mjs`), text);
    const script = marked('automation', 'prepare', 'run').join('\n').replaceAll('.demo/', `${folder}/demo/`);
    const { code, out } = await shell(script, home, {});
    expect({ code, out }).toEqual({ code: 0, out: expect.any(String) });
    expect(out).toMatch(/servers on all clouds\n[\s\S]*worker-1 runs at cloud-[ab]\nsent twice, made once\ngone\n/);
  });
});

describe('an operator', () => {
  let idp: Idp;
  let clouds: readonly StandIn[];
  let serving: ChildProcess | undefined;
  let home: string;
  let gateway: string;
  beforeAll(async () => {
    home = join(folder, 'operator');
    await mkdir(home);
    idp = await startIdp();
    clouds = await startDemoClouds({ a: 0, b: 0 });
    gateway = `https://localhost:${await freePort()}`;
  });
  afterAll(async () => {
    if (serving?.exitCode === null) {
      serving.kill('SIGTERM');
      await once(serving, 'close');
    }
    await Promise.all([idp?.close(), ...(clouds ?? []).map((cloud) => cloud.close())]);
  });

  /** The example's names for those of this machine. */
  const here = (text: string): string => {
    let changed = text
      .replaceAll('https://gateway.example.org', gateway)
      .replaceAll('https://idp.example.org/realms/scs', idp.issuer);
    for (const { name, authUrl, region } of clouds)
      changed = changed
        .replaceAll(`https://keystone.${name}.example/v3 --region RegionOne`, `${authUrl} --region ${region}`)
        .replaceAll(
          `https://keystone.${name}.example/v3\n      region: RegionOne`,
          `${authUrl}\n      region: ${region}`,
        );
    return changed;
  };

  it('joins two clouds to a gateway of their own, and a user gets both', async () => {
    const tls = await ensureTls(home);
    await copyFile(tls.cert, join(home, 'tls.crt'));
    await copyFile(tls.key, join(home, 'tls.key'));
    const [config = ''] = marked('operator', 'config');
    const { port } = new URL(gateway);
    await writeFile(
      join(home, 'gateway.yaml'),
      here(config)
        .replace('host: 0.0.0.0, port: 8443', `host: 127.0.0.1, port: ${port}`)
        // The authority of this gateway is the test's own, and the port of operations may be taken.
        .replace('  keys: ./keys', `  keys: ./keys\n  caFile: ${tls.ca}\n  operations: { port: 0 }`),
    );
    const [first, keys, check, second] = marked('operator', 'operate').map(here);
    const done = async (script = ''): Promise<string> => {
      const { code, out } = await shell(script, home, {});
      expect({ code, script, out }).toEqual({ code: 0, script, out: expect.any(String) });
      return out;
    };
    expect(await done(first)).toMatch(/gateway\.yaml is right: 1 cloud/);
    expect(await done(keys)).toMatch(/ active\n/);

    const command = marked('operator', 'serve').join('').trim().replace('npm start --', '').split(' ').filter(Boolean);
    serving = spawn(process.execPath, [join(root, 'src/main.ts'), ...command], {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    const ready = new Promise<void>((resolve, reject) => {
      for (const stream of [serving?.stdout, serving?.stderr])
        stream?.on('data', (chunk) => {
          log += chunk;
          if (log.includes('"msg":"ready"')) resolve();
        });
      serving?.once('close', () => reject(new Error(log)));
    });
    await ready;
    // What the operators of the clouds do with the files that they were sent.
    const dispatcher = new Agent({ connect: { ca: await readFile(tls.ca, 'utf8') } });
    const jwks = async () =>
      (await (await fetch(`${gateway}/.well-known/jwks.json`, { dispatcher })).json()) as JSONWebKeySet;
    for (const cloud of clouds) trustIn(gateway, jwks)(cloud);

    expect(await done(check)).toMatch(/cloud-a/);
    expect(await done(second)).toMatch(/cloud-b/);

    const user = marked('operator', 'user').map(here).join('\n');
    const { code, out } = await shell(user, home, { SCS_CA: tls.ca }, idp.issuer);
    expect({ code, out }).toEqual({ code: 0, out: expect.any(String) });
    expect(out).toMatch(/"id":"cloud-a"[\s\S]*"id":"cloud-b"/);
    await dispatcher.close();
  }, 300_000);
});

describe('in German', () => {
  it.each(['user', 'operator', 'automation'])('docs/de/tutorials/%s.md has the blocks of the English page', (name) => {
    const german = blocksOf(readFileSync(join(root, `docs/de/tutorials/${name}.md`), 'utf8'));
    expect(german).toEqual(page(name));
  });
});
