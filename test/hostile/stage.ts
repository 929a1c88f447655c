// SPDX-License-Identifier: Apache-2.0
// Sets the stage: the gateway as its own process, as an operator starts it, between an honest member with its users and
// a member that lies.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { ensureTls } from '../../demo/ca.ts';
import { freePort } from '../free-port.ts';
import { type GatewayProcess, gatewayProcess } from '../redis/gateway-process.ts';
import { type Liar, startLiar } from './liar.ts';
import type { Held } from './loop-watch.ts';
import type { Introduced, Sight } from './witness.ts';

export interface Stage {
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly liar: Liar;
  readonly gateway: GatewayProcess;
  /** A scoped token of a user who attacks. */
  readonly token: string;
  /** Since the last call. */
  look(): Promise<Sight & { readonly held: readonly Held[]; readonly rss: number }>;
  alive(): boolean;
  close(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-hostile-'));
  const [port, operations] = [await freePort(), await freePort()];
  const tls = await ensureTls(join(folder, 'tls'));
  const pems = { cert: await readFile(tls.cert), key: await readFile(tls.key) };
  const ca = await readFile(tls.ca, 'utf8');
  const url = `https://127.0.0.1:${port}`;

  const witness = fork(join(import.meta.dirname, 'witness.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const introduced = await next<Introduced>(witness);
  const liar = await startLiar({
    tls: pems,
    words: () => ({ operations: String(operations), marker: 'of-somebody-else' }),
  });
  liar.cloud.trust({
    issuer: url,
    audience: liar.authUrl,
    jwks: async () => JSON.parse(await readFile(join(folder, 'jwks.json'), 'utf8')),
  });

  const strategy = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' };
  const openstack = { region: 'RegionA', strategy };
  const file = join(folder, 'gateway.yaml');
  await writeFile(
    file,
    stringify({
      gateway: {
        publicUrl: url,
        listen: { host: '127.0.0.1', port, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
        operations: { host: '127.0.0.1', port: operations },
        keys: join(folder, 'keys'),
      },
      identityProviders: [
        { id: 'demo', issuer: introduced.issuer, audiences: ['scs-gateway'], domain: 'acme', groups: ['^acme-'] },
      ],
      clouds: [
        { id: 'honest', name: 'Honest', openstack: { authUrl: introduced.authUrl, ...openstack } },
        {
          id: 'liar',
          name: 'Liar',
          openstack: {
            authUrl: liar.authUrl,
            ...openstack,
            region: 'RegionB',
            timeouts: { connect: '1s', headers: '2s', idle: '2s', login: '2s' },
            // An open breaker would keep most lies from being told.
            breaker: { failures: 1000, cooldown: '1s' },
          },
          clusters: [{ id: 'liar-k8s', server: liar.clusterUrl, caFile: tls.ca, strategy: { kind: 'hub-oidc' } }],
        },
      ],
    }),
  );
  const gateway = gatewayProcess({
    file,
    ipc: true,
    // What V8 takes for all generations of its heap in a container of 512 MiB, as deploy/helm has it. With a bound of
    // the old one alone, the young one has 192 MB more on a large machine.
    node: ['--max-heap-size=259', '--import', pathToFileURL(join(import.meta.dirname, 'loop-watch.ts')).href],
  });
  await gateway.start();
  let held: Held[] = [];
  gateway.child().on('message', (message) => void held.push(message as Held));
  const get = async (path: string, init?: RequestInit): Promise<Response> => {
    const { Agent, fetch } = await import('undici');
    return fetch(`${url}${path}`, { ...init, dispatcher: new Agent({ connect: { ca } }) } as never) as never;
  };
  await writeFile(join(folder, 'jwks.json'), await (await get('/.well-known/jwks.json')).text());

  witness.send({ begin: { url, ca } });
  await next(witness);
  const token = await tokenOf(get, introduced.tokens.carol ?? '');

  return {
    url,
    port,
    ca,
    liar,
    gateway,
    token,
    async look() {
      witness.send({ report: true });
      const sight = await next<Sight>(witness);
      const metrics = await fetch(`http://127.0.0.1:${operations}/metrics`).then((answer) => answer.text());
      const rss = Number(/^scs_gateway_process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]);
      const now = held;
      held = [];
      return { ...sight, held: now, rss };
    },
    alive: () => gateway.child().exitCode === null && gateway.child().signalCode === null,
    async close() {
      witness.kill();
      await gateway.close();
      await liar.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The next message; rejects where the child ends before. */
export function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the honest side ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

async function tokenOf(get: (path: string, init?: RequestInit) => Promise<Response>, proof: string): Promise<string> {
  const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
  const first = await get(path, { method: 'POST', headers: { authorization: `Bearer ${proof}` } });
  const scope = { project: { name: 'research', domain: { name: 'acme' } } };
  const identity = { methods: ['token'], token: { id: first.headers.get('x-subject-token') } };
  const second = await get('/identity/v3/auth/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope } }),
  });
  if (second.status !== 201) throw new Error(`login: ${second.status} ${await second.text()}`);
  return second.headers.get('x-subject-token') ?? '';
}
