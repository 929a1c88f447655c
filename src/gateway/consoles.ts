// SPDX-License-Identifier: Apache-2.0
// Console URLs as the gateway publishes them: /consoles/{sealed}/… . The sealed part names the member's console proxy,
// so any replica can serve it and nobody can forge one. As with Nova, whoever has the URL has the console.

import { jsonBytes, parseBytes } from '../model/bytes-as-text.ts';
import type { Clock } from '../model/clock.ts';
import type { Seal } from '../model/seal.ts';

export const CONSOLES = '/consoles/';

/** Nova's console tokens live for ten minutes; the page may be reloaded for this long. */
const LIFE = 60 * 60_000;
const CONTEXT = 'console';

export interface Consoles {
  /** The gateway's URL for a console URL of a member. */
  publish(url: string): string;
  /** The member's origin. Undefined if the part was not sealed here or is too old. */
  origin(sealed: string): string | undefined;
}

export function createConsoles(deps: {
  readonly seal: Seal;
  readonly publicUrl: string;
  readonly now: Clock;
}): Consoles {
  const { seal, publicUrl, now } = deps;
  return {
    publish(text) {
      const url = URL.parse(text);
      if (url === null || !/^(?:https?|wss?):$/.test(url.protocol)) return `${publicUrl}${CONSOLES}`;
      const webSocket = url.protocol.startsWith('ws');
      const origin = `${url.protocol.replace('ws', 'http')}//${url.host}`;
      const base = `${CONSOLES.slice(1)}${seal.close(JSON.stringify([origin, now() + LIFE]), CONTEXT)}`;
      // noVNC and similar pages open their WebSocket at `path` on the page's own host.
      const { searchParams } = url;
      const path = searchParams.get('path');
      if (path !== null) searchParams.set('path', `${base}/${path.replace(/^\//, '')}`);
      const gateway = webSocket ? publicUrl.replace(/^http/, 'ws') : publicUrl;
      const query = searchParams.size === 0 ? '' : `?${searchParams}`;
      return `${gateway}/${base}${url.pathname}${query}`;
    },
    origin(sealed) {
      const plain = seal.open(sealed, CONTEXT);
      if (plain === undefined) return undefined;
      const [origin, until] = JSON.parse(plain) as [string, number];
      return until > now() ? origin : undefined;
    },
  };
}

/** Rewrites Nova's responses to `remote-consoles` (2.6+) and to the `os-get…Console` actions. JSON text in latin1. */
export function publishConsole(text: string, consoles: Consoles): string {
  // Most actions return nothing, or something else.
  if (!/"(?:remote_)?console"/.test(text)) return text;
  const document = parseBytes(text) as Record<string, { url?: unknown } | undefined>;
  const given = document.remote_console ?? document.console;
  if (typeof given?.url !== 'string') return text;
  given.url = consoles.publish(given.url);
  return jsonBytes(document);
}

/** Whether Nova answers this request with a console URL. */
export const givesConsole = (service: string, method: string, rest: string): boolean =>
  service === 'compute' && method === 'POST' && /\/servers\/[^/]+\/(?:action|remote-consoles)$/.test(rest);
