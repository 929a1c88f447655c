// SPDX-License-Identifier: Apache-2.0
// The way to one HTTP API that speaks JSON, for one caller: a Kubernetes cluster, or a cloud of a further kind. OpenStack
// has a way of its own (openstack-api.ts), since its services stand in a catalogue and its ids go through the lens.
import { isSafe } from '../http/safe-method.ts';
import { jsonBytes } from '../model/bytes-as-text.ts';
import type { HeaderField } from '../model/http.ts';
import type { Holder } from '../model/limits.ts';
import type { MemberTransport } from '../model/member.ts';
import type { ReferenceCache, ReferenceKind } from '../model/reference-cache.ts';
import type {
  CallOptions,
  NativeAnswer,
  NativeApi,
  NativeCall,
  NativeConnection,
  NativePlace,
} from '../model/scs/adapter.ts';
import type { Standing } from '../model/standing.ts';
import { cachedReference } from './cached-reference.ts';
import { call, orInterrupted, type Received } from './call.ts';
import { answerHeaders, FOR_ADAPTERS, joined } from './headers.ts';
import {
  LARGE,
  queryOf,
  readAnswer,
  readLargeAnswer,
  redirected,
  refusal,
  refusalText,
  sharing,
  tellChange,
} from './native-answer.ts';
import { checkNativePath } from './native-path.ts';
import { Refused, withSession } from './session-loop.ts';

export interface ApiConnectionOptions {
  /** Where adapters ask. */
  readonly place: NativePlace;
  readonly transport: MemberTransport;
  readonly origin: string;
  /** Before every path. */
  readonly prefix: string;
  /** Header fields that prove the caller, as they are known or made anew. */
  credential(): Promise<readonly HeaderField[]>;
  /** The API answered 401 to them. May throw what the caller is to be told. */
  refused(credential: readonly HeaderField[]): void;
  /** Whose share of the API it takes. */
  readonly by: Holder;
  /** Whether the API takes a credential that something behind it has refused. */
  readonly standing?: Standing<readonly HeaderField[]> | undefined;
  /** Before each request; throws where the API takes no more. */
  readonly admit?: () => void;
  /** Whose answers these are. */
  readonly user?: string;
  /** No address of the member reaches a client. */
  hidden(text: string): string;
  /** Whose answers are kept apart in the reference cache, and under which name there. */
  readonly cache: { readonly references: ReferenceCache; readonly name: string; readonly varyBy: readonly string[] };
}

export function createApiConnection(options: ApiConnectionOptions): NativeConnection {
  const { place, transport, origin, prefix, hidden, cache } = options;
  const { cloud } = place;

  const { intake } = transport;

  function ask({ signal, lease, course, onChange }: CallOptions, asked: NativeCall): Promise<Received> {
    const { method = 'GET', service, path, query, body, contentType = 'application/json' } = asked;
    checkNativePath(path);
    const search = queryOf(query);
    const text = body === undefined ? undefined : jsonBytes(body);
    const open = (): Promise<readonly HeaderField[]> => orInterrupted(options.credential(), signal, cloud);
    return withSession({ cloud, open, drop: options.refused, standing: options.standing }, async (credential, good) => {
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
        by: options.by,
        slot: 'request',
        repeatable: isSafe(method),
        until: signal,
        lease,
        course,
      });
      const { status, headers } = received;
      tellChange(onChange, { cloud, service, method, path: `${prefix}${path}`, status, headers });
      return received.status === 401 && !good() ? new Refused(() => received) : received;
    });
  }

  async function read(
    { signal, lease }: CallOptions,
    service: string,
    { status, headers: raw, body }: Received,
  ): Promise<NativeAnswer> {
    if (status >= 400) throw refusal({ cloud, service, status, raw, text: hidden(refusalText(body)) });
    if (status >= 300) throw redirected(cloud, raw);
    const headers = joined(answerHeaders(raw, (_name, value) => hidden(value), FOR_ADAPTERS));
    // The gateway's answer has a date of its own; by the member's, adapters know when it said something.
    if (typeof raw.date === 'string') headers.date = raw.date;
    if (body.length >= LARGE)
      return readLargeAnswer({ cloud, service, status, raw, body, intake, lease, signal }, headers);
    return readAnswer({ cloud, service, status, raw, text: body.toString('latin1') }, headers);
  }

  const bind = (options: CallOptions): NativeApi => ({
    ...place,
    signal: options.signal,
    call: (asked) =>
      sharing(options.lease, async (lease) => {
        const own = { ...options, lease };
        return read(own, asked.service, await ask(own, asked));
      }),
    cached<T>(kind: ReferenceKind, what: string, load: (api: NativeApi) => Promise<T>): Promise<T> {
      const key = { cloud: cache.name, kind, varyBy: [...cache.varyBy, what] };
      const { references } = cache;
      return cachedReference({ references, intake, cloud }, key, options, (own) => load(bind(own)));
    },
  });
  return {
    ...place,
    api: bind,
    intake: { limits: intake.limits, turn: intake.turn, lease: () => intake.lease(cloud, options.user) },
  };
}
