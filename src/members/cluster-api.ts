// SPDX-License-Identifier: Apache-2.0
// The way to one Kubernetes cluster for one caller: the same port as for an OpenStack region.
import { nativeCode, nativeMessage } from '../adapters/openstack/native-error.ts';
import type { Tokens } from '../federation/tokens.ts';
import type { Cluster, ClusterCaller } from '../model/cluster.ts';
import { GatewayError } from '../model/errors.ts';
import { K8S } from '../model/public-paths.ts';
import type { ReferenceCache, ReferenceKind } from '../model/reference-cache.ts';
import type {
  CallOptions,
  NativeAnswer,
  NativeApi,
  NativeCall,
  NativeConnection,
  NativePlace,
} from '../model/scs/adapter.ts';
import { isJson, orInterrupted, parseLatin1, type Received, send, utf8 } from './call.ts';
import { answerHeaders } from './headers.ts';
import { checkNativePath } from './native-path.ts';
import { refuseOwnTokens } from './own-tokens.ts';
import { FETCH_PATIENCE, REFERENCE_LIVES } from './reference-lives.ts';

export interface ClusterApiDeps {
  readonly references: ReferenceCache;
  readonly tokens: Pick<Tokens, 'claimsToBeOurs'>;
  readonly publicUrl: string;
}

export interface ClusterApiOptions {
  readonly cluster: Cluster;
  readonly caller: ClusterCaller;
  /** Before each request; throws where the cluster takes no more. */
  readonly admit?: () => void;
}

const SERVICE = 'kubernetes';

export function createClusterConnection(deps: ClusterApiDeps, options: ClusterApiOptions): NativeConnection {
  const { cluster, caller } = options;
  const { cloud, transport, strategy } = cluster;
  const { origin, pathname } = new URL(cluster.server);
  const prefix = pathname === '/' ? '' : pathname;
  /** No member address reaches a client: an apiserver's own words seldom hold one, but they may. */
  const hidden = (text: string): string =>
    text
      .replaceAll(cluster.server, `${deps.publicUrl}${K8S}${cluster.id}`)
      .replaceAll(new URL(origin).host, cluster.id);

  async function ask(signal: AbortSignal, call: NativeCall): Promise<Received> {
    const { method = 'GET', path, query, body, contentType = 'application/json' } = call;
    checkNativePath(path);
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
    const text = body === undefined ? undefined : JSON.stringify(body);
    refuseOwnTokens(deps.tokens, [path, search.toString(), text]);
    for (let attempt = 1; ; attempt++) {
      const proof = await orInterrupted(strategy.credential(caller), signal, cloud);
      options.admit?.();
      const received = await send({
        cloud,
        transport,
        origin,
        path: `${prefix}${path}${search.size === 0 ? '' : `?${search.toString()}`}`,
        method,
        headers: [
          ...proof.flat(),
          'accept',
          'application/json',
          'accept-encoding',
          'identity',
          ...(text === undefined ? [] : ['content-type', contentType]),
        ],
        ...(text === undefined ? {} : { body: Buffer.from(text) }),
        signal,
      });
      if (received.status !== 401) return received;
      strategy.refused(caller);
      if (strategy.showsUnauthorized)
        throw new GatewayError('forbidden', { cloud, message: `The cluster ${cluster.id} does not take your token.` });
      if (attempt > 1) throw new GatewayError('memberRefused', { cloud, detail: 'the apiserver answered 401' });
    }
  }

  const here: NativePlace = {
    cloud,
    region: cloud,
    cluster: cluster.id,
    clusterName: cluster.name,
    offers: (service) => service === SERVICE,
    endpoint: (service) => (service === SERVICE ? `${deps.publicUrl}${K8S}${cluster.id}` : undefined),
  };

  const bind = ({ signal, onCached }: CallOptions): NativeApi => ({
    ...here,
    signal,
    async call(call) {
      const received = await ask(signal, call);
      return read(cloud, received, hidden);
    },
    async cached<T>(kind: ReferenceKind, what: string, load: (api: NativeApi) => Promise<T>): Promise<T> {
      const key = {
        cloud: `${cloud}/${cluster.id}`,
        kind,
        // An apiserver answers by who asks.
        varyBy: [cluster.server, caller.principal.id, ...caller.principal.groups.toSorted(), what],
      };
      const own = () => load(bind({ signal: AbortSignal.timeout(FETCH_PATIENCE), onCached }));
      const { value, state, at } = await orInterrupted(
        deps.references.get(key, REFERENCE_LIVES[kind], own),
        signal,
        cloud,
      );
      onCached?.({ state, at });
      return value;
    },
  });
  return { ...here, api: bind };
}

function read(cloud: string, { status, headers: raw, text }: Received, hidden: (text: string) => string): NativeAnswer {
  if (status >= 400) {
    const message = nativeMessage(status, hidden(utf8(text)));
    const code = nativeCode(status, message);
    const audit = raw['audit-id'];
    throw new GatewayError(code, {
      cloud,
      detail: `the apiserver answered ${status}: ${message.slice(0, 200)}`,
      native: {
        status,
        service: SERVICE,
        message,
        ...(typeof audit === 'string' && /^[\w-]{1,64}$/.test(audit) ? { requestId: audit } : {}),
      },
    });
  }
  if (status >= 300) throw new GatewayError('memberRedirect', { cloud, detail: String(raw.location).slice(0, 200) });
  // Ours has its own; by the cluster's one adapters know when it said something.
  const headers: Record<string, string> = typeof raw.date === 'string' ? { date: raw.date } : {};
  const flat = answerHeaders(raw, (_name, value) => hidden(value));
  for (let i = 0; i + 1 < flat.length; i += 2) headers[flat[i] as string] = flat[i + 1] as string;
  if (text === '') return { status, headers, body: undefined };
  if (!isJson(raw['content-type'])) return { status, headers, body: utf8(text) };
  try {
    return { status, headers, body: parseLatin1(text) };
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: 'the apiserver answered what is no JSON' });
  }
}
