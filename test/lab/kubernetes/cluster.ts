// SPDX-License-Identifier: Apache-2.0
// A real Kubernetes cluster on loopback for the lab: etcd, kube-apiserver, controller manager, scheduler and one node.
// Starts in seconds once built, from nothing each time. README.md says what of it is real.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { freePort } from '../../free-port.ts';
import { buildPrograms, type Programs } from './build.ts';
import { createDaemons, type Daemons } from './daemons.ts';
import { clusterParts, type Ports } from './parts.ts';
import {
  DEPLOY,
  prepareFolder,
  swapServerCertificate,
  type TrustedIssuer,
  writeAuthentication,
  writeKubeconfig,
} from './prepare.ts';
import { type Outcome, run } from './run.ts';

export interface ClusterOptions {
  /** Everything the cluster keeps; emptied at the start. */
  readonly folder: string;
  readonly issuer?: TrustedIssuer;
  /** Which of the manifests in deploy/kubernetes gives the gateway's account its rights. */
  readonly impersonation?: Impersonation;
  /** Pods get addresses of 198.18.<n>.0/24: another n for each cluster at the same time. */
  readonly podNetwork?: number;
  /** Tokens of service accounts are issued by the apiserver's own URL, not by the name that only pods can reach. */
  readonly accountsOfServer?: boolean;
  readonly log?: (line: string) => void;
}

type Impersonation = 'classic' | 'constrained';

export interface Cluster {
  readonly folder: string;
  readonly server: string;
  /** Who signed the apiserver's certificate. */
  readonly caFile: string;
  /** Of a member of system:masters. */
  readonly adminToken: string;
  /** Of the service account scs-gateway/scs-gateway. */
  readonly impersonatorToken: string;
  readonly adminKubeconfig: string;
  readonly impersonatorKubeconfig: string;
  /** One line of JSON for each request: who asked, as whom, for what (audit.k8s.io/v1). */
  readonly auditLog: string;
  readonly programs: Programs;
  /** kubectl as the cluster's admin, straight at the apiserver. Throws with what kubectl said. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  outcome(args: readonly string[], input?: string): Promise<Outcome>;
  useImpersonation(form: Impersonation): Promise<void>;
  /** Writes the AuthenticationConfiguration; a running apiserver takes it over by itself, once the issuer answers. */
  trust(issuer: TrustedIssuer): void;
  stopApiserver(how?: 'orderly' | 'crash'): Promise<void>;
  startApiserver(): Promise<void>;
  /** `newAuthority`: with a certificate of another CA, which `caFile` then holds. */
  restartApiserver(how?: {
    readonly crash?: boolean;
    readonly newAuthority?: boolean;
    /** From now on, of tokens of service accounts. */
    readonly accountIssuer?: string;
  }): Promise<void>;
  /** Drops all old revisions: who lists or watches from one before gets 410 Gone. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

interface State {
  readonly ports: Ports;
  readonly adminToken: string;
  readonly impersonatorToken: string;
  readonly podNetwork: string;
  /** Undefined: the name that only pods can reach. */
  readonly accountIssuer?: string | undefined;
}

/** Ends what an earlier run left in the folder, and starts anew. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, log = () => undefined } = options;
  const programs = await buildPrograms(log);
  await createDaemons(folder, programs.labKube).stopAll();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const daemons = createDaemons(folder, programs.labKube);

  const [etcd, etcdPeer, apiserver, kubelet] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const ports: Ports = { etcd, etcdPeer, apiserver, kubelet };
  const podNetwork = `198.18.${options.podNetwork ?? 77}.0/24`;
  const adminToken = randomBytes(24).toString('hex');
  await prepareFolder(folder, ports, adminToken);
  if (options.issuer) writeAuthentication(folder, options.issuer);

  const started = performance.now();
  try {
    const accountIssuer = options.accountsOfServer === true ? serverOf(ports) : undefined;
    const bare = { ports, adminToken, podNetwork, accountIssuer, impersonatorToken: '' };
    const parts = clusterParts(folder, ports, podNetwork, accountIssuer);
    const first = new Set(['etcd', 'apiserver']);
    for (const { name, args } of parts) if (first.has(name)) daemons.start(name, args);
    const look = createLook(folder, bare, daemons, log);
    await look.apiserverReady();
    // The controllers wait ten seconds for it and end then: not enough for a machine that is busy.
    for (const { name, args } of parts) if (!first.has(name)) daemons.start(name, args);
    await look.nodeReady();
    await look.found('/api/v1/namespaces/default/serviceaccounts/default', 'controller-manager');
    await makeCluster(folder, bare, programs, daemons, log).useImpersonation(options.impersonation ?? 'classic');
    const impersonatorToken = await look.impersonatorToken();
    writeKubeconfig(folder, 'impersonator', ports, join(folder, 'pki', 'server-bundle.crt'), {
      token: impersonatorToken,
    });
    const state: State = { ...bare, impersonatorToken };
    writeFileSync(join(folder, 'cluster.json'), JSON.stringify(state), { mode: 0o600 });
    const cluster = makeCluster(folder, state, programs, daemons, log);
    log(`cluster: up in ${((performance.now() - started) / 1000).toFixed(1)} s at ${cluster.server}`);
    return cluster;
  } catch (error) {
    await daemons.stopAll();
    throw error;
  }
}

/** A cluster that another process has started. */
export async function openCluster(folder: string): Promise<Cluster> {
  const state = JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')) as State;
  const programs = await buildPrograms(() => undefined);
  return makeCluster(folder, state, programs, createDaemons(folder, programs.labKube), () => undefined);
}

function makeCluster(
  folder: string,
  state: State,
  programs: Programs,
  daemons: Daemons,
  log: (line: string) => void,
): Cluster {
  const { ports, adminToken, impersonatorToken } = state;
  let { accountIssuer } = state;
  const adminKubeconfig = join(folder, 'admin.kubeconfig');
  const look = createLook(folder, state, daemons, log);

  const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: adminKubeconfig };
  const outcome = (args: readonly string[], input = ''): Promise<Outcome> =>
    run(programs.kubectl, args, { env, input });
  const kubectl = async (args: readonly string[], input = ''): Promise<string> => {
    const { code, stdout, stderr } = await outcome(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return stdout;
  };
  const stopApiserver = (how: 'orderly' | 'crash' = 'orderly'): Promise<void> =>
    daemons.stop('apiserver', how === 'crash' ? 'SIGKILL' : 'SIGTERM');
  const startApiserver = async (): Promise<void> => {
    const parts = clusterParts(folder, ports, state.podNetwork, accountIssuer);
    const part = parts.find(({ name }) => name === 'apiserver');
    if (part) daemons.start(part.name, part.args);
    await look.apiserverReady();
  };

  return {
    folder,
    server: serverOf(ports),
    caFile: join(folder, 'pki', 'server-ca.crt'),
    adminToken,
    impersonatorToken,
    adminKubeconfig,
    impersonatorKubeconfig: join(folder, 'impersonator.kubeconfig'),
    auditLog: join(folder, 'log', 'audit.log'),
    programs,
    kubectl,
    outcome,
    async useImpersonation(form) {
      const file = form === 'classic' ? 'impersonator-rbac.yaml' : 'impersonator-rbac-constrained.yaml';
      await kubectl(['apply', '-f', join(DEPLOY, file)]);
    },
    trust: (issuer) => writeAuthentication(folder, issuer),
    stopApiserver,
    startApiserver,
    async restartApiserver({ crash = false, newAuthority = false, accountIssuer: next } = {}) {
      accountIssuer = next ?? accountIssuer;
      await stopApiserver(crash ? 'crash' : 'orderly');
      if (newAuthority) swapServerCertificate(folder);
      await startApiserver();
    },
    async compact() {
      const etcd = `http://127.0.0.1:${ports.etcd}`;
      const { code, stderr } = await run(programs.labKube, ['compact', etcd], { env });
      // Nothing new since the last time is as good.
      if (code !== 0 && !stderr.includes('has been compacted')) throw new Error(`compact: ${stderr}`);
    },
    stop: () => daemons.stopAll(),
  };
}

/** Waiting for the cluster, with a word each five seconds, and with the part's log where it does not come. */
function createLook(folder: string, { ports, adminToken }: State, daemons: Daemons, log: (line: string) => void) {
  async function get<T>(path: string): Promise<T | undefined> {
    // A new agent each time: the authority may be another by now, and a connection may lead to an ended process.
    const dispatcher = new Agent({ connect: { ca: readFileSync(join(folder, 'pki', 'server-ca.crt')) } });
    try {
      const headers = { authorization: `Bearer ${adminToken}` };
      const { statusCode, body } = await request(`${serverOf(ports)}${path}`, { dispatcher, headers });
      const text = await body.text();
      return statusCode === 200 ? ((text.startsWith('{') ? JSON.parse(text) : text) as T) : undefined;
    } catch {
      return undefined;
    } finally {
      await dispatcher.destroy();
    }
  }

  async function until<T>(what: string, part: string, check: () => Promise<T | undefined>): Promise<T> {
    const started = Date.now();
    for (let told = started; ; await pause(100)) {
      const found = await check();
      if (found !== undefined) return found;
      if (!daemons.alive(part)) throw new Error(`${part} ended before there was ${what}:\n${daemons.tail(part)}`);
      const seconds = Math.round((Date.now() - started) / 1000);
      if (seconds > 120) throw new Error(`${what} did not come in ${seconds} s:\n${daemons.tail(part)}`);
      if (Date.now() - told > 5_000) {
        told = Date.now();
        log(`cluster: waiting for ${what} (${seconds} s)`);
      }
    }
  }

  return {
    apiserverReady: () => until('an answer to /readyz', 'apiserver', () => get<string>('/readyz')),
    nodeReady: () =>
      until('a node that is ready', 'node', async () => {
        const node = await get<NodeObject>('/api/v1/nodes/127.0.0.1');
        const ready = node?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
        return ready && !node?.spec.taints?.length ? node : undefined;
      }),
    found: (path: string, part: string) => until(path, part, () => get(path)),
    impersonatorToken: () =>
      until("the token of the gateway's account", 'controller-manager', async () => {
        const path = '/api/v1/namespaces/scs-gateway/secrets/scs-gateway-token';
        const token = (await get<{ data?: { token?: string } }>(path))?.data?.token;
        return token === undefined ? undefined : Buffer.from(token, 'base64').toString();
      }),
  };
}

interface NodeObject {
  readonly spec: { readonly taints?: readonly unknown[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const serverOf = ({ apiserver }: Ports): string => `https://127.0.0.1:${apiserver}`;
