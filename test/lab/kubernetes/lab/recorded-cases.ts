// SPDX-License-Identifier: Apache-2.0
// Reads every request that left the gateway in the whole run: whose tokens are in it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../claims.ts';
import { AS } from './names-cases.ts';
import { PUBLIC, type Setting } from './setting.ts';

const JWT = /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{40,}/g;

const PROXIED = /^\S+ \/api\/v1\/namespaces\/[^/]+\/(?:pods|services)\/[^/]+\/proxy\//;
/** The keys by which a cluster's service accounts are known. */
const KEYS = /^GET \/(?:\.well-known\/openid-configuration|openid\/v1\/jwks) /;

/** Users of the federation, and whom alice may be by a role of her own. Fields are read as latin1. */
const SOMEBODY = new RegExp(
  `\\r\\nimpersonate-user: (?:scs:|system:serviceaccount:|(?:${AS.map((name) => Buffer.from(name).toString('latin1')).join('|')})\\r)`,
  'i',
);

export async function recordedCases(
  { claims, cluster, tokens }: Setting,
  folder: string,
  audience: string,
): Promise<void> {
  if (!claims.wants('in all that left the gateway')) return;
  const seen = { requests: 0, tunnels: 0, hub: 0, account: 0, serviceAccounts: 0, passed: 0 };
  const faults = new Set<string>();
  const gatewayTokens = new Set(Object.values(tokens));
  const { origin } = new URL(cluster.server);
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name)).toString('latin1');
    const [to = '', line = ''] = text.split('\r\n', 2);
    seen.requests += 1;
    if (/\r\nupgrade: /i.test(text)) seen.tunnels += 1;
    for (const token of gatewayTokens) if (text.includes(token)) faults.add(`a gateway token: ${to} ${line}`);
    // Cookies are those of programs behind the apiserver's proxy.
    const own = PROXIED.test(line)
      ? /\r\n(?:x-auth-token|x-remote-\S+): /i
      : /\r\n(?:cookie|x-auth-token|x-remote-\S+): /i;
    if (own.test(text)) faults.add(`a header of the client's own: ${line}`);
    if (text.includes(cluster.adminToken)) faults.add(`the admin's token: ${line}`);
    // The same apiserver under its other name is the entry of the strategy `passthrough`.
    const passthrough = to.startsWith('https://localhost');
    if (!passthrough && !to.startsWith(origin) && !origin.startsWith(to)) continue;
    for (const token of text.match(JWT) ?? []) {
      const claimsOf = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
        string,
        unknown
      >;
      if (claimsOf.iss === PUBLIC) {
        seen.hub += 1;
        if (claimsOf.aud !== audience || passthrough) faults.add(`a JWT for ${String(claimsOf.aud)}: ${line}`);
        if (Number(claimsOf.exp) - Number(claimsOf.iat) > 600) faults.add(`a JWT of more than ten minutes: ${line}`);
      } else if (token === cluster.impersonatorToken) {
        seen.account += 1;
        const review = /^POST \S*\/subjectaccessreviews /.test(line);
        // As a service account where the user's roles allow that: `admin` and `edit` do.
        const somebody = SOMEBODY.test(text);
        if (!review && !somebody && !KEYS.test(line)) faults.add(`the account as itself: ${line}`);
      } else if (String(claimsOf.sub).startsWith('system:serviceaccount:')) {
        // The cluster's own, which passes to it as it is.
        seen.serviceAccounts += 1;
      } else {
        seen.passed += 1;
        if (!passthrough) faults.add(`a token of the identity provider: ${to} ${line}`);
      }
    }
  }
  say(`${seen.requests} requests left the gateway, ${seen.tunnels} of them for tunnels`);
  await claims.claim('in all that left the gateway there is no token but the one meant for that cluster', () => {
    assert.deepEqual([...faults].slice(0, 10), []);
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `nothing of ${what} was recorded`);
  });
}
