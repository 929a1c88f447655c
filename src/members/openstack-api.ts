// SPDX-License-Identifier: Apache-2.0
// The way to one region of an OpenStack member for one caller in one project, opened once and bound to each call of it:
// adapters' questions go out through the lens with the member's own token, and what comes back is the gateway's view.

import { officialType, type Published, type Route, referenceTouched, treatment } from '../adapters/openstack/index.ts';
import {
  hasMicroversions,
  microversionHeaders,
  negotiate,
  type VersionRange,
  versionedBase,
  versionRange,
} from '../adapters/openstack/versioned-base.ts';
import { isSafe } from '../http/safe-method.ts';
import { jsonBytes, parseBytes } from '../model/bytes-as-text.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller, ProjectRef } from '../model/identity.ts';
import type { Intake } from '../model/intake.ts';
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
import { traced } from '../model/tracing.ts';
import { cachedReference } from './cached-reference.ts';
import { call, orInterrupted, type Received } from './call.ts';
import { answerHeaders, FOR_ADAPTERS, joined } from './headers.ts';
import type { MemberView, MemberViews } from './member-views.ts';
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
import { FETCH_PATIENCE, REFERENCE_LIVES } from './reference-lives.ts';
import { Refused, withSession } from './session-loop.ts';

export interface NativeApiDeps {
  readonly views: MemberViews;
  readonly references: ReferenceCache;
  readonly publicUrl: string;
  /** The gateway's URL for that of a console which a member gave this caller. Absent: consoles are not published. */
  readonly consoleUrl?: ((url: string, member: Member, caller: Caller) => string) | undefined;
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
  readonly admit?: (changes: boolean) => void;
}

/** Bytes of a version document at most: real ones have some KB. */
const LARGEST_DOCUMENT = 256 * 1024;

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
    current = await orInterrupted(deps.views.get(member, caller), signal, cloud);
    return current;
  }

  function place(service: string, view: MemberView): Place {
    const found = findPlace(deps.publicUrl, view, region, service, project.id);
    if (found === undefined) throw new GatewayError('notOffered', { cloud });
    return found;
  }

  /** One request, again with a new session where the member no longer takes the old one. */
  function ask(
    { signal, lease, limit, course, onChange }: CallOptions & { readonly limit?: number },
    { method = 'GET', service, query, body, headers: own = {}, contentType = 'application/json' }: NativeCall,
    headers: readonly string[],
    rest: (base: string) => string,
  ): Promise<Attempt> {
    const json = body === undefined ? undefined : jsonBytes(body);
    const search = queryOf(query);
    const open = (): MemberView | Promise<MemberView> => deps.views.known(member, caller) ?? fresh(signal);
    const drop = (view: MemberView): Promise<void> => deps.views.drop(member, caller, view);
    const standing = member.standing && {
      known: ({ session }: MemberView) => member.standing?.known(session.token) === true,
      ask: async ({ session }: MemberView) => (await member.standing?.ask(session.token)) === true,
    };
    return withSession({ cloud, open, drop, lost: deps.views.lost, retryAfter: 1, standing }, async (view, good) => {
      const there = place(service, view);
      const { origin, prefix, request: lens } = view.lens.forRoute(there.route);
      const at = rest(there.base);
      checkNativePath(at);
      const path = `${prefix}${lens.path(at)}${search === '' ? '' : `?${lens.query(search)}`}`;
      const text = json === undefined ? undefined : lens.text(json);
      options.admit?.(!isSafe(method));
      const received = await call({
        cloud,
        transport,
        origin,
        path,
        method,
        headers: [],
        added: [
          ...headers,
          ...Object.entries(own).flat(),
          'x-auth-token',
          view.session.token,
          'x-openstack-request-id',
          options.requestId,
          'accept-encoding',
          'identity',
          ...(text === undefined ? [] : ['content-type', contentType]),
        ],
        ...(text === undefined ? {} : { body: text }),
        by: { key: caller.principal.id },
        slot: 'request',
        repeatable: isSafe(method),
        until: signal,
        lease,
        course,
        ...(limit === undefined ? {} : { limit }),
      });
      tellChange(onChange, { cloud, service, method, path, status: received.status, headers: received.headers });
      if (received.status < 300 && !isSafe(method)) {
        // What is read next, here or by another replica, shows what was changed.
        const touched = referenceTouched({ service, path: at, body: text });
        if (touched !== undefined) await deps.references.purge(cloud, touched).catch(() => undefined);
      }
      const answer = { place: there, received, upstreamUrl: `${origin}${path}` };
      return received.status === 401 && !good() ? new Refused(() => answer) : answer;
    });
  }

  /** Which microversions a service has, by its own version document. */
  async function range(signal: AbortSignal, service: string): Promise<VersionRange | undefined> {
    const { route, base } = place(service, deps.views.known(member, caller) ?? current);
    const key = { cloud, kind: 'versions', varyBy: [member.authUrl, region, route.root, base] } as const;
    const load = async (): Promise<VersionRange | null> => {
      // Cinder's and Nova's stand at the version's root; the slash keeps Cinder from redirecting.
      const root = /^\/v[\d.]+/.exec(base)?.[0] ?? '';
      const own = AbortSignal.timeout(FETCH_PATIENCE);
      const { received } = await ask(
        { signal: own, limit: LARGEST_DOCUMENT },
        { service, path: '' },
        ['accept', 'application/json'],
        () => `${root}/`,
      );
      // One that does not tell is spoken to as if it had none.
      if (received.status >= 400 && received.status < 500) return null;
      const { status, headers: raw } = received;
      const text = received.body.toString('latin1');
      if (status >= 500) throw refusal({ cloud, service, status, raw, text });
      try {
        return versionRange(parseBytes(text), base) ?? null;
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

  const { consoleUrl } = deps;
  const bind = (options: CallOptions): NativeApi => ({
    ...here,
    ...(consoleUrl && { consoleUrl: (url: string) => consoleUrl(url, member, caller) }),
    signal: options.signal,
    async call(asked) {
      const { service, microversion: wanted } = asked;
      const version =
        wanted === undefined || !hasMicroversions(service)
          ? undefined
          : negotiate(wanted, await range(options.signal, service));
      const headers = ['accept', 'application/json'];
      if (version !== undefined) headers.push(...microversionHeaders(service, version).flat());
      const answer = await sharing(options.lease, async (lease) => {
        const own = { ...options, lease };
        const attempt = await ask(own, asked, headers, (base) => `${base}${asked.path}`);
        const translate = (): Promise<NativeAnswer> =>
          read({ ...own, cloud, intake: transport.intake }, asked, attempt);
        return traced(transport.tracing, 'translate', { 'scs.direction': 'answer', 'scs.cloud': cloud }, translate);
      });
      return version === undefined ? answer : { ...answer, microversion: version };
    },
    cached<T>(kind: ReferenceKind, what: string, load: (api: NativeApi) => Promise<T>): Promise<T> {
      const roles = current.session.roles.map(({ name }) => name).sort();
      // Images name projects and people, who are told in the caller's ids; the rest names nobody.
      const whose = kind === 'images' || kind === 'discovery' ? [caller.principal.id] : [];
      const varyBy = [member.authUrl, region, project.id, roles.join(' '), ...whose, what];
      const source = { references: deps.references, intake: transport.intake, cloud };
      return cachedReference(source, { cloud, kind, varyBy }, options, (own) => load(bind(own)));
    },
  });
  const { intake } = transport;
  return {
    ...here,
    api: bind,
    intake: { limits: intake.limits, turn: intake.turn, lease: () => intake.lease(cloud, caller.principal.id) },
  };
}

interface CatalogIndex {
  /** The first of each region and type. */
  readonly routes: ReadonlyMap<string, Route>;
  /** URLs by region and type. */
  readonly endpoints: ReadonlyMap<string, readonly string[]>;
}

/** Catalogues are shared by all callers of a project, and looked into at each request. */
const indexes = new WeakMap<Published, CatalogIndex>();

function indexOf(published: Published): CatalogIndex {
  const known = indexes.get(published);
  if (known !== undefined) return known;
  const routes = new Map<string, Route>();
  for (const route of published.routes) {
    const name = `${route.regionSlug} ${route.type}`;
    if (!routes.has(name)) routes.set(name, route);
  }
  const endpoints = new Map<string, string[]>();
  for (const { type, endpoints: all } of published.catalog)
    for (const { region, url } of all) {
      const name = `${region} ${officialType(type)}`;
      const urls = endpoints.get(name) ?? [];
      urls.push(url);
      endpoints.set(name, urls);
    }
  const index = { routes, endpoints };
  indexes.set(published, index);
  return index;
}

function findPlace(
  publicUrl: string,
  view: MemberView,
  region: string,
  service: string,
  projectId: string,
): Place | undefined {
  const { routes, endpoints } = indexOf(view.published);
  const route = routes.get(`${region} ${service}`);
  if (route === undefined) return undefined;
  const root = `${publicUrl}/clouds/${region}/${route.service}`;
  const suffixes = (endpoints.get(`${region} ${service}`) ?? [])
    .filter((url) => url === root || url.startsWith(`${root}/`))
    .map((url) => url.slice(root.length));
  // A catalogue may list Cinder's old version beside the new one.
  const suffix = suffixes.find((one) => one.startsWith('/v3')) ?? suffixes[0] ?? '';
  return { view, route, base: versionedBase(service, suffix, projectId), url: `${root}${suffix}` };
}

/** A 2xx answer in the gateway's view; anything else as a failure. */
async function read(
  { cloud, intake, signal, lease }: CallOptions & { readonly cloud: string; readonly intake: Intake },
  call: NativeCall,
  { place, received, upstreamUrl }: Attempt,
): Promise<NativeAnswer> {
  const { status, headers: raw, body } = received;
  const { answer } = place.view.lens.forRoute(place.route);
  const { service, method = 'GET', path } = call;
  if (status >= 400) throw refusal({ cloud, service, status, raw, text: answer.errorText(refusalText(body)) });
  if (status >= 300 && status !== 300) throw redirected(cloud, raw);
  const headers = joined(answerHeaders(raw, answer.header, FOR_ADAPTERS));
  if (typeof raw.location === 'string') {
    const ours = answer.location(raw.location, upstreamUrl);
    if (ours !== undefined) headers.location = ours;
  }
  const contentType = typeof raw['content-type'] === 'string' ? raw['content-type'] : '';
  const how = treatment({ service, method, path, status, contentType });
  if (body.length >= LARGE) {
    const translate = how === 'opaque' ? undefined : answer.stream(how);
    return readLargeAnswer({ cloud, service, status, raw, body, translate, intake, lease, signal }, headers);
  }
  const text = body.toString('latin1');
  const ours = how === 'opaque' ? text : how === 'json' ? answer.text(text) : answer.errorText(text);
  return readAnswer({ cloud, service, status, raw, text: ours }, headers);
}
