// SPDX-License-Identifier: Apache-2.0
// All identity providers of the configuration behind the port of the model: finds the provider, remembers what was
// proven a moment ago, counts every outcome, and turns a refusal into the one public 401.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/expiring-map.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { IdentityProviders, ProvenPrincipal } from '../../model/identity-service.ts';
import {
  type Checked,
  type CheckOutcome,
  type IdentityProviderOptions,
  type IssuerFetch,
  pass,
  type Refusal,
  refuse,
} from './options.ts';
import { createProvider, type Provider } from './provider.ts';
import { type Bearer, readBearer } from './read-bearer.ts';

export type { CheckOutcome, IdentityProviderOptions, IssuerFetch } from './options.ts';

export interface IdentityProvidersDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  /** Once per token checked, and once per failed fetch of keys. Must not throw. */
  onCheck(outcome: CheckOutcome): void;
}

/** How long a token that was taken back, or a key that was, may still be believed here. */
const KEEP_MS = 60_000;
const MAX_KEPT = 10_000;
/** The label for tokens of issuers that are not on the list. */
const NOBODY = 'unknown';

export function createIdentityProviders(
  options: readonly IdentityProviderOptions[],
  deps: IdentityProvidersDeps,
): IdentityProviders {
  refuseDoubles(options);
  const providers = options.map((one) => createProvider(one, deps));
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const byIssuer = new Map(providers.map((provider) => [provider.issuer, provider]));
  const kept = createBoundedCache<{ readonly provider: string; readonly proven: ProvenPrincipal }>(MAX_KEPT, deps.now);

  /** `find` says which provider may judge the token; a kept verified is used only if it came from that one. */
  const check = async (
    token: string,
    expected: Provider | undefined,
    find: (bearer: Bearer) => Checked<Provider>,
  ): Promise<ProvenPrincipal> => {
    const bearer = readBearer(token);
    if (!bearer.ok) return fail(expected?.id ?? NOBODY, bearer.reason, bearer.detail);
    const key = hash('sha256', token, 'hex');
    const known = kept.get(key);
    if (known !== undefined && (expected === undefined || expected.id === known.provider)) {
      deps.onCheck({ provider: known.provider, outcome: 'ok', reason: 'cached' });
      return known.proven;
    }
    const found = find(bearer.value);
    if (!found.ok) return fail(NOBODY, found.reason, found.detail);
    const provider = found.value;
    const verified = await provider.verify(token, bearer.value).catch((error: unknown) => {
      const reason = bearer.value.kind === 'jws' ? 'noKeys' : 'introspection';
      deps.onCheck({ provider: provider.id, outcome: 'unavailable', reason, detail: String(error) });
      throw error;
    });
    if (!verified.ok) return fail(provider.id, verified.reason, verified.detail);
    const { proven, expiresAt } = verified.value;
    kept.set(key, { provider: provider.id, proven }, Math.min(expiresAt, deps.now() + KEEP_MS));
    const reason = bearer.value.kind === 'jws' ? 'verified' : 'introspected';
    deps.onCheck({ provider: provider.id, outcome: 'ok', reason });
    return proven;
  };

  const fail = (provider: string, reason: Refusal, detail?: string): never => {
    deps.onCheck({ provider, outcome: 'refused', reason, ...(detail === undefined ? {} : { detail }) });
    throw refusal(provider, reason, detail);
  };

  /** An opaque token names nobody; it is shown to an issuer only where no other could be meant. */
  const findAny = (bearer: Bearer): Checked<Provider> => {
    if (bearer.kind === 'jws') {
      const provider = byIssuer.get(bearer.issuer);
      return provider === undefined
        ? refuse('unknownIssuer', JSON.stringify(bearer.issuer.slice(0, 200)))
        : pass(provider);
    }
    const [only, ...others] = providers.filter((provider) => provider.introspects);
    return only === undefined || others.length > 0 ? refuse('opaque') : pass(only);
  };

  return {
    ids: options.map(({ id }) => id),
    async authenticate(identityProvider, protocol, bearer) {
      const provider = byId.get(identityProvider);
      if (provider === undefined || provider.protocol !== protocol) {
        throw new GatewayError('notFound', { detail: 'no such identity provider or protocol' });
      }
      return check(bearer, provider, () => pass(provider));
    },
    authenticateAny: (bearer) => check(bearer, undefined, findAny),
    knows: (bearer) => kept.get(hash('sha256', bearer, 'hex')) !== undefined,
    close() {
      for (const provider of providers) provider.close();
    },
  };
}

/** One row of the error table per refusal. Only who is known already is told more than "401". */
function refusal(provider: string, reason: Refusal, detail: string | undefined): GatewayError {
  const why = `${provider}: ${reason}${detail === undefined ? '' : ` (${detail})`}`;
  // The claims are looked at only once the signature, or the issuer's own answer, holds: the token was good once.
  if (reason === 'expired') return new GatewayError('unauthorized', { reason, detail: why });
  if (reason !== 'tooManyGroups') return new GatewayError('unauthorized', { detail: why });
  const message = 'You are in too many groups for the gateway. Its operator has to narrow identityProviders[].groups.';
  return new GatewayError('forbidden', { detail: why, message });
}

/** Two entries of one issuer would give one user two principals with the same id. */
function refuseDoubles(options: readonly IdentityProviderOptions[]): void {
  for (const field of ['id', 'issuer'] as const) {
    const values = options.map((one) => one[field]);
    const double = values.find((value, index) => values.indexOf(value) !== index);
    if (double !== undefined) throw new TypeError(`identityProviders: two entries have the ${field} ${double}`);
  }
}
