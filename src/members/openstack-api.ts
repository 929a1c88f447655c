// SPDX-License-Identifier: Apache-2.0
// The way to one region of an OpenStack member for one caller in one project, opened once and bound to each call of it:
// adapters' questions go out through the lens with the member's own token, and what comes back is the gateway's view.
import { connectTo, officialType, type Route, referenceTouched, treatment } from '../adapters/openstack/index.ts';
import { nativeCode, nativeMessage } from '../adapters/openstack/native-error.ts';
import {
  hasMicroversions,
  microversionHeaders,
  negotiate,
  type VersionRange,
  versionedBase,
  versionRange,
} from '../adapters/openstack/versioned-base.ts';
import type { Tokens } from '../federation/tokens.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller, ProjectRef } from '../model/identity.ts';
import type { Member } from '../model/member.ts';
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
import type { MemberView, MemberViews } from './member-views.ts';
import { checkNativePath } from './native-path.ts';
import { refuseOwnTokens } from './own-tokens.ts';
import { FETCH_PATIENCE, REFERENCE_LIVES } from './reference-lives.ts';

export interface NativeApiDeps {
  readonly views: MemberViews;
  readonly references: ReferenceCache;
  readonly tokens: Pick<Tokens, 'claimsToBeOurs'>;
  readonly publicUrl: string;
}

export interface NativeApiOptions {
  readonly member: Member;
  /** Working in `project`. */
  readonly caller: Caller;
  readonly project: ProjectRef;
  readonly region: string;
  /** As it is now; a new one is opened when the member no longer takes it. */
  readonly view: MemberView;
  /** Goes into the member's log. */
  readonly requestId: string;
  /** Before each request; throws where the member takes no more. */
  readonly admit?: () => void;
}

/** Where a service stands in the caller's catalogue. */
interface Place {
  readonly view: MemberView;
  readonly route: Route;
  /** Before every path, in the gateway's ids. */
  readonly base: string;
  readonly url: string;
}

interface Attempt {
  readonly place: Place;
  readonly received: Received;
  readonly upstreamUrl: string;
}

export function createOpenStackConnection(deps: NativeApiDeps, options: NativeApiOptions): NativeConnection {
  const { member, caller, project, region } = options;
  const { id: cloud, transport } = member;
  let current = options.view;

  async function fresh(signal: AbortSignal): Promise<MemberView> {
    current = await orInterrupted(openView(deps.views, member, caller), signal, cloud);
    return current;
  }

  function place(service: string, view: MemberView): Place {
    const found = findPlace(deps.publicUrl, view, region, service, project.id);
    if (found === undefined) throw new GatewayError('notOffered', { cloud });
    return found;
  }

  /** One request, again with a new session where the member no longer takes the old one. */
  async function ask(
    signal: AbortSignal,
    call: NativeCall,
    headers: readonly string[],
    rest: (base: string) => string,
  ): Promise<Attempt> {
    const { method = 'GET', query } = call;
    const json = call.body === undefined ? undefined : JSON.stringify(call.body);
    const search = queryOf(query);
    for (let attempt = 1; ; attempt++) {
      const view = deps.views.known(member, caller) ?? (await fresh(signal));
      const there = place(call.service, view);
      const lens = view.lens.forRoute(there.route).request;
      const own = rest(there.base);
      checkNativePath(own);
      refuseOwnTokens(deps.tokens, [own, search, json]);
      const { origin, prefix } = connectTo(there.route.root);
      const path = `${prefix}${lens.path(own)}${search === '' ? '' : `?${lens.query(search)}`}`;
      const text = json === undefined ? undefined : lens.text(Buffer.from(json, 'utf8').toString('latin1'));
      options.admit?.();
      const received = await send({
        cloud,
        transport,
        origin,
        path,
        method,
        headers: [
          ...headers,
          'x-auth-token',
          view.session.token,
          'x-openstack-request-id',
          options.requestId,
          'accept-encoding',
          'identity',
          ...(text === undefined ? [] : ['content-type', call.contentType ?? 'application/json']),
        ],
        ...(text === undefined ? {} : { body: Buffer.from(text, 'latin1') }),
        signal,
      });
      if (received.status < 300 && method !== 'GET' && method !== 'HEAD') {
        // What is read next, here or by another replica, shows what was changed.
        const touched = referenceTouched({ service: call.service, path: own, body: text });
        if (touched !== undefined) await deps.references.purge(cloud, touched).catch(() => undefined);
      }
      if (received.status !== 401) return { place: there, received, upstreamUrl: `${origin}${path}` };
      await deps.views.drop(member, caller, view);
      // Twice at most: a view may hold an older token than the exchange does, and both may be void by now.
      if (attempt > 2)
        throw new GatewayError('memberRefused', { cloud, retryAfter: 1, detail: 'the member answered 401' });
    }
  }

  /** Which microversions a service has, by its own version document. */
  async function range(signal: AbortSignal, service: string): Promise<VersionRange | undefined> {
    const { route, base } = place(service, deps.views.known(member, caller) ?? current);
    const key = { cloud, kind: 'versions', varyBy: [member.authUrl, region, route.root, base] } as const;
    const load = async (): Promise<VersionRange | null> => {
      // Cinder's and Nova's stand at the version's root; the slash keeps Cinder from redirecting.
      const root = /^\/v[\d.]+/.exec(base)?.[0] ?? '';
      const own = AbortSignal.timeout(FETCH_PATIENCE);
      const { received } = await ask(own, { service, path: '' }, ['accept', 'application/json'], () => `${root}/`);
      // One that does not tell is spoken to as if it had none.
      if (received.status >= 400 && received.status < 500) return null;
      if (received.status >= 500) throw refusal(cloud, service, received, received.text);
      try {
        return versionRange(parseLatin1(received.text), base) ?? null;
      } catch (cause) {
        throw new GatewayError('memberGarbage', { cloud, cause });
      }
    };
    const asked = deps.references.get(key, REFERENCE_LIVES.versions, load);
    return (await orInterrupted(asked, signal, cloud)).value ?? undefined;
  }

  const here: NativePlace = {
    cloud,
    region,
    project,
    offers: (service) => findPlace(deps.publicUrl, current, region, service, project.id) !== undefined,
    endpoint: (service) => findPlace(deps.publicUrl, current, region, service, project.id)?.url,
  };

  const bind = ({ signal, onCached }: CallOptions): NativeApi => ({
    ...here,
    signal,
    async call(call) {
      const { service, microversion: wanted } = call;
      const version =
        wanted === undefined || !hasMicroversions(service)
          ? undefined
          : negotiate(wanted, await range(signal, service));
      const headers = ['accept', 'application/json'];
      if (version !== undefined) headers.push(...microversionHeaders(service, version).flat());
      const attempt = await ask(signal, call, headers, (base) => `${base}${call.path}`);
      const answer = read(cloud, call, attempt);
      return version === undefined ? answer : { ...answer, microversion: version };
    },
    async cached<T>(kind: ReferenceKind, what: string, load: (api: NativeApi) => Promise<T>): Promise<T> {
      const roles = current.session.roles.map(({ name }) => name).sort();
      // Images name projects and people, who are told in the caller's ids; the rest names nobody.
      const whose = kind === 'images' || kind === 'discovery' ? [caller.principal.id] : [];
      const varyBy = [member.authUrl, region, project.id, roles.join(' '), ...whose, what];
      const own = () => load(bind({ signal: AbortSignal.timeout(FETCH_PATIENCE), onCached }));
      const asked = deps.references.get({ cloud, kind, varyBy }, REFERENCE_LIVES[kind], own);
      const { value, state, at } = await orInterrupted(asked, signal, cloud);
      onCached?.({ state, at });
      return value;
    },
  });
  return { ...here, api: bind };
}

/** The member knowing nothing of this principal or project is no fault of the caller's token: 403, not 401. */
export async function openView(views: MemberViews, member: Member, caller: Caller): Promise<MemberView> {
  const known = views.known(member, caller);
  if (known) return known;
  try {
    return await views.open(member, caller);
  } catch (cause) {
    if (!(cause instanceof GatewayError) || cause.code !== 'unauthorized') throw cause;
    throw new GatewayError('forbidden', {
      cause,
      cloud: member.id,
      message: 'This cloud gives your project no access.',
      ...(cause.detail === undefined ? {} : { detail: cause.detail }),
    });
  }
}

function findPlace(
  publicUrl: string,
  view: MemberView,
  region: string,
  service: string,
  projectId: string,
): Place | undefined {
  const route = view.published.routes.find(({ regionSlug, type }) => regionSlug === region && type === service);
  if (route === undefined) return undefined;
  const root = `${publicUrl}/clouds/${region}/${route.service}`;
  const suffixes = view.published.catalog
    .filter(({ type }) => officialType(type) === service)
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ region: there, url }) => there === region && (url === root || url.startsWith(`${root}/`)))
    .map(({ url }) => url.slice(root.length));
  // A catalogue may list Cinder's old version beside the new one.
  const suffix = suffixes.find((one) => one.startsWith('/v3')) ?? suffixes[0] ?? '';
  return { view, route, base: versionedBase(service, suffix, projectId), url: `${root}${suffix}` };
}

function queryOf(query: NativeCall['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
  return search.toString();
}

/** A 2xx answer in the gateway's view; anything else as a failure. */
function read(cloud: string, call: NativeCall, { place, received, upstreamUrl }: Attempt): NativeAnswer {
  const { status, headers: raw, text } = received;
  const { answer } = place.view.lens.forRoute(place.route);
  const { service, method = 'GET', path } = call;
  const contentType = typeof raw['content-type'] === 'string' ? raw['content-type'] : '';
  if (status >= 400) throw refusal(cloud, service, received, answer.errorText(text));
  if (status >= 300 && status !== 300)
    throw new GatewayError('memberRedirect', { cloud, detail: `to ${String(raw.location).slice(0, 200)}` });
  const flat = answerHeaders(raw, answer.header);
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [name, value] = [flat[i] as string, flat[i + 1] as string];
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  if (typeof raw.location === 'string') {
    const ours = answer.location(raw.location, upstreamUrl);
    if (ours !== undefined) headers.location = ours;
  }
  const how = treatment({ service, method, path, status, contentType });
  const ours = how === 'opaque' ? text : how === 'json' ? answer.text(text) : answer.errorText(text);
  if (ours === '') return { status, headers, body: undefined };
  if (!isJson(contentType)) return { status, headers, body: utf8(ours) };
  try {
    return { status, headers, body: parseLatin1(ours) };
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: `${service} answered what is no JSON` });
  }
}

/** `text` has been through the lens. */
function refusal(cloud: string, service: string, { status, headers }: Received, text: string): GatewayError {
  const message = nativeMessage(status, utf8(text));
  const code = nativeCode(status, message);
  const id = headers['x-openstack-request-id'] ?? headers['x-compute-request-id'] ?? headers['x-trans-id'];
  const wait = Number(headers['retry-after']);
  const retry = Number.isInteger(wait) && wait > 0 && wait <= 3600 ? { retryAfter: wait } : {};
  return new GatewayError(code, {
    cloud,
    detail: `${service} answered ${status}: ${message.slice(0, 200)}`,
    ...(code === 'nativeLimited' || status === 503 ? retry : {}),
    native: {
      status,
      service,
      message,
      ...(typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? { requestId: id } : {}),
    },
  });
}
