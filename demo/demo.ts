// SPDX-License-Identifier: Apache-2.0
// The whole demo in one process: identity provider, two stand-in clouds, the gateway over TLS in front of them, and
// the files that clients need. `main.ts` is the command line around it.
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { Agent, fetch } from 'undici';
import { startGateway } from '../src/app.ts';
import { loadConfig } from '../src/config/load.ts';
import { type Control, startControl } from '../standins/control.ts';
import { ensureTls } from './ca.ts';
import { startDemoClouds, startDemoCluster, trustIn, trustInCluster } from './clouds.ts';
import {
  type DemoPlaces,
  demoFiles,
  portalClient,
  writeClientFiles,
  writeCommand,
  writeGatewayConfig,
} from './files.ts';
import { pastHour } from './history.ts';
import { type DemoUser, startIdp } from './idp.ts';
import { preferPort, preferPorts } from './ports.ts';

export interface Demo {
  readonly gatewayUrl: string;
  readonly operationsUrl: string;
  readonly issuer: string;
  /** Where the stand-ins take orders to misbehave. */
  readonly controlUrl: string;
  readonly users: readonly DemoUser[];
  readonly files: ReturnType<typeof demoFiles> & { readonly ca: string };
  /** For child processes: everything that clients read. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** `progress` hears one line a step. */
export async function startDemo(folder: string, progress: (line: string) => void = () => {}): Promise<Demo> {
  const home = resolve(folder);
  await mkdir(home, { recursive: true });
  const files = demoFiles(home);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closers.reverse()) await end();
  };
  try {
    const tls = await ensureTls(home);
    const idp = await again(async () => startIdp({ port: await preferPorts(8091, 1) }));
    closers.push(() => idp.close());
    progress(`identity provider  ${idp.issuer}`);

    const clouds = await startDemoClouds({ a: await preferPorts(8701, 8), b: await preferPorts(8720, 1) });
    closers.push(() => Promise.all(clouds.map((cloud) => cloud.close())));
    const cluster = await again(async () => startDemoCluster(await preferPort(8760)));
    closers.push(() => cluster.close());
    for (const cloud of clouds) progress(`${cloud.name} (stand-in)  ${cloud.authUrl}`);
    progress(`${cluster.name} (stand-in)  ${cluster.server}`);
    const control: Control = await again(async () => startControl(clouds, await preferPorts(8790, 1)));
    closers.push(() => control.close());

    const logFile = createWriteStream(files.log);
    const { gateway, places } = await again(async () => {
      const ports = { gateway: await preferPort(8443), operations: await preferPort(9464) };
      const gatewayUrl = `https://localhost:${ports.gateway}`;
      const places: DemoPlaces = { folder: home, gatewayUrl, ports, tls, idp, clouds, cluster };
      idp.register(portalClient(gatewayUrl));
      await writeGatewayConfig(places);
      const { config } = await loadConfig(files.gatewayConfig, { env: process.env });
      const log = { write: (line: string) => void logFile.write(line) };
      return { places, gateway: await startGateway({ config, log, latencies: pastHour() }) };
    });
    const { gatewayUrl } = places;
    closers.push(async () => {
      await gateway.close();
      logFile.end();
    });
    progress(`gateway  ${gatewayUrl}`);

    const dispatcher = new Agent({ connect: { ca: await readFile(tls.ca, 'utf8') } });
    closers.push(() => dispatcher.destroy());
    const jwks = async () =>
      (await (await fetch(`${gatewayUrl}/.well-known/jwks.json`, { dispatcher })).json()) as JSONWebKeySet;
    clouds.forEach(trustIn(gatewayUrl, jwks));
    trustInCluster(cluster, gatewayUrl, jwks);

    const { access_token } = await idp.tokens.password('alice');
    const token = await login(gatewayUrl, access_token, dispatcher);
    const kubeconfig = await kubeconfigFor(gatewayUrl, token, dispatcher);
    const env = {
      OS_CLIENT_CONFIG_FILE: files.cloudsYaml,
      OS_CLOUD: 'scs-demo',
      SCS_GATEWAY_URL: gatewayUrl,
      SCS_TOKEN: token,
      SCS_CA: tls.ca,
      KUBECONFIG: files.kubeconfig,
    };
    const facts = {
      gateway: gatewayUrl,
      operations: gateway.operationsUrl,
      issuer: idp.issuer,
      control: control.url,
      regions: clouds.map(({ name }) => name),
      clusters: [cluster.name],
      project: { domain: 'acme', name: 'research' },
      users: idp.users,
      files: {
        ca: tls.ca,
        cloudsYaml: files.cloudsYaml,
        gatewayConfig: files.gatewayConfig,
        kubeconfig: files.kubeconfig,
        log: files.log,
      },
    };
    await writeCommand(home);
    await writeClientFiles(places, facts, kubeconfig, env);
    return {
      gatewayUrl,
      operationsUrl: gateway.operationsUrl,
      issuer: idp.issuer,
      controlUrl: control.url,
      users: idp.users,
      files: { ...files, ca: tls.ca },
      env: { ...env, PATH: [files.bin, process.env.PATH].filter(Boolean).join(delimiter) },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A port that was free when it was looked at may be taken by another demo that is just starting. */
async function again<T>(start: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--)
    try {
      return await start();
    } catch (error) {
      if (left === 0 || (error as { code?: unknown }).code !== 'EADDRINUSE') throw error;
    }
}

/** Alice's token for project acme/research, in the two moves that every OpenStack client makes. */
async function login(gatewayUrl: string, bearer: string, dispatcher: Agent): Promise<string> {
  const identity = `${gatewayUrl}/identity/v3`;
  const post = async (url: string, headers: Record<string, string>, body?: string): Promise<string> => {
    const answer = await fetch(url, { method: 'POST', headers, dispatcher, ...(body && { body }) });
    const token = answer.headers.get('x-subject-token');
    if (answer.status !== 201 || !token)
      throw new Error(`login at the gateway: ${answer.status} ${await answer.text()}`);
    await answer.body?.cancel();
    return token;
  };
  const federated = `${identity}/OS-FEDERATION/identity_providers/demo/protocols/openid/auth`;
  const unscoped = await post(federated, { authorization: `Bearer ${bearer}` });
  const scope = { project: { name: 'research', domain: { name: 'acme' } } };
  const auth = { identity: { methods: ['token'], token: { id: unscoped } }, scope };
  return post(`${identity}/auth/tokens`, { 'content-type': 'application/json' }, JSON.stringify({ auth }));
}

/** With the token inside, good for as long as it is: `scs-gateway kubeconfig` is for more than a demo. */
async function kubeconfigFor(gatewayUrl: string, token: string, dispatcher: Agent): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${gatewayUrl}/scs/v1/kubeconfig?auth=token`, { headers, dispatcher });
  if (!answer.ok) throw new Error(`kubeconfig: ${answer.status} ${await answer.text()}`);
  return answer.text();
}
