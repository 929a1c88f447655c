// SPDX-License-Identifier: Apache-2.0
// Headlamp's server by both ways of docs/tools/headlamp.md: with the plugin of kubeconfigs, and with logins of its users.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { createBrowser } from '../e2e/browser.ts';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';
import { headlampAt } from '../e2e/headlamp.ts';
import { SOON } from '../soon.ts';
import { headlamp } from './found.ts';
import { startUser } from './tool-page.ts';

let folder: string;
let h: ClusterHarness;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-headlamp-'));
  h = await startClusterHarness();
});
afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await h.close();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves when it answers. */
async function start(port: number, kubeconfig: string, env: Readonly<Record<string, string>>): Promise<string> {
  const args = ['-kubeconfig', kubeconfig, '-port', `${port}`, '-listen-addr', 'localhost'];
  const home = await mkdtemp(join(folder, 'home-'));
  children.push(spawn(headlamp() ?? '', args, { env: { HOME: home, ...env }, stdio: 'ignore' }));
  const url = `http://localhost:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/config`)).status).toBe(200), SOON);
  return url;
}

it('each user logs in once at the provider, and Headlamp shows the pods of every cluster', async () => {
  const file = join(folder, 'kubeconfig');
  await writeFile(file, stringify(await headlampAt(h)));
  const url = await start(4466, file, {});
  const browser = createBrowser(h.idp.issuer);
  for (const cluster of ['hub', 'imp']) {
    const pods = `${url}/clusters/${cluster}/api/v1/namespaces/default/pods`;
    expect((await fetch(pods)).ok).toBe(false);
    const leads = await fetch(`${url}/oidc?cluster=${cluster}`, { redirect: 'manual' });
    let page = await browser(leads.headers.get('location') ?? '');
    if (!page.url.startsWith(url)) page = await browser(page.url, { login: 'alice', password: 'alice-pw' });
    const back = await fetch(page.url, { redirect: 'manual' });
    const cookie = back.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
    const answer = await fetch(pods, { headers: { cookie: cookie.join('; ') } });
    expect([answer.status, ((await answer.json()) as { kind: string }).kind]).toEqual([200, 'PodList']);
  }
});

it('on one’s own machine it shows every cluster by the login of scs-gateway, and asks for none', async () => {
  const user = await startUser();
  try {
    const { env, kubeconfig } = await user.kubeconfig();
    const url = await start(4467, kubeconfig, env);
    const { clusters } = (await (await fetch(`${url}/config`)).json()) as { clusters: { name: string }[] };
    expect(clusters.map(({ name }) => name)).toEqual(['demo-a']);
    const answer = await fetch(`${url}/clusters/demo-a/api/v1/namespaces/default/pods`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('web-1')]);
  } finally {
    await user.close();
  }
});
