// SPDX-License-Identifier: Apache-2.0
// An identity provider, step by step: the way to it, its discovery document, its keys, its clock. Nobody logs in there.
import type { IdentityProviderConfig } from '../config/config.ts';
import type { IssuerFetch } from '../federation/identity/index.ts';
import { discoveryUrl, readDiscovery, readKeySet } from '../federation/identity/issuer-documents.ts';
import type { ConnectGuard } from '../model/member.ts';
import { lookAtClock } from './clock.ts';
import { type Ledger, reasonOf, StepFailure } from './ledger.ts';
import { lookAtPeer } from './look-at-peer.ts';

export interface ProviderCheck {
  readonly provider: IdentityProviderConfig;
  readonly fetch: IssuerFetch;
  readonly guard: ConnectGuard;
  readonly now: () => number;
}

/** Milliseconds: of a connection, and of one document. */
const TIMEOUT = 5_000;
/** Keys have a media type of their own (RFC 7517 §8.5). */
const ACCEPT = 'application/jwk-set+json, application/json';

export async function checkProvider(ledger: Ledger, { provider, fetch, guard, now }: ProviderCheck): Promise<void> {
  const { id, issuer, jwksUri, ca, hosts = [] } = provider;
  const peer = { url: jwksUri ?? issuer, guard, ca, timeout: TIMEOUT };
  const later = jwksUri === undefined ? ['discovery', 'keys', 'clock'] : ['keys', 'clock'];
  if (!(await lookAtPeer(ledger, peer, now))) return ledger.skip(later, 'it is not reached');
  let date: string | undefined;
  const get = async (url: string): Promise<string> => {
    const whose = { id, urls: [issuer, jwksUri].filter((one) => one !== undefined), hosts };
    const call = { method: 'GET' as const, headers: { accept: ACCEPT }, ca, peer: whose, timeoutMs: TIMEOUT };
    const answer = await fetch(url, call).catch((error: unknown) => {
      throw new StepFailure(`${url} cannot be read: ${reasonOf(error)}`);
    });
    date = answer.date ?? date;
    if (answer.status !== 200) throw new StepFailure(`${url} answers ${answer.status}`);
    return answer.body;
  };
  const keysAt =
    jwksUri ??
    (await ledger.attempt(
      'discovery',
      async () => {
        const found = readDiscovery(await get(discoveryUrl(issuer)), issuer);
        return { value: found, reason: `it is ${issuer}, with keys at ${found}` };
      },
      'the issuer must be written as the provider writes it, character by character: a slash at the end, https, the realm',
    ));
  if (keysAt === undefined) return ledger.skip(['keys', 'clock'], '"discovery" failed');
  await ledger.attempt(
    'keys',
    async () => {
      const { kids } = readKeySet(await get(keysAt));
      return { value: true, reason: `${kids.size} ${kids.size === 1 ? 'key' : 'keys'} for signatures` };
    },
    'without keys nobody logs in: the log of the provider, or jwksUri of the entry',
  );
  await lookAtClock(ledger, date === undefined ? {} : { date }, now);
}
