// SPDX-License-Identifier: Apache-2.0
// Console URLs as the gateway publishes them. The sealed part names the member's console proxy and who was given the URL, in
// which project, so any replica can serve it, can ask whether it is still theirs, and nobody can forge one. As with Nova, whoever has the URL has the console. With a domain
// for consoles each member has a host name there, and so an origin of its own in browsers: `https://<cloud>.<domain>/{sealed}/…`;
// without one it is `<publicUrl>/consoles/{sealed}/…`, in a sandbox (surfaces/console/browser-policy.ts).

import { hash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { jsonBytes, parseBytes } from '../model/bytes-as-text.ts';
import type { Clock } from '../model/clock.ts';
import type { Caller } from '../model/identity.ts';
import { isObject } from '../model/is-object.ts';
import { CONSOLES } from '../model/public-paths.ts';
import type { Seal } from '../model/seal.ts';
import { callerOf, type SealedCaller, sealedCaller } from './console-caller.ts';

/** Part of the encryption, so that no version reads what another one means otherwise. */
const CONTEXT = 'console of a caller';
const KEPT = 5_000;
const SEALED = /[\w-]{8,64}\.[\w-]{64,}/;

/** Whom a member gave the URL. */
export interface ConsoleUser {
  readonly cloud: string;
  /** The principal's id; for an account of the member itself any stable id of it. */
  readonly user: string;
  /** Absent for accounts of the member itself, whose credential the gateway does not keep. */
  readonly caller?: Caller | undefined;
}

export interface Console extends ConsoleUser {
  /** The member's console proxy. */
  readonly origin: string;
  /** Nothing is opened after this, and what is open ends. */
  readonly until: number;
}

export interface Consoles {
  /** The gateway's URL for a console URL of a member. */
  publish(url: string, user: ConsoleUser): string;
  /** Undefined if the part was not sealed here or is too old. */
  open(sealed: string): Console | undefined;
  /** Where a browser sees what this cloud's consoles answer, without a path. */
  originOf(cloud: string): string;
  /** What a console goes by where its sealed part must not stand: of that part, or of a URL with it. */
  nameOf(text: string): string;
  /** The path that what lies behind a sealed part begins with, as a browser sees it. */
  pathOf(sealed: string): string;
}

export function createConsoles(deps: {
  readonly seal: Seal;
  readonly publicUrl: string;
  /** Below it each cloud has a host name. Absent: consoles are at the gateway's own. */
  readonly domain?: string | undefined;
  /** Milliseconds. */
  readonly lifetime: () => number;
  readonly now: Clock;
}): Consoles {
  const { seal, publicUrl, domain, lifetime, now } = deps;
  const { protocol, origin: ownOrigin, port, pathname } = new URL(publicUrl);
  const originOf = (cloud: string): string =>
    domain === undefined ? ownOrigin : `${protocol}//${cloud}.${domain}${port === '' ? '' : `:${port}`}`;
  const pathOf = (sealed: string): string =>
    `${domain === undefined ? `${pathname.replace(/\/$/, '')}${CONSOLES}` : '/'}${sealed}`;

  /** Views of members are kept by caller object, so that the same URL has to be the same object. */
  const callers = createBoundedCache<Caller>({ max: KEPT, now });
  const known = (sealed: string, caller: SealedCaller, until: number): Caller => {
    const key = hash('sha256', sealed, 'base64url');
    const one = callers.get(key) ?? callerOf(caller, until);
    callers.set(key, one, { until });
    return one;
  };

  return {
    originOf,
    pathOf,
    nameOf: (text) => hash('sha256', SEALED.exec(text)?.[0] ?? text, 'hex').slice(0, 32),
    publish(text, { cloud, user, caller }) {
      const url = URL.parse(text);
      if (url === null || !/^(?:https?|wss?):$/.test(url.protocol)) return `${publicUrl}${CONSOLES}`;
      const webSocket = url.protocol.startsWith('ws');
      const member = `${url.protocol.replace('ws', 'http')}//${url.host}`;
      const until = now() + lifetime();
      const base = pathOf(
        seal.close(JSON.stringify([member, until, cloud, user, caller && sealedCaller(caller)]), CONTEXT),
      );
      const { searchParams } = url;
      const path = webSocketPath(url);
      // Older pages put a slash and this behind their host, newer ones resolve it against their own URL: see `withoutBase`.
      if (path !== undefined) searchParams.set('path', `${base.slice(1)}/${path.replace(/^\/+/, '')}`);
      const origin = webSocket ? originOf(cloud).replace(/^http/, 'ws') : originOf(cloud);
      const query = searchParams.size === 0 ? '' : `?${searchParams}`;
      return `${origin}${base}${url.pathname}${query}`;
    },
    open(sealed) {
      const plain = seal.open(sealed, CONTEXT);
      if (plain === undefined) return undefined;
      const [origin, until, cloud, user, caller] = JSON.parse(plain);
      if (until <= now()) return undefined;
      return { origin, until, cloud, user, ...(caller && { caller: known(sealed, caller, until) }) };
    },
  };
}

/**
 * The path behind a sealed part, as the member has it. A page that resolves its WebSocket's path against its own URL puts
 * the base behind the base. With a slash before the path, older pages would put two behind the host, and a proxy that knows
 * the gateway by its path would not know it.
 */
export function withoutBase(path: string, base: string): string {
  const again = path.lastIndexOf(`${base}/`);
  return again === -1 ? path : path.slice(again + base.length);
}

/**
 * noVNC and similar pages open their WebSocket at `path`. Where only `token` is given, the page takes `websockify` at the
 * root and tells the token by a cookie: as a part of the path both reach the member without one.
 */
function webSocketPath({ pathname, searchParams }: URL): string | undefined {
  const path = searchParams.get('path');
  if (path !== null) return path;
  const token = searchParams.get('token');
  if (token === null || !/\/(?:spice|vnc)[^/]*\.html$/.test(pathname)) return undefined;
  searchParams.delete('token');
  return `websockify?token=${encodeURIComponent(token)}`;
}

/** Rewrites Nova's responses to `remote-consoles` (2.6+) and to the `os-get…Console` actions. JSON text in latin1. */
export function publishConsole(text: string, publish: (url: string) => string): string {
  // Most actions return nothing, or something else.
  if (!/"(?:remote_)?console"/.test(text)) return text;
  const document = parseBytes(text) as Record<string, unknown>;
  const name = 'remote_console' in document ? 'remote_console' : 'console';
  const given = document[name];
  if (!isObject(given) || typeof given.url !== 'string') return text;
  return jsonBytes({ ...document, [name]: { ...given, url: publish(given.url) } });
}

/** Whether Nova answers this request with a console URL. */
export const givesConsole = (service: string, method: string, rest: string): boolean =>
  service === 'compute' && method === 'POST' && /\/servers\/[^/]+\/(?:action|remote-consoles)$/.test(rest);
