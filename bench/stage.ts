// SPDX-License-Identifier: Apache-2.0
// Everything that stands on the stage: an origin, a stand-in Keystone and identity provider (so that the gateway really
// logs in and opens sessions), the gateway as its own command starts it, and the rivals.
import { execFileSync } from 'node:child_process';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { stringify } from 'yaml';
import { issue } from '../demo/ca.ts';
import { startIdp } from '../demo/idp.ts';
import { startCloud } from '../standins/cloud.ts';
import { freePort } from '../test/free-port.ts';
import { logIn } from './login.ts';
import { startOrigin, startRival } from './nginx.ts';
import type { Ground } from './peers/peer.ts';
import { answering, LOAD_CORE, PROXY_CORE, type Running, start } from './processes.ts';

const here = import.meta.dirname;
const SOURCE = join(here, '../src/main.ts');
const { execPath } = process;

export interface Stage {
  readonly origin: Running;
  readonly gateway: Running;
  readonly nginx: Running;
  readonly bare: Running;
  readonly floor: Running;
  readonly urls: {
    readonly origin: string;
    /** The gateway's places for the member's services. */
    readonly compute: string;
    readonly image: string;
    /** The origin's own TLS, as another service of the same cloud. */
    readonly network: string;
    /** The same cloud's image service where bodies are swallowed. */
    readonly upload: string;
    readonly nginx: string;
    readonly nginxRewriting: string;
    readonly nginxUpload: string;
    readonly nginxTls: string;
    readonly bare: string;
    readonly floor: string;
  };
  /** Sparse, of the size asked for: what goes up and comes down. */
  readonly imageFile: string;
  /** A gateway token, scoped to a project. */
  readonly token: string;
  /** For the peers. */
  readonly ground: Ground;
  /**
   * One more gateway, over the same keys: the tokens of the first are good there. `tls`: with the certificate of the stage.
   */
  another(options: Another): Promise<{ readonly process: Running; readonly url: string }>;
  /** Milliseconds from the start of a process to the first good answer of /readyz; of the build, or from the source. */
  startToReady(from: 'build' | 'source'): Promise<number>;
  close(): Promise<void>;
}

interface Another {
  readonly tls?: boolean;
  readonly audit?: boolean;
  /** Has its tracer loaded, which sends by these variables. */
  readonly traces?: Readonly<Record<string, string>>;
}

const PLACES = [
  'origin',
  'originTls',
  'sink',
  'nginx',
  'nginxRewriting',
  'nginxUpload',
  'nginxTls',
  'bare',
  'floor',
  'gateway',
  'operations',
  'second',
  'secondOperations',
] as const;
type Ports = Readonly<Record<(typeof PLACES)[number], number>>;

async function freePorts(): Promise<Ports> {
  const ports = await Promise.all(PLACES.map(async (place) => [place, await freePort()] as const));
  return Object.fromEntries(ports) as Ports;
}

export async function setStage(imageBytes: number, nodeOptions: readonly string[] = []): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-bench-'));
  const port = await freePorts();
  const at = (port: number): string => `http://127.0.0.1:${port}`;

  // Sparse: no disk is measured.
  const imageFile = join(folder, 'image');
  await writeFile(imageFile, '');
  await truncate(imageFile, imageBytes);
  const certificate = { ca: join(folder, 'ca.pem'), cert: join(folder, 'tls.pem'), key: join(folder, 'tls.key') };
  for (const [name, pem] of Object.entries(await issue(Date.now())))
    await writeFile(certificate[name as keyof typeof certificate], pem);
  const origin = await startOrigin(
    join(folder, 'origin'),
    { port: port.origin, tls: port.originTls, certificate },
    imageFile,
  );
  const sink = start(process.execPath, [join(here, 'sink.ts'), String(port.sink)], { core: LOAD_CORE });
  const nginx = await startRival(join(folder, 'rival'), { ...port, certificate }, at(port.origin), at(port.sink));
  const bare = start(process.execPath, [join(here, 'bare-proxy.ts'), String(port.bare), at(port.origin)], {
    core: PROXY_CORE,
  });

  const floor = start(process.execPath, [join(here, 'bare-relay.ts'), String(port.floor), at(port.origin)], {
    core: PROXY_CORE,
  });

  // Longer than a run: peers are asked with its tokens at the end.
  const idp = await startIdp({ tokenLifetime: 4 * 3600 });
  const cloud = await startCloud({
    name: 'cloud-a',
    region: 'RegionOne',
    shape: 'ports',
    projects: ['acme/research', 'acme/teaching'],
    groups: { 'acme-research': [['acme', 'research', 'member']] },
    elsewhere: {
      compute: `${at(port.origin)}/v2.1`,
      image: at(port.origin),
      network: `https://127.0.0.1:${port.originTls}`,
      // Any service whose bodies are the user's own bytes will do.
      'object-store': `${at(port.sink)}/v1/AUTH_%(project_id)s`,
    },
  });
  const publicUrl = at(port.gateway);
  cloud.trust({
    issuer: publicUrl,
    audience: cloud.authUrl,
    jwks: async () => (await fetch(`${publicUrl}/.well-known/jwks.json`)).json() as Promise<JSONWebKeySet>,
  });

  const configuration = (listen: number, operations: number, tls = false, audit = false): string =>
    stringify({
      gateway: {
        publicUrl,
        listen: {
          host: '127.0.0.1',
          port: listen,
          ...(tls ? { tls: { cert: `file:${certificate.cert}`, key: `file:${certificate.key}` } } : {}),
        },
        operations: { host: '127.0.0.1', port: operations },
        keys: join(folder, 'keys'),
        logLevel: 'info',
        drainDelay: '0s',
        ...(audit ? { audit: { file: { path: join(folder, `audit-${listen}.jsonl`) } } } : {}),
        // As many changes as a round makes.
        limits: { user: { write: 'off' } },
      },
      identityProviders: [
        {
          id: 'demo',
          issuer: idp.issuer,
          audiences: ['scs-gateway'],
          domain: 'acme',
          claims: { username: 'preferred_username', email: 'email', groups: 'groups' },
        },
      ],
      clouds: [
        {
          id: 'cloud-a',
          name: 'Cloud A',
          openstack: {
            authUrl: cloud.authUrl,
            caFile: certificate.ca,
            region: cloud.region,
            strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
          },
        },
      ],
    });
  const file = join(folder, 'gateway.yaml');
  const second = join(folder, 'second.yaml');
  await writeFile(file, configuration(port.gateway, port.operations));
  await writeFile(second, configuration(port.second, port.secondOperations));
  // As it is shipped.
  const main = join(folder, 'built/src/main.js');
  execFileSync(execPath, [join(here, '../scripts/build.ts'), '--to', join(folder, 'built')], { stdio: 'pipe' });
  const log = openSync(join(folder, 'gateway.log'), 'w');
  const gateway = start(process.execPath, [...nodeOptions, main, '--config', file], {
    core: PROXY_CORE,
    output: log,
  });
  await answering(`${at(port.operations)}/readyz`);

  const loginToken = (await idp.tokens.password('alice')).access_token;
  const token = await logIn({ url: publicUrl, provider: 'demo', bearer: loginToken, project: 'research' });
  const { keys } = (await (await fetch(`${publicUrl}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const tokenKey = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const more: Running[] = [];
  return {
    origin,
    gateway,
    nginx,
    bare,
    floor,
    urls: {
      origin: at(port.origin),
      compute: `${publicUrl}/clouds/cloud-a/compute`,
      image: `${publicUrl}/clouds/cloud-a/image`,
      network: `${publicUrl}/clouds/cloud-a/network`,
      upload: `${publicUrl}/clouds/cloud-a/object-store`,
      nginx: at(port.nginx),
      nginxRewriting: at(port.nginxRewriting),
      nginxUpload: at(port.nginxUpload),
      nginxTls: `https://127.0.0.1:${port.nginxTls}`,
      bare: at(port.bare),
      floor: at(port.floor),
    },
    imageFile,
    token,
    ground: { folder, origin: at(port.origin), issuer: idp.issuer, token, tokenKey: String(tokenKey), loginToken },
    async another({ tls = false, audit = false, traces }) {
      const [listen, operations] = [await freePort(), await freePort()];
      const file = join(folder, `gateway-${listen}.yaml`);
      await writeFile(file, configuration(listen, operations, tls, audit));
      const tracer = traces === undefined ? [] : ['--import', join(folder, 'built/src/otel/register.js')];
      const gateway = start(execPath, [...nodeOptions, ...tracer, main, '--config', file], {
        core: PROXY_CORE,
        output: log,
        env: { ...process.env, ...traces },
      });
      more.push(gateway);
      await answering(`${at(operations)}/readyz`);
      return { process: gateway, url: tls ? `https://127.0.0.1:${listen}` : at(listen) };
    },
    async startToReady(from) {
      const begin = performance.now();
      const program = from === 'build' ? main : SOURCE;
      const another = start(process.execPath, [program, '--config', second], { core: PROXY_CORE });
      await answering(`${at(port.secondOperations)}/readyz`);
      const time = performance.now() - begin;
      await another.stop();
      return time;
    },
    async close() {
      await Promise.all([...more, gateway, bare, floor, nginx, sink, origin].map((one) => one.stop()));
      closeSync(log);
      await Promise.all([cloud.close(), idp.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
