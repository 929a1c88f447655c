// SPDX-License-Identifier: Apache-2.0
// Tokens that a cluster has issued itself: those of its service accounts (k8s.io/kubernetes pkg/serviceaccount). They are
// verified here and go on as they are, to that cluster alone. Its keys are read without any such token: most clusters call
// their issuer by the same name, so only a key tells whose token it is, and no cluster may see another's.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';
import type { ClusterStrategy, ClusterTokens, OtherIssuer } from '../model/cluster.ts';
import { GatewayError } from '../model/errors.ts';
import type { ProvenPrincipal } from '../model/identity-service.ts';
import { userId } from '../model/ids.ts';
import { isObject } from '../model/is-object.ts';
import { checkHeader, show } from './identity/check-header.ts';
import { readKeySet } from './identity/issuer-documents.ts';
import { createIssuerKeys, type IssuerKeys } from './identity/issuer-keys.ts';
import { jsonObject } from './identity/json-segment.ts';
import { type Checked, type CheckOutcome, type Json, pass, type Refusal, refuse } from './identity/options.ts';
import { verifySignature } from './identity/verify-signature.ts';

export interface ClusterTokensOptions {
  /** Of the cluster. */
  readonly id: string;
  /** Absent: what its discovery document says. */
  readonly issuer?: string;
  /** Its key set (RFC 7517) as text. Absent: what it publishes. */
  readonly keys?: string;
}

export interface ClusterTokensDeps {
  readonly now: Clock;
  readonly onCheck: (outcome: CheckOutcome) => void;
  /** Reads at the cluster, with what the gateway itself may read there. */
  readonly get: (path: string) => Promise<{ readonly status: number; readonly body: string }>;
}

const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/openid/v1/jwks';
/** What an apiserver signs with, itself or by an external signer (KEP-740). */
const ALGORITHMS = ['RS256', 'ES256', 'ES384', 'ES512'];
/** Of the tokens in Secrets, which have no audience and no end (pkg/serviceaccount/legacy.go). */
const LEGACY_ISSUER = 'kubernetes/serviceaccount';
const ACCOUNT = /^system:serviceaccount:[a-z0-9-]{1,63}:[a-z0-9.-]{1,253}$/;
const MAX_TOKEN = 16 * 1024;
const CLOCK_SKEW = 30_000;
/** How long a token of a withdrawn key may still be accepted from the cache. */
const CACHE_MS = 60_000;
const MAX_CACHED = 10_000;

/** Passes what the caller has shown. Its 401 is the caller's, and so are its rights to impersonate. */
const asItIs: ClusterStrategy = {
  kind: 'service-account',
  impersonation: 'forward',
  showsUnauthorized: true,
  async credential({ ownToken }) {
    if (ownToken !== undefined) return [['authorization', `Bearer ${ownToken}`]];
    throw new GatewayError('internal', { detail: 'no token of a service account' });
  },
  refused: () => undefined,
};

/** The name that a token gives itself; nothing is verified. */
export function accountIn(token: string): string | undefined {
  if (token.length > MAX_TOKEN) return undefined;
  const { sub } = jsonObject(token.split('.', 3)[1]) ?? {};
  return typeof sub === 'string' && ACCOUNT.test(sub) ? sub : undefined;
}

export function createClusterTokens(options: ClusterTokensOptions, deps: ClusterTokensDeps): ClusterTokens {
  const { id, keys: written } = options;
  const { now, onCheck } = deps;
  const provider = `cluster ${id}`;
  const cached = createBoundedCache<ProvenPrincipal>({ max: MAX_CACHED, now });
  let issuer = options.issuer;

  const read = async (path: string): Promise<{ status: number; body: string }> => {
    const answer = await deps.get(path);
    if (answer.status !== 401 && answer.status !== 403) return answer;
    throw new Error(
      `${path} answered ${answer.status}: bind the ClusterRole system:service-account-issuer-discovery to whom the gateway is there, or set serviceAccounts.keys`,
    );
  };
  /** Both documents at once: keys are of no use without the name that they are for. */
  const fetch = async (): Promise<{ status: number; body: string }> => {
    if (options.issuer === undefined) issuer = issuerIn(await read(DISCOVERY));
    return read(KEYS);
  };
  const keys =
    written === undefined
      ? createIssuerKeys(
          { id: provider, issuer: KEYS, jwksUri: KEYS },
          { now, fetch, onFailure: (reason, detail) => onCheck({ provider, outcome: 'unavailable', reason, detail }) },
        )
      : fixedKeys(written);

  async function check(token: string): Promise<Checked<ProvenPrincipal>> {
    if (token.length > MAX_TOKEN) return refuse('tooLarge', `${token.length} characters`);
    const segments = token.split('.');
    const written = segments.length === 3 ? jsonObject(segments[0]) : undefined;
    if (written === undefined) return refuse('malformed', 'no JWT');
    const header = checkHeader(written, ALGORITHMS);
    if (!header.ok) return header;
    const signed = await verifySignature(token, header.value, keys);
    return signed.ok ? proven(signed.value, issuer, id, now()) : signed;
  }

  return {
    strategy: asItIs,
    claims(token, others) {
      if (cached.get(keyOf(token)) !== undefined) return true;
      if (accountIn(token) === undefined) return false;
      const { iss, aud } = jsonObject(token.split('.', 3)[1]) as Json;
      const other = others.find((one) => one.issuer === iss);
      // A cluster may be a provider too. Whether this one is it, only the operator can say: its own word is not enough.
      return other === undefined || (options.issuer === iss && ![aud].flat().some((one) => isOf(other, one)));
    },
    known: (token) => cached.get(keyOf(token)) !== undefined,
    async verify(token) {
      const key = keyOf(token);
      const hit = cached.get(key);
      if (hit !== undefined) return hit;
      const checked = await check(token);
      if (!checked.ok) {
        const { reason, detail } = checked;
        onCheck({ provider, outcome: 'refused', reason, ...(detail !== undefined && { detail }) });
        throw refusal(provider, reason, detail);
      }
      onCheck({ provider, outcome: 'ok', reason: 'verified' });
      cached.set(key, checked.value, { until: Math.min(checked.value.expiresAt, now() + CACHE_MS) });
      return checked.value;
    },
    close: () => keys.close(),
  };
}

function proven(claims: Json, issuer: string | undefined, cluster: string, now: number): Checked<ProvenPrincipal> {
  const { iss, sub, exp, nbf } = claims;
  if (iss !== issuer && iss !== LEGACY_ISSUER) return refuse('issuer', `iss ${show(iss)}`);
  if (typeof sub !== 'string' || !ACCOUNT.test(sub)) return refuse('subject', `sub ${show(sub)}`);
  if (![exp, nbf].every((time) => time === undefined || Number.isFinite(time)))
    return refuse('malformed', 'exp or nbf is not a number');
  if (exp === undefined && iss !== LEGACY_ISSUER) return refuse('missingExpiry');
  const expiresAt = exp === undefined ? Number.POSITIVE_INFINITY : (exp as number) * 1000;
  if (expiresAt + CLOCK_SKEW <= now) return refuse('expired', `exp ${show(exp)}`);
  if (nbf !== undefined && (nbf as number) * 1000 - CLOCK_SKEW > now) return refuse('notYetValid', `nbf ${show(nbf)}`);
  // Accounts of one name at two clusters are two, whatever they call their issuers.
  const principal = {
    id: userId(`cluster ${cluster}`, sub),
    issuer: String(iss),
    subject: sub,
    name: sub,
    domain: cluster,
    groups: [],
    identityProvider: cluster,
    protocol: 'service-account',
  };
  return pass({ principal, expiresAt });
}

const refusal = (provider: string, reason: Refusal, detail: string | undefined): GatewayError =>
  new GatewayError('unauthorized', {
    ...(reason === 'expired' && { reason }),
    detail: `${provider}: ${reason}${detail === undefined ? '' : ` (${detail})`}`,
  });

function issuerIn({ status, body }: { readonly status: number; readonly body: string }): string {
  if (status !== 200) throw new Error(`${DISCOVERY} answered ${status}`);
  const document: unknown = JSON.parse(body);
  if (!isObject(document) || typeof document.issuer !== 'string' || document.issuer === '')
    throw new Error('the discovery document names no issuer');
  return document.issuer;
}

/** Throws with the reason. */
function fixedKeys(text: string): IssuerKeys {
  const keys = readKeySet(text);
  const health = () => ({ ok: true, detail: 'keys of the configuration' });
  return { known: () => keys, lookAgain: async () => keys, health, close: () => undefined };
}

const keyOf = (token: string): string => hash('sha256', token, 'base64url');
const isOf = ({ audiences }: OtherIssuer, audience: unknown): boolean => audiences.includes(audience as string);
