// SPDX-License-Identifier: Apache-2.0
// Everything that stands on the stage: an origin, a stand-in Keystone and identity provider (so that the gateway really
// logs in and opens sessions), the gateway as its own command starts it, and the rivals.
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { stringify } from 'yaml';
import { startIdp } from '../demo/idp.ts';
import { startCloud } from '../standins/cloud.ts';
import { startOrigin, startRival } from './nginx.ts';
import { answering, freePort, LOAD_CORE, PROXY_CORE, type Running, start } from './processes.ts';

const here = import.meta.dirname;
const main = join(here, '../src/main.ts');

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
    /** The same cloud's image service where bodies are swallowed. */
    readonly upload: string;
    readonly nginx: string;
    readonly nginxRewriting: string;
    readonly nginxUpload: string;
    readonly bare: string;
    readonly floor: string;
  };
  /** Sparse, of the size asked for: what goes up and comes down. */
  readonly imageFile: string;
  /** A gateway token, scoped to a project. */
  readonly token: string;
  /** Milliseconds from the start of a process to the first good answer of /readyz. */
  startToReady(): Promise<number>;
  close(): Promise<void>;
}

const PLACES = [
  'origin',
  'sink',
  'nginx',
  'nginxRewriting',
  'nginxUpload',
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
  const origin = await startOrigin(join(folder, 'origin'), port.origin, imageFile);
  const sink = start(process.execPath, [join(here, 'sink.ts'), String(port.sink)], { core: LOAD_CORE });
  const nginx = await startRival(join(folder, 'rival'), port, at(port.origin), at(port.sink));
  const bare = start(process.execPath, [join(here, 'bare-proxy.ts'), String(port.bare), at(port.origin)], {
    core: PROXY_CORE,
  });

  const floor = start(process.execPath, [join(here, 'bare-relay.ts'), String(port.floor), at(port.origin)], {
    core: PROXY_CORE,
  });

  const idp = await startIdp();
  const cloud = await startCloud({
    name: 'cloud-a',
    region: 'RegionOne',
    shape: 'ports',
    projects: ['acme/research', 'acme/teaching'],
    groups: { 'acme-research': [['acme', 'research', 'member']] },
    elsewhere: {
      compute: `${at(port.origin)}/v2.1`,
      image: at(port.origin),
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

  const configuration = (listen: number, operations: number): string =>
    stringify({
      gateway: {
        publicUrl,
        listen: { host: '127.0.0.1', port: listen },
        operations: { host: '127.0.0.1', port: operations },
        keys: join(folder, 'keys'),
        logLevel: 'info',
        drainDelay: '0s',
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
  const log = openSync(join(folder, 'gateway.log'), 'w');
  const gateway = start(process.execPath, [...nodeOptions, main, '--config', file], {
    core: PROXY_CORE,
    output: log,
  });
  await answering(`${at(port.operations)}/readyz`);

  const token = await login(publicUrl, (await idp.tokens.password('alice')).access_token);
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
      upload: `${publicUrl}/clouds/cloud-a/object-store`,
      nginx: at(port.nginx),
      nginxRewriting: at(port.nginxRewriting),
      nginxUpload: at(port.nginxUpload),
      bare: at(port.bare),
      floor: at(port.floor),
    },
    imageFile,
    token,
    async startToReady() {
      const begin = performance.now();
      const another = start(process.execPath, [main, '--config', second], { core: PROXY_CORE });
      await answering(`${at(port.secondOperations)}/readyz`);
      const time = performance.now() - begin;
      await another.stop();
      return time;
    },
    async close() {
      await Promise.all([gateway, bare, floor, nginx, sink, origin].map((one) => one.stop()));
      closeSync(log);
      await Promise.all([cloud.close(), idp.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As `openstack --os-auth-type v3oidcaccesstoken` does: the IdP's token for an unscoped one, that for a scoped one. */
async function login(publicUrl: string, idpToken: string): Promise<string> {
  const unscoped = await fetch(`${publicUrl}/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth`, {
    method: 'POST',
    headers: { authorization: `Bearer ${idpToken}` },
  });
  const id = unscoped.headers.get('x-subject-token');
  const scope = { project: { name: 'research', domain: { name: 'acme' } } };
  const scoped = await fetch(`${publicUrl}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['token'], token: { id } }, scope } }),
  });
  const token = scoped.headers.get('x-subject-token');
  if (token === null) throw new Error(`no login: ${unscoped.status} ${scoped.status} ${await scoped.text()}`);
  return token;
}
