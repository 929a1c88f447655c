// SPDX-License-Identifier: Apache-2.0
// The forms of a Redis URL: one server, a set watched by Sentinels, a Cluster; each plain or over TLS. The
// configuration uses it to validate, the store to connect. The URL contains a password, so no fault repeats any part of
// it.

interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

interface Common {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly addresses: readonly RedisAddress[];
}

export type RedisTarget =
  | (Common & { readonly kind: 'standalone'; readonly db: number })
  | (Common & {
      readonly kind: 'sentinel';
      readonly db: number;
      /** The name by which the Sentinels know the set. */
      readonly master: string;
      /** Sentinels have accounts of their own. */
      readonly sentinelUsername?: string;
      readonly sentinelPassword?: string;
    })
  | (Common & { readonly kind: 'cluster' });

const FORM = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const ADDRESS = /^(?:\[([0-9a-f:.]+)\]|([^[\]:\s]+))(?::(\d{1,5}))?$/i;
const SENTINEL_ACCOUNT = new Set(['sentinelUsername', 'sentinelPassword']);

/** The parsed target, or a description of the fault that is safe to show. */
export function parseRedisUrl(url: string): RedisTarget | string {
  const [, s, kind = 'standalone', account, hosts = '', path = '', query = ''] = FORM.exec(url) ?? [];
  if (s === undefined)
    return 'must be redis://, rediss://, redis+sentinel:// or redis+cluster:// with a host and without spaces or #';
  const addresses = hosts.split(',').map((host) => parseAddress(host, kind === 'sentinel' ? 26379 : 6379));
  if (!addresses.every((address) => address !== undefined)) return 'must name each host as host or host:port';
  if (kind === 'standalone' && addresses.length > 1)
    return 'several hosts are for redis+sentinel:// and redis+cluster://';
  const credentials = parseAccount(account);
  if (credentials === undefined) return 'has a user or password with a wrong %-escape';
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys())
    if (kind !== 'sentinel' || !SENTINEL_ACCOUNT.has(name)) return 'has a parameter after ? that is not known';
  const common = { tls: s === 's', addresses, ...credentials };

  const parts = path.split('/');
  const [master, dbText] = kind === 'sentinel' ? [parts.shift(), parts.join('/')] : [undefined, parts.join('/')];
  if (!/^\d{0,5}$/.test(dbText)) return 'has a database that is not a number';
  const db = Number(dbText);
  switch (kind) {
    case 'cluster':
      // Redis Cluster has database 0 only.
      return db === 0 ? { ...common, kind } : 'has a database number, which a Cluster does not have';
    case 'sentinel':
      return master
        ? { ...common, kind, db, master: safeDecode(master) ?? master, ...Object.fromEntries(parameters) }
        : 'must name the master: redis+sentinel://host:port,host:port/master-name';
    default:
      return { ...common, kind: 'standalone', db };
  }
}

function parseAddress(text: string, defaultPort: number): RedisAddress | undefined {
  const [, v6, name, port] = ADDRESS.exec(text) ?? [];
  const host = v6 ?? name;
  const number = port === undefined ? defaultPort : Number(port);
  return host === undefined || number === 0 || number > 65_535 ? undefined : { host, port: number };
}

/** `user:password`, `:password` (the default user), or nothing. */
function parseAccount(text: string | undefined): { username?: string; password?: string } | undefined {
  if (!text) return {};
  const colon = text.indexOf(':');
  const username = safeDecode(colon < 0 ? text : text.slice(0, colon));
  const password = safeDecode(colon < 0 ? '' : text.slice(colon + 1));
  if (username === undefined || password === undefined) return undefined;
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

function safeDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
