// SPDX-License-Identifier: Apache-2.0
// A page of docs/tools as a user follows it, at the demo: logged in once, the files that it shows written beside, and every
// `sh run` block in one shell. Only the names of the example are changed.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../../demo/demo.ts';
import { confirmCode } from '../e2e/browser.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { runCommand } from '../e2e/user-command.ts';
import { ansible, helm } from './found.ts';
import { layTerraform } from './terraform.ts';

const root = join(import.meta.dirname, '../..');
const ENDINGS: Readonly<Record<string, string>> = { hcl: 'tf', python: 'py', yaml: 'yaml' };

export interface User {
  /** What a page of docs/ leads to: its `sh` blocks with one of these marks. */
  follow(page: string, marks?: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }>;
  /** Written by `scs-gateway kubeconfig`, with the environment that its plugin needs. */
  kubeconfig(): Promise<{ readonly kubeconfig: string; readonly env: Readonly<Record<string, string>> }>;
  close(): Promise<void>;
}

export async function startUser(): Promise<User> {
  const home = await mkdtemp(join(tmpdir(), 'scs-tools-'));
  const demo = await startDemo(join(home, 'demo'));
  const bin = join(home, 'bin');
  await mkdir(bin);
  const command = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"\n`;
  await writeFile(join(bin, 'scs-gateway'), command, { mode: 0o755 });
  // Debian's openstacksdk, whatever other Python is there.
  await writeFile(join(bin, 'python3'), '#!/bin/sh\nexec /usr/bin/python3 "$@"\n', { mode: 0o755 });
  const terraform = await layTerraform(home);
  const kept = ansible();
  const folders = [bin, terraform.bin, helm(), kept?.bin, process.env.PATH];
  const env = {
    PATH: folders.filter((folder) => folder !== undefined).join(':'),
    HOME: home,
    SCS_CA: demo.files.ca,
    RCLONE_CA_CERT: demo.files.ca,
    // gophercloud takes the home that /etc/passwd says.
    OS_CLIENT_CONFIG_FILE: join(home, '.config/openstack/clouds.yaml'),
    TF_CLI_CONFIG_FILE: terraform.settings,
    PYTHONWARNINGS: 'ignore',
    // The stand-in cluster keeps no releases: it reads no protobuf.
    HELM_DRIVER: 'memory',
    HELM_MEMORY_DRIVER_DATA: join(home, 'releases'),
    ...(kept && { ANSIBLE_COLLECTIONS_PATH: kept.collections, ANSIBLE_LOCALHOST_WARNING: 'false' }),
  };
  await writeFile(env.HELM_MEMORY_DRIVER_DATA, '[]');

  let confirmed: Promise<string> | undefined;
  const login = await runCommand(['login', '--gateway', demo.gatewayUrl], {
    env: { HOME: home, SCS_CA: demo.files.ca },
    onErr(text) {
      const [, page = '', code = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(text) ?? [];
      if (code !== '') confirmed ??= confirmCode(demo.issuer, page, code, 'alice');
    },
  });
  await confirmed;
  if (login.code !== 0) throw new Error(login.err);
  const token = await runCommand(['token', '--unscoped'], { env: { HOME: home, SCS_CA: demo.files.ca } });
  if (token.code !== 0) throw new Error(token.err);

  return {
    async follow(page, marks = ['run']) {
      const folder = await mkdtemp(join(home, 'page-'));
      const text = (await readFile(join(root, `docs/${page}.md`), 'utf8'))
        .replaceAll('https://gateway.example.org', demo.gatewayUrl)
        .replaceAll('prod-a', 'demo-a');
      const blocks = blocksOf(text);
      for (const { language, mark, text } of blocks)
        if (mark !== '' && ENDINGS[language] !== undefined)
          await writeFile(join(folder, `${mark}.${ENDINGS[language]}`), text);
      await mkdir(join(folder, 'web/templates'), { recursive: true });
      await writeFile(join(folder, 'web/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
      await cp(join(root, 'demo/hello.yaml'), join(folder, 'web/templates/hello.yaml'));
      const run = blocks.filter(({ language, mark }) => language === 'sh' && marks.includes(mark));
      if (run.length === 0) throw new Error(`docs/${page}.md has nothing to run`);
      const script = `set -euo pipefail\n${run.map(({ text }) => text).join('\n')}`;
      const shell = spawn('bash', ['-c', script], {
        cwd: folder,
        // For a program's part of a page, where the program is somebody whose token is at hand.
        env: { ...env, TOKEN: token.out.trim() },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      for (const stream of [shell.stdout, shell.stderr])
        stream.on('data', (chunk) => {
          out += chunk;
        });
      const code = await new Promise<number | null>((done) => shell.once('close', done));
      return { code, out };
    },
    async kubeconfig() {
      const own = { PATH: env.PATH, HOME: home, SCS_CA: env.SCS_CA };
      const { code, err } = await runCommand(['kubeconfig', '--merge'], { env: own });
      if (code !== 0) throw new Error(err);
      return { kubeconfig: join(home, '.kube/config'), env: own };
    },
    async close() {
      await demo.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
