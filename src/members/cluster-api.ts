// SPDX-License-Identifier: Apache-2.0
// The way to one Kubernetes cluster for one caller: the same port as for an OpenStack region.
import type { Cluster, ClusterCaller } from '../model/cluster.ts';
import { GatewayError } from '../model/errors.ts';
import type { HeaderField } from '../model/http.ts';
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
import { call, orInterrupted, type Received } from './call.ts';
import { isSafe } from './guarded.ts';
import { answerHeaders, joined } from './headers.ts';
import { queryOf, readAnswer, redirected, refusal } from './native-answer.ts';
import { checkNativePath } from './native-path.ts';
import { FETCH_PATIENCE, REFERENCE_LIVES } from './reference-lives.ts';
import { REFUSED, withSession } from './session-loop.ts';

export interface ClusterApiDeps {
  readonly references: ReferenceCache;
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
  const { cloud, transport, strategy, origin, prefix } = cluster;
  /** No member address reaches a client: an apiserver's own words seldom hold one, but they may. */
  const hidden = (text: string): string =>
    text
      .replaceAll(cluster.server, `${deps.publicUrl}${K8S}${cluster.id}`)
      .replaceAll(new URL(origin).host, cluster.id);

  function ask(signal: AbortSignal, asked: NativeCall): Promise<Received> {
    const { method = 'GET', path, query, body, contentType = 'application/json' } = asked;
    checkNativePath(path);
    const search = queryOf(query);
    const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body)).toString('latin1');
    const open = (): Promise<readonly HeaderField[]> => orInterrupted(strategy.credential(caller), signal, cloud);
    const drop = (): void => {
      strategy.refused(caller);
      if (strategy.showsUnauthorized)
        throw new GatewayError('forbidden', { cloud, message: `The cluster ${cluster.id} does not take your token.` });
    };
    return withSession({ cloud, open, drop }, async (credential) => {
      options.admit?.();
      const received = await call({
        cloud,
        transport,
        origin,
        path: `${prefix}${path}${search === '' ? '' : `?${search}`}`,
        method,
        headers: [],
        added: [
          ...credential.flat(),
          'accept',
          'application/json',
          'accept-encoding',
          'identity',
          ...(text === undefined ? [] : ['content-type', contentType]),
        ],
        ...(text === undefined ? {} : { body: text }),
        slot: 'request',
        repeatable: isSafe(method),
        signal,
      });
      return received.status === 401 ? REFUSED : received;
    });
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
    async call(asked) {
      const received = await ask(signal, asked);
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

function read(cloud: string, { status, headers: raw, body }: Received, hidden: (text: string) => string): NativeAnswer {
  const text = body.toString('latin1');
  if (status >= 400) throw refusal({ cloud, service: SERVICE, status, raw, text: hidden(text) });
  if (status >= 300) throw redirected(cloud, raw);
  const headers = joined(answerHeaders(raw, (_name, value) => hidden(value)));
  // The gateway's answer has a date of its own; by the cluster's, adapters know when it said something.
  if (typeof raw.date === 'string') headers.date = raw.date;
  return readAnswer({ cloud, service: SERVICE, status, raw, text }, headers);
}
