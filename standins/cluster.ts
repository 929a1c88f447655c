// SPDX-License-Identifier: Apache-2.0
// One stand-in Kubernetes cluster, in-process: a kube-apiserver's port (TLS of its own authority, HTTP/2 and 1.1) and
// the one path that every request takes: log, fault, authenticate, impersonate, authorise, handler. What is behind it:
// cluster-access.ts (who), cluster-objects.ts (what), cluster-streams.ts (exec, attach, port-forward, logs).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { issue } from '../demo/ca.ts';
import { type Access, type ClusterRule, type ClusterTrust, createAccess, type Identity } from './cluster-access.ts';
import { type ClusterFault, failure, type Reply, readBody, respond } from './cluster-http.ts';
import { type ClusterObjects, createObjects } from './cluster-objects.ts';
import { createStreams } from './cluster-streams.ts';

export interface ClusterOptions {
  readonly name: string;
  readonly port?: number;
  /** The issuer it trusts, as its AuthenticationConfiguration would say; may be given later by `trust`. */
  readonly hub?: ClusterTrust;
  /** Static tokens and whom each one is: service accounts, mostly. */
  readonly accounts?: Readonly<Record<string, { readonly user: string; readonly groups?: readonly string[] }>>;
  /** Who may do what, beside `system:masters` (everything). */
  readonly rbac?: readonly ClusterRule[];
  readonly namespaces?: readonly string[];
  /** A watch from an older resource version than these many changes ago is 410 Gone. */
  readonly history?: number;
  readonly version?: string;
  /** Pods have programs for `kubectl exec`; otherwise what is sent comes back. */
  readonly programs?: boolean;
  readonly now?: () => number;
}

interface ClusterRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  /** Whom the cluster took the caller for. */
  identity?: Identity;
  status?: number;
  /** The client broke it off. */
  aborted?: boolean;
}

export interface ClusterStandIn {
  readonly name: string;
  readonly server: string;
  readonly host: string;
  /** PEM. */
  readonly ca: string;
  /** Oldest first, bounded. */
  readonly requests: ClusterRequest[];
  /** Requests that no gateway may ever cause: somebody else's token, a front proxy's identity headers, a cookie. */
  readonly violations: ClusterRequest[];
  readonly objects: ClusterObjects;
  /** Plays for the next requests whose URL holds `on`, once each. */
  readonly faults: ClusterFault[];
  /** Connections that are open now, and those of them that were upgraded. */
  sockets(): number;
  tunnels(): number;
  trust(hub: ClusterTrust): void;
  /** A line for everybody who follows the logs of a pod. */
  say(line: string): void;
  /** A new authority, and a certificate under it: gives the new authority. */
  rotate(): Promise<string>;
  /** Connections break at once and new ones are refused, until `back`. */
  gone(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

const LOG_LIMIT = 20_000;
const HOST = '127.0.0.1';
/** net/http's DefaultMaxHeaderBytes. */
const AS_GO = { http1Options: { maxHeaderSize: 1024 * 1024 } } as object;

export async function startCluster(options: ClusterOptions): Promise<ClusterStandIn> {
  const { name, version = 'v1.34.2' } = options;
  const requests: ClusterRequest[] = [];
  const violations: ClusterRequest[] = [];
  const faults: ClusterFault[] = [];
  const refused = new Set<string>();
  const access: Access = createAccess(options);
  const objects = createObjects({ ...options, version, access });
  const streams = createStreams({ programs: options.programs });
  let pems = await issue(Date.now());
  let port = options.port ?? 0;
  const sockets = new Set<Socket>();

  async function enter(
    req: IncomingMessage,
  ): Promise<{ identity: Identity; seen: ClusterRequest } | Reply | undefined> {
    const { method = 'GET', url = '/', rawHeaders, headers, httpVersion } = req;
    const seen: ClusterRequest = { method, url, httpVersion, rawHeaders, headers };
    requests.push(seen);
    if (requests.length > LOG_LIMIT) requests.shift();
    if (access.isViolation(headers)) violations.push(seen);
    if (refused.has(headers.authorization ?? '')) return failure(401, 'Unauthorized');
    const at = faults.findIndex(({ on }) => url.includes(on ?? ''));
    const [fault] = at === -1 ? [] : faults.splice(at, 1);
    if (fault?.kind === 'hang') return undefined;
    if (fault?.kind === 'reset') {
      req.socket.destroy();
      return undefined;
    }
    // What it has said of a credential, it says again.
    if (fault?.status === 401) refused.add(headers.authorization ?? '');
    if (fault !== undefined)
      return { status: fault.status ?? 302, headers: { location: fault.location ?? 'https://evil.example/' } };
    const identity = await access.authenticate(headers);
    if (identity === undefined) return failure(401, 'Unauthorized');
    const acting = access.impersonate(identity, rawHeaders);
    if ('status' in acting) return acting;
    seen.identity = acting;
    const denied = access.authorise(acting, method, url);
    return denied ?? { identity: acting, seen };
  }

  const server = (): Http2SecureServer => {
    const made = createSecureServer({ allowHTTP1: true, cert: pems.cert, key: pems.key, ...AS_GO }, (req, res) => {
      void handle(req as unknown as IncomingMessage, res as unknown as ServerResponse);
    });
    Object.assign(made, { requestTimeout: 0, keepAliveTimeout: 60_000 });
    made.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    made.on('upgrade', async (req: IncomingMessage, socket: Socket, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      const entered = await enter(req);
      if (entered === undefined) return;
      if ('identity' in entered) entered.seen.status = streams.upgrade(req, socket, head);
      else streams.decline(socket, entered);
    });
    return made;
  };

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    res.setHeader('audit-id', req.headers['audit-id'] ?? randomUUID());
    res.on('error', () => undefined);
    const entered = await enter(req);
    if (entered === undefined) return;
    if (!('identity' in entered)) {
      req.resume();
      return respond(req, res, entered);
    }
    const { identity, seen } = entered;
    res.once('close', () => {
      seen.status = res.statusCode;
      seen.aborted = !res.writableEnded;
    });
    if (streams.logs(req, res)) return;
    const reply = await objects
      .handle(identity, req, () => readBody(req), res)
      .catch((error: unknown) => failure(400, String(error)));
    if (reply !== undefined) respond(req, res, reply);
  }

  let listening = server();
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      listening.once('error', reject);
      listening.listen(port, HOST, () => {
        port = (listening.address() as AddressInfo).port;
        resolve();
      });
    });
  const gone = async (): Promise<void> => {
    if (!listening.listening) return;
    const ended = new Promise((resolve) => listening.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await ended;
  };
  await listen();

  return {
    name,
    server: `https://${HOST}:${port}`,
    host: `${HOST}:${port}`,
    get ca() {
      return pems.ca;
    },
    requests,
    violations,
    objects,
    faults,
    sockets: () => sockets.size,
    tunnels: streams.tunnels,
    trust: access.trust,
    say: streams.say,
    async rotate() {
      pems = await issue(Date.now());
      listening.setSecureContext({ cert: pems.cert, key: pems.key });
      return pems.ca;
    },
    gone,
    async back() {
      listening = server();
      await listen();
    },
    close: gone,
  };
}
