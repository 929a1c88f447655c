// SPDX-License-Identifier: Apache-2.0
// What the stand-in apiserver keeps: objects with resource versions, lists in pages, watches with a bounded history,
// patches, reviews about oneself and about others; and /debug/echo, which gives a request's bytes back.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'yaml';
import type { Access, Identity } from './cluster-access.ts';
import { failure, type Reply, statusObject } from './cluster-http.ts';
import { apiVersion, discovery, type Json, KINDS, type Kind, table } from './cluster-kinds.ts';
import { openApiV3, strictFault } from './cluster-openapi.ts';
import { readReview } from './cluster-protobuf.ts';

export interface ClusterObjects {
  /** Undefined: the answer is a stream of its own. */
  handle(
    identity: Identity,
    req: IncomingMessage,
    body: () => Promise<Buffer>,
    res: ServerResponse,
  ): Promise<Reply | undefined>;
  /** As if somebody else had done it: every watch hears of it. */
  put(resource: string, namespace: string, object: Json): Json;
  /** Forgets all history: a watch from before is Gone. */
  compact(): void;
  /** Watches that are open now. */
  watches(): number;
}

interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: Kind;
  readonly object: Json;
}

interface Target {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly rest: string;
}

const PATH =
  /^\/(?:api|apis\/([^/]+))\/v1\/(watch\/)?(?:namespaces\/([^/]+)\/(?=[a-z]+(?:\/|$)))?([a-z]+)(?:\/([^/]+)(\/.*)?)?$/;

function locate(path: string): Target | undefined {
  const [, group = '', , namespace = '', resource, name, rest = ''] = PATH.exec(path) ?? [];
  const kind = KINDS.find((one) => one.group === group && one.resource === resource);
  return kind && { kind, namespace, name, rest };
}

export function createObjects(options: {
  readonly name: string;
  readonly version: string;
  readonly access: Access;
  readonly namespaces?: readonly string[];
  readonly history?: number;
}): ClusterObjects {
  const { name: cluster, version, access, history = 100 } = options;
  const kept = new Map<string, Json>();
  const changes: Change[] = [];
  const watchers = new Set<(change: Change) => void>();
  let counter = 1000;
  let forgotten = counter;

  const key = (kind: Kind, namespace: string, name: string): string =>
    `${kind.group}/${kind.resource}/${namespace}/${name}`;
  /** `dry`: what it would become, and nothing is kept or told. */
  function store(type: Change['type'], kind: Kind, namespace: string, given: Json, dry = false): Json {
    const at = key(kind, namespace, given.metadata.name);
    const before = kept.get(at);
    const object = {
      apiVersion: apiVersion(kind),
      kind: kind.kind,
      ...given,
      metadata: {
        uid: randomUUID(),
        creationTimestamp: new Date().toISOString(),
        ...given.metadata,
        ...before?.metadata,
        ...given.metadata,
        ...(kind.namespaced ? { namespace } : {}),
        resourceVersion: String(dry ? (before?.metadata.resourceVersion ?? '') : ++counter),
      },
    };
    if (dry) return object;
    if (type === 'DELETED') kept.delete(at);
    else kept.set(at, object);
    const change: Change = { version: counter, type, kind, object };
    changes.push(change);
    while (changes.length > history) forgotten = changes.shift()?.version ?? forgotten;
    for (const hear of watchers) hear(change);
    return object;
  }
  const put = (resource: string, namespace: string, object: Json): Json => {
    const kind = KINDS.find((one) => one.resource === resource) as Kind;
    return store(kept.has(key(kind, namespace, object.metadata.name)) ? 'MODIFIED' : 'ADDED', kind, namespace, object);
  };

  for (const name of options.namespaces ?? ['default', 'kube-system'])
    put('namespaces', '', { metadata: { name }, status: { phase: 'Active' } });
  put('nodes', '', node(`${cluster}-1`, version));
  put('storageclasses', '', {
    metadata: { name: 'ssd', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'cinder.csi.openstack.org',
  });
  for (const name of ['web-1', 'web-2'])
    put('pods', 'default', {
      metadata: { name, labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] },
      status: { phase: 'Running' },
    });

  const select = ({ kind, namespace, name }: Target, query: URLSearchParams): ((object: Json) => boolean) => {
    const wanted = name ?? /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '')?.[1];
    // `a=b` and `a in (b,c)`.
    const labels = (query.get('labelSelector') ?? '').match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
    return (object) =>
      (!kind.namespaced || namespace === '' || object.metadata.namespace === namespace) &&
      (wanted === undefined || object.metadata.name === wanted) &&
      labels.every((text) => {
        const [, label = '', among] = /^(.+) in \((.*)\)$/.exec(text) ?? [];
        const [key = '', value = ''] = among === undefined ? text.split('=') : [label];
        const own = object.metadata.labels?.[key];
        return own !== undefined && (among?.split(',') ?? [value]).includes(String(own));
      });
  };

  function list(target: Target, query: URLSearchParams, accept: string): Reply {
    const prefix = `${target.kind.group}/${target.kind.resource}/`;
    const wanted = select(target, query);
    const all = [...kept].filter(([at, object]) => at.startsWith(prefix) && wanted(object)).map(([, object]) => object);
    const from = Number(query.get('continue') ?? 0);
    const limit = Number(query.get('limit') || all.length);
    const items = all.slice(from, from + limit);
    const left = all.length - from - items.length;
    const metadata = {
      resourceVersion: String(counter),
      ...(left > 0 ? { continue: String(from + items.length), remainingItemCount: left } : {}),
    };
    const body = /as=Table/.test(accept)
      ? table(target.kind, items, String(counter))
      : { kind: `${target.kind.kind}List`, apiVersion: apiVersion(target.kind), metadata, items };
    return { status: 200, body };
  }

  function watch(target: Target, query: URLSearchParams, res: ServerResponse): undefined {
    const wanted = select(target, query);
    const say = (type: string, object: Json) => res.write(`${JSON.stringify({ type, object })}\n`);
    const hear = (change: Change): void => {
      if (change.kind === target.kind && wanted(change.object)) say(change.type, change.object);
    };
    res.writeHead(200, { 'content-type': 'application/json' });
    (res as { flushHeaders?: () => void }).flushHeaders?.();
    const since = query.get('resourceVersion') ?? '';
    if (since === '' || since === '0') {
      const prefix = `${target.kind.group}/${target.kind.resource}/`;
      for (const [at, object] of kept) if (at.startsWith(prefix) && wanted(object)) say('ADDED', object);
    } else if (Number(since) < forgotten) {
      say('ERROR', statusObject(410, `too old resource version: ${since} (${forgotten})`));
      res.end();
      return;
    } else for (const change of changes) if (change.version > Number(since)) hear(change);
    watchers.add(hear);
    const seconds = Number(query.get('timeoutSeconds') ?? 0);
    const end = seconds > 0 ? setTimeout(() => res.end(), seconds * 1000) : undefined;
    res.once('close', () => {
      clearTimeout(end);
      watchers.delete(hear);
    });
  }

  function reviewed({ kind }: Target, identity: Identity, object: Json): Reply {
    const { user: username, groups, uid, extra } = identity;
    const created = (status: Json): Reply => ({ status: 201, body: { ...object, metadata: {}, status } });
    if (kind.kind === 'SelfSubjectReview') return created({ userInfo: { username, groups, uid, extra } });
    const asked = object.spec?.resourceAttributes ?? {};
    const who =
      kind.kind === 'SubjectAccessReview' ? { user: object.spec.user, groups: object.spec.groups ?? [] } : identity;
    const resource = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource;
    return created({ allowed: access.allows(who, { verb: asked.verb, resource, name: asked.name }) });
  }

  async function change(target: Target, req: IncomingMessage, query: URLSearchParams, body: Buffer): Promise<Reply> {
    const { kind, namespace, name } = target;
    const type = req.headers['content-type'] ?? 'application/json';
    if (/protobuf|cbor/.test(type))
      return failure(415, 'the stand-in reads JSON and YAML only: use `kubectl create -f` or `kubectl apply -f`');
    const given: Json =
      body.length === 0 ? {} : /yaml/.test(type) ? parse(body.toString()) : JSON.parse(body.toString());
    // A deletion has its options in the body, where kubectl puts them, or in the query.
    const dry = query.get('dryRun') === 'All' || (req.method === 'DELETE' && given.dryRun?.includes('All') === true);
    const fault = query.get('fieldValidation') === 'Strict' ? strictFault(kind, given) : undefined;
    if (fault !== undefined) return failure(400, fault);
    if (req.method === 'POST') {
      if (kept.has(key(kind, namespace, given.metadata.name)))
        return failure(409, `${kind.resource} "${given.metadata.name}" already exists`, 'AlreadyExists');
      const warning = given.metadata.annotations?.['example.org/warn'] === undefined ? {} : { warning: WARNINGS };
      return { status: 201, body: store('ADDED', kind, namespace, given, dry), headers: warning };
    }
    const before = kept.get(key(kind, namespace, name ?? ''));
    const applied = /apply-patch/.test(type);
    if (before === undefined && !applied) return failure(404, `${kind.resource} "${name}" not found`);
    if (req.method === 'DELETE') {
      store('DELETED', kind, namespace, before, dry);
      return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } };
    }
    const stale = given.metadata?.resourceVersion;
    if (stale !== undefined && stale !== before?.metadata.resourceVersion)
      return failure(
        409,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    const after = req.method === 'PUT' ? given : merge(before ?? {}, given);
    return {
      status: before === undefined ? 201 : 200,
      body: store(before ? 'MODIFIED' : 'ADDED', kind, namespace, after, dry),
    };
  }

  async function handle(
    identity: Identity,
    req: IncomingMessage,
    body: () => Promise<Buffer>,
    res: ServerResponse,
  ): Promise<Reply | undefined> {
    const { method = 'GET' } = req;
    const { pathname, searchParams } = new URL(req.url ?? '/', 'https://x');
    const accept = req.headers.accept ?? '';
    if (pathname === '/debug/echo') {
      const headers = Object.fromEntries(
        ['content-type', 'content-encoding'].flatMap((n) => (req.headers[n] ? [[n, String(req.headers[n])]] : [])),
      );
      return { status: 200, headers: { ...headers, 'x-method': method }, body: await body() };
    }
    if (/\/proxy(?:\/|$)/.test(pathname)) return proxied(pathname);
    if (method === 'GET' || method === 'HEAD') {
      if (pathname === '/version')
        return { status: 200, body: { major: '1', minor: '34', gitVersion: version, platform: 'linux/amd64' } };
      if (/^\/(?:livez|readyz|healthz)$/.test(pathname))
        return { status: 200, body: Buffer.from('ok'), headers: { 'content-type': 'text/plain; charset=utf-8' } };
      if (pathname === '/openapi/v2') return { status: 200, etag: true, body: { swagger: '2.0', info: {}, paths: {} } };
      const openapi = openApiV3(pathname);
      if (openapi) return { status: 200, etag: true, body: openapi };
      const document = discovery(pathname, accept);
      if (document) return { status: 200, etag: true, body: document.body, headers: { 'content-type': document.type } };
    }
    const target = locate(pathname);
    if (target === undefined) return failure(404, 'the server could not find the requested resource');
    if (target.kind.review) return reviewed(target, identity, review(await body()));
    if (method !== 'GET' && method !== 'HEAD') return change(target, req, searchParams, await body());
    const wish = searchParams.get('watch');
    if ((wish !== null && wish !== '0' && wish !== 'false') || pathname.includes('/v1/watch/'))
      return watch(target, searchParams, res);
    if (target.name === undefined) return list(target, searchParams, accept);
    const object = kept.get(key(target.kind, target.namespace, target.name));
    if (object === undefined) return failure(404, `${target.kind.resource} "${target.name}" not found`);
    const asTable = /as=Table/.test(accept);
    return { status: 200, body: asTable ? table(target.kind, [object], object.metadata.resourceVersion) : object };
  }

  return {
    handle,
    put,
    watches: () => watchers.size,
    compact() {
      changes.length = 0;
      forgotten = counter;
    },
  };
}

const node = (name: string, kubeletVersion: string): Json => ({
  metadata: { name, labels: { 'topology.kubernetes.io/zone': 'zone-1', 'topology.kubernetes.io/region': 'region-1' } },
  status: {
    capacity: { cpu: '4', memory: '16384Ki', pods: '110' },
    allocatable: { cpu: '3920m', memory: '15Mi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
    nodeInfo: { kubeletVersion, architecture: 'amd64' },
  },
});

const review = (body: Buffer): Json =>
  body.subarray(0, 4).equals(PROTOBUF) ? readReview(body) : JSON.parse(body.toString());
const PROTOBUF = Buffer.from('k8s\0');

const WARNINGS = ['299 - "first warning"', '299 - "second warning"'];

/** A program behind …/proxy/: says where it was asked, and redirects as the apiserver's proxy makes it look. */
function proxied(path: string): Reply {
  const [, base = '', rest = ''] = /^(.*\/proxy)(\/.*)?$/.exec(path) ?? [];
  if (rest === '/redirect') return { status: 302, headers: { location: `${base}/target` } };
  if (rest === '/away') return { status: 302, headers: { location: 'https://evil.example/' } };
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from(`program at ${rest}\n`) };
}

/** RFC 7396. */
function merge(before: Json, patch: Json): Json {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const out = before !== null && typeof before === 'object' && !Array.isArray(before) ? { ...before } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete out[name];
    else out[name] = merge(out[name], value);
  }
  return out;
}
