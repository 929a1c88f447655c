// SPDX-License-Identifier: Apache-2.0
// The definition of a kind of bearer token: how a token is recognised, which provider may verify it, and how a provider
// verifies it. Everything else about identity providers is independent of the kind.
import type { Clock } from '../../model/clock.ts';
import type { Validity } from './check-claims.ts';
import type { Checked, CheckOutcome, IdentityProviderOptions, IssuerFetch, Json, Unavailable } from './options.ts';

/** The result of reading a token. Nothing in it is trusted; it only selects the next check. */
export interface Bearer {
  /** The kind of the definition that has read it. */
  readonly kind: string;
}

export interface BearerKind<Read extends Bearer = Bearer> {
  readonly kind: Read['kind'];
  /**
   * Reads an unverified token, before any key is used. Undefined: the token is of another kind, and the next one on the
   * list is tried. A malformed token of this kind is refused and never sent to anybody.
   */
  read(token: string): Checked<Read> | undefined;
  /** Selects the provider that may verify this token, if the request does not name one. */
  find<P extends JudgingProvider>(bearer: Read, providers: readonly P[]): Checked<P>;
  /** Whether a provider's entry accepts tokens of this kind. */
  takes(options: IdentityProviderOptions): boolean;
  /** Creates the verifier of one provider. Called once per provider. */
  connect(options: IdentityProviderOptions, deps: ProviderDeps): BearerVerifier<Read>;
  /** The names, in log and metrics, of a successful verification and of an issuer that is needed and away. */
  readonly outcomes: {
    readonly verified: Extract<CheckOutcome, { outcome: 'ok' }>['reason'];
    readonly unavailable: Unavailable;
  };
}

interface BearerVerifier<Read extends Bearer = Bearer> {
  /**
   * Returns the claims that the provider vouches for, and how long they are valid. Throws `issuerUnavailable` if the
   * issuer is needed and away. May be called concurrently.
   */
  verify(token: string, bearer: Read): Promise<Checked<Proven>>;
  close(): void;
}

interface Proven {
  readonly claims: Json;
  readonly validity: Validity;
}

/** What `find` may know of a provider. */
export interface JudgingProvider {
  readonly issuer: string;
  /** Whether its entry accepts tokens of this kind. */
  takes(kind: string): boolean;
}

export interface ProviderDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  onCheck(outcome: CheckOutcome): void;
}

export const defineBearer = <Read extends Bearer>(definition: BearerKind<Read>): BearerKind<Read> => definition;
