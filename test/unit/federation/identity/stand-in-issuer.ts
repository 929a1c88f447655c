// SPDX-License-Identifier: Apache-2.0
// An OIDC issuer in memory for these tests: real keys and real signatures, answers through the `IssuerFetch` port,
// every call counted. It can be down, rotate its keys, or be told what to answer.
import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose';
import {
  type CheckOutcome,
  createIdentityProviders,
  type IdentityProviderOptions,
  type IssuerFetch,
} from '../../../../src/federation/identity/index.ts';

export const START = Date.parse('2026-03-02T10:00:00Z');
export const ISSUER = 'https://idp.example.org/realms/scs';

type Header = Record<string, unknown>;

export async function createStandInIssuer(issuer = ISSUER) {
  const jwksUri = `${issuer}/keys`;
  const pairs = new Map<string, { privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']; jwk: JWK }>();
  let current = '';
  const addKey = async (kid: string, alg = 'ES256', extra: JWK = {}) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    pairs.set(kid, { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...extra } as JWK });
    current = kid;
  };
  await addKey('first');

  const calls: { url: string; headers: Readonly<Record<string, string>>; body: string | undefined }[] = [];
  const answers = new Map<string, { status: number; body: string }>();
  const state = { down: false, gate: undefined as Promise<void> | undefined };
  const fetch: IssuerFetch = async (url, { headers = {}, body }) => {
    calls.push({ url, headers, body });
    await state.gate;
    if (state.down) throw new Error('connect ECONNREFUSED');
    const answer = answers.get(url);
    if (answer !== undefined) return answer;
    if (url === `${issuer}/.well-known/openid-configuration`) return json({ issuer, jwks_uri: jwksUri });
    if (url === jwksUri) return json({ keys: [...pairs.values()].map(({ jwk }) => jwk) });
    return { status: 404, body: '' };
  };

  return {
    issuer,
    jwksUri,
    /** `down`: nobody answers. `gate`: holds every answer back until it resolves. */
    state,
    /** Replaces the answer to a URL. */
    answers,
    calls,
    fetch,
    addKey,
    removeKey: (kid: string) => pairs.delete(kid),
    jwk: (kid = current): JWK => pairs.get(kid)?.jwk ?? {},
    count: (url: string) => calls.filter((call) => call.url === url).length,
    /** A token that is good unless told otherwise; `undefined` takes a claim or a header out. */
    async token(claims: Record<string, unknown> = {}, header: Header = {}, kid = current): Promise<string> {
      const pair = pairs.get(kid);
      if (pair === undefined) throw new Error(`no key ${kid}`);
      const payload = JSON.stringify({ ...goodClaims(issuer), ...claims });
      return new CompactSign(Buffer.from(payload))
        .setProtectedHeader({ alg: pair.jwk.alg ?? 'ES256', kid, ...header })
        .sign(pair.privateKey);
    },
  };
}

export type StandInIssuer = Awaited<ReturnType<typeof createStandInIssuer>>;

export const goodClaims = (issuer = ISSUER) => ({
  iss: issuer,
  sub: 'f3a1c9d2-alice',
  aud: ['scs-gateway', 'account'],
  exp: START / 1000 + 300,
  iat: START / 1000,
  preferred_username: 'alice',
  email: 'alice@example.org',
  email_verified: true,
  groups: ['acme-research', 'acme-ops', 'other'],
});

export const entry = (changes: Partial<IdentityProviderOptions> = {}): IdentityProviderOptions => ({
  id: 'keycloak',
  issuer: ISSUER,
  audiences: ['scs-gateway'],
  domain: 'acme',
  protocol: 'openid',
  claims: { username: 'preferred_username', email: 'email', groups: 'groups', subject: 'sub' },
  groups: ['^acme-'],
  algorithms: ['RS256', 'PS256', 'ES256'],
  clockSkew: 30_000,
  capLifetime: false,
  ...changes,
});

/** Providers before stand-in issuers, with a clock that only the test moves. */
export function gate(
  issuers: readonly StandInIssuer[],
  entries: readonly IdentityProviderOptions[] = issuers.map(({ issuer }, index) =>
    entry({ id: `idp-${index}`, issuer }),
  ),
) {
  const time = { now: START };
  const outcomes: CheckOutcome[] = [];
  const providers = createIdentityProviders(entries, {
    now: () => time.now,
    fetch: async (url, call) => {
      const issuer = issuers.find((one) => url.startsWith(one.issuer));
      if (issuer === undefined) throw new Error(`nobody may call ${url}`);
      return issuer.fetch(url, call);
    },
    onCheck: (outcome) => outcomes.push(outcome),
  });
  return { providers, time, outcomes, reasons: () => outcomes.map(({ reason }) => reason) };
}

export const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const json = (value: unknown) => ({ status: 200, body: JSON.stringify(value) });
