// SPDX-License-Identifier: Apache-2.0
// What the file of a kind of bearer token exports: how it is recognised, which provider may judge it, and how one provider
// verifies it. Everything else about providers works on the list of these.
import type { Clock } from '../../model/clock.ts';
import type { Validity } from './check-claims.ts';
import type { Checked, CheckOutcome, IdentityProviderOptions, IssuerFetch, Json, Unavailable } from './options.ts';

/** What the first look at a token has found. Nothing in it is trusted; it only decides which check comes next. */
export interface Bearer {
  /** Of the definition that has read it. */
  readonly kind: string;
}

export interface BearerKind<Read extends Bearer = Bearer> {
  readonly kind: Read['kind'];
  /**
   * By looks alone, before any key is touched. Undefined: not of this kind, the next on the list is asked. A token that is
   * of this kind and broken is refused, and shown to nobody else.
   */
  read(token: string): Checked<Read> | undefined;
  /** Where the request names no provider: the one that may judge this token. */
  find<P extends JudgingProvider>(bearer: Read, providers: readonly P[]): Checked<P>;
  /** Whether a provider's entry takes tokens of this kind. */
  takes(options: IdentityProviderOptions): boolean;
  /** For one provider, once. */
  connect(options: IdentityProviderOptions, deps: ProviderDeps): BearerVerifier<Read>;
  /** As the log and the metrics name a token that has been verified, and an issuer that is needed and away. */
  readonly outcomes: {
    readonly verified: Extract<CheckOutcome, { outcome: 'ok' }>['reason'];
    readonly unavailable: Unavailable;
  };
}

interface BearerVerifier<Read extends Bearer = Bearer> {
  /**
   * The claims, proven by the provider, with the time for which they hold. Throws `issuerUnavailable` where the issuer is
   * needed and away. May run many times at once.
   */
  verify(token: string, bearer: Read): Promise<Checked<Proven>>;
  close(): void;
}

interface Proven {
  readonly claims: Json;
  readonly validity: Validity;
}

/** What a kind may know of a provider to find the one that is meant. */
export interface JudgingProvider {
  readonly issuer: string;
  /** Whether its entry takes tokens of this kind. */
  takes(kind: string): boolean;
}

export interface ProviderDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  onCheck(outcome: CheckOutcome): void;
}

export const defineBearer = <Read extends Bearer>(definition: BearerKind<Read>): BearerKind<Read> => definition;
