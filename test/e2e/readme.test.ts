// SPDX-License-Identifier: Apache-2.0
// The README is run: its commands against the demo that it starts, its configuration by the command line that it names.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { confirmCode } from './browser.ts';
import { blocksOf } from './readme-blocks.ts';

const root = join(import.meta.dirname, '../..');
const page = (path: string): string => readFileSync(join(root, path), 'utf8');
const blocks = blocksOf(page('README.md'));
const marked = (language: string, mark: string) =>
  blocks.filter((block) => block.language === language && block.mark === mark).map(({ text }) => text);
const only = (language: string, mark: string): string => {
  const [text = '', ...more] = marked(language, mark);
  if (text === '' || more.length > 0) throw new Error(`one block "${language} ${mark}" in the README, please`);
  return text;
};

interface Output {
  readonly code: number | null;
  readonly out: string;
}

/** A command of the README as a shell runs it; curl is played by Node. */
async function shell(script: string): Promise<Output> {
  const curl = `curl() { '${process.execPath}' '${join(import.meta.dirname, 'curl.ts')}' "$@"; }`;
  const child = spawn('sh', ['-e', '-c', `${curl}\n${script}`], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  return collect(child);
}

async function collect(child: ChildProcess): Promise<Output> {
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      out += chunk;
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

/** Resolves with all output so far once `text` is in it; fails if the process ends before. */
function until(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    const listen = (chunk: Buffer): void => {
      out += chunk;
      if (out.includes(text)) resolve(out);
    };
    child.stdout?.on('data', listen);
    child.once('close', (code) => reject(new Error(`ended with ${code} before saying "${text}": ${out}`)));
  });
}

let folder: string;
let demo: ChildProcess;
let welcome: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-gateway-readme-'));
  const args = [join(root, 'demo/main.ts'), '--folder', join(folder, '.demo')];
  demo = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  welcome = await until(demo, 'Ctrl-C ends everything.');
});

afterAll(async () => {
  demo.kill('SIGTERM');
  if (demo.exitCode === null) await once(demo, 'close');
  await rm(folder, { recursive: true });
});

/** What differs from run to run: ports, times, folders. */
const plain = (text: string): string =>
  text
    .replaceAll(/:\d{4,5}\b/g, ':PORT')
    .replaceAll(/\d+\.\d s\b/g, 'SOME s')
    .replaceAll(/[^\s'"]*\.demo\//g, '.demo/')
    .trim();

describe('the README', () => {
  it('shows what the demo prints', () => {
    for (const part of only('text', 'demo').split('…\n')) expect(plain(welcome)).toContain(plain(part));
  });

  it('shows entries of clouds.yaml that the demo, too, gives its clients', () => {
    const shown = parse(plain(only('yaml', 'clouds'))).clouds;
    const written = parse(plain(readFileSync(join(folder, '.demo/clouds.yaml'), 'utf8'))).clouds;
    expect(Object.keys(shown)).toEqual(['me', 'robot', 'token']);
    expect(written['scs-demo']).toMatchObject(shown.me);
    expect(written['scs-demo-automation']).toMatchObject(shown.robot);
    expect(written['scs-demo-token']).toMatchObject(shown.token);
  });

  it.each(marked('sh', 'demo'))('has commands that work against the demo: %s', async (script) => {
    const { code, out } = await shell(script.replaceAll('.demo/', `${folder}/.demo/`));
    expect({ code, out }).toEqual({ code: 0, out: expect.any(String) });
    expect(out).not.toBe('');
  });

  it('prints, on the demo, a curl command that works', async () => {
    const [script = ''] = /^ +curl --cacert .*$/m.exec(welcome) ?? [];
    const { code, out } = await shell(`. ${folder}/.demo/env\n${script}`);
    expect({ code, flavors: JSON.parse(out).flavors.length > 0 }).toEqual({ code: 0, flavors: true });
  });

  it('has commands of one login, which openstack and kubectl then have in their files', async () => {
    const { issuer } = JSON.parse(readFileSync(join(folder, '.demo/demo.json'), 'utf8'));
    const script = only('sh', 'login').replaceAll('.demo/', `${folder}/.demo/`);
    const env = { PATH: process.env.PATH, HOME: folder };
    const child = spawn('sh', ['-e', '-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let confirmed: Promise<string> | undefined;
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const [, page = '', code = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(said) ?? [];
      if (code !== '') confirmed ??= confirmCode(issuer, page, code, 'alice');
    });
    const { code, out } = await collect(child);
    await confirmed;
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/alice of domain acme[\s\S]*acme\/research[\s\S]*demo-a/),
    });
    const written = parse(readFileSync(join(folder, '.demo/clouds.yaml'), 'utf8')).clouds;
    expect(written.scs).toMatchObject({ auth_type: 'v3token', regions: ['cloud-a', 'cloud-b'] });
    const { users } = parse(readFileSync(join(folder, '.demo/kubeconfig'), 'utf8'));
    expect(users).toEqual([
      expect.objectContaining({ user: { exec: expect.objectContaining({ command: 'scs-gateway' }) } }),
    ]);
  }, 60_000);

  it('has commands for its own configuration that work', async () => {
    configure();
    const { code, out } = await shell(only('sh', 'config').replaceAll('/etc/scs-gateway', folder));
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/gateway\.yaml is right: 1 cloud, 1 ident/) });
    expect(out.match(/^made /gm)).toHaveLength(2);
    expect(out.match(/ active$/gm)).toHaveLength(2);
  }, 30_000);

  it('has a configuration that serves until SIGTERM, and ends well', async () => {
    configure((file) => {
      file.gateway.listen = { ...file.gateway.listen, host: '127.0.0.1', port: 0 };
      file.gateway.operations = { port: 0 };
      // Nobody listens there, and no name is looked up.
      file.identityProviders[0].issuer = 'http://127.0.0.1:9';
    });
    const args = [join(root, 'src/main.ts'), '--config', join(folder, 'gateway.yaml')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = collect(child);
    await until(child, '"msg":"ready"');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining('"msg":"draining"') });
  });

  it('says of joining what the page on joining says', () => {
    const joining = blocksOf(page('docs/joining-an-openstack-cloud.md'));
    const section = /^## Join a real cloud$([\s\S]*?)^## /m.exec(page('README.md'))?.[1] ?? '';
    const shown = blocksOf(section);
    expect(shown.map(({ language }) => language)).toEqual(['apache', 'json', 'yaml']);
    for (const { language, text } of shown)
      expect(joining.filter((block) => block.language === language).map((block) => block.text)).toContain(text);
  });
});

describe('docs/scs-api.md', () => {
  const scs = blocksOf(page('docs/scs-api.md'));
  const block = (mark: string): string => scs.find((one) => one.mark === mark)?.text ?? '';
  const run = (mark: string): Promise<Output> => shell(block(mark).replaceAll('.demo/', `${folder}/.demo/`));

  it('has commands that work against the demo, each with an answer', async () => {
    const { code, out } = await run('demo');
    expect({ code, out }).toEqual({ code: 0, out: expect.any(String) });
    const commands = block('demo').match(/^scs /gm)?.length;
    const answers = out
      .split('\n')
      .filter((line) => line.startsWith('{"items"') || line.startsWith('{"item":{"cloud":"cloud-a","region"'));
    expect(commands).toBe(8);
    // One of them answers in lines.
    expect(answers).toHaveLength(7);
    expect(out).toMatch(/^\{"end":\{"count":6,"partial":false\}\}$/m);
    expect(answers.find((line) => line.startsWith('{"item"'))).toContain('"strategy":"first"');
  }, 60_000);

  it('shows the failure that comes of what it says', async () => {
    const { code, out } = await run('fails');
    expect(code).not.toBe(0);
    const shown = scs[scs.findIndex(({ mark }) => mark === 'fails') + 1];
    expect(JSON.parse(out)).toMatchObject(JSON.parse(shown?.text ?? ''));
  });
});

describe('docs/operations.md', () => {
  it('names every metric that a running gateway has', async () => {
    const { operations } = JSON.parse(readFileSync(join(folder, '.demo/demo.json'), 'utf8')) as { operations: string };
    const text = await (await fetch(`${operations}/metrics`)).text();
    const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
    const own = names.filter((name) => !/^scs_gateway_(?:process|nodejs)_/.test(name));
    expect(own.length).toBeGreaterThan(5);
    const documented = page('docs/operations.md');
    expect(own.filter((name) => !documented.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

/** The README's configuration file, with a certificate beside it. */
// biome-ignore lint/suspicious/noExplicitAny: the configuration file as written, before any check
function configure(change?: (file: any) => void): void {
  for (const name of ['tls.crt', 'tls.key']) copyFileSync(join(folder, '.demo', name), join(folder, name));
  const text = only('yaml', 'config');
  const file = parse(text);
  change?.(file);
  writeFileSync(join(folder, 'gateway.yaml'), change === undefined ? text : stringify(file));
}
