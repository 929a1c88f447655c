// SPDX-License-Identifier: Apache-2.0
// The interface of a kind of bearer token: how a token is recognised, which provider may judge it, and how a provider
// verifies it. All other code about providers works on the list of kinds.
import type { Clock } from '../../model/clock.ts';
import type { Principal } from '../../model/identity.ts';
import type { GroupProof } from '../group-memory.ts';
import type { ClaimRules, Validity } from './check-claims.ts';
import type { Logout } from './check-logout.ts';
import type { KeptDocuments, KeysHealth } from './issuer-keys.ts';
import type { Checked, CheckOutcome, IdentityProviderOptions, IssuerFetch, Json, Unavailable } from './options.ts';

/** The result of the first inspection of a token. Nothing in it is trusted; it only selects the next check. */
export interface Bearer {
  /** The kind that has read it. */
  readonly kind: string;
}

export interface BearerKind<Read extends Bearer = Bearer> {
  readonly kind: Read['kind'];
  /**
   * Inspects the text only, before any key is used. Undefined: not of this kind; the next kind in the list is asked. A
   * malformed token of this kind is refused and sent to nobody else.
   */
  read(token: string): Checked<Read> | undefined;
  /** The provider that may judge this token, if the request does not name one. */
  find<P extends JudgingProvider>(bearer: Read, providers: readonly P[]): Checked<P>;
  /** Whether a provider's entry accepts tokens of this kind. */
  takes(options: IdentityProviderOptions): boolean;
  /** Called once per provider. */
  connect(options: IdentityProviderOptions, deps: ProviderDeps): BearerVerifier<Read>;
  /** The names in log and metrics for a verified token, and for an issuer that is needed and away. */
  readonly outcomes: {
    readonly verified: Extract<CheckOutcome, { outcome: 'ok' }>['reason'];
    readonly unavailable: Unavailable;
  };
}

/** Instead of the provider's own: what a token must and must not name. */
type Audiences = Pick<ClaimRules, 'audiences' | 'foreign'>;

interface BearerVerifier<Read extends Bearer = Bearer> {
  /**
   * Returns the claims that the provider vouches for, and how long they are valid. Throws `issuerUnavailable` if the
   * issuer is needed and away. May run concurrently.
   */
  verify(token: string, bearer: Read, audiences?: Audiences): Promise<Checked<Proven>>;
  /** The same for a token by which the issuer tells of a logout. Absent: none is of this kind. */
  logout?(token: string, bearer: Read): Promise<Checked<Logout>>;
  /** Of what the kind keeps of the issuer. Absent: nothing. */
  health?(): KeysHealth;
  close(): void;
}

interface Proven {
  readonly claims: Json;
  /** The claims are the issuer's answer about the token. */
  readonly introspected?: true;
  readonly validity: Validity;
}

/** What a kind may know of a provider to select one. */
export interface JudgingProvider {
  readonly issuer: string;
  /** Whether its entry accepts tokens of this kind. */
  takes(kind: string): boolean;
}

export interface ProviderDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  onCheck(outcome: CheckOutcome): void;
  /** Absent: nothing of an issuer outlives the process. */
  readonly kept?: KeptDocuments | undefined;
  /** A token was verified just now, not taken from the cache. Awaited; it must not reject. */
  onProven?(proof: GroupProof): Promise<void>;
  /**
   * Whether the provider has told since `issuedAt` that the user, or the session of the login, is logged out. `again`: it was
   * asked about this token before, and nobody is to wait.
   */
  loggedOut?(principal: Principal, issuedAt: number, again: boolean): Promise<boolean>;
}

export const defineBearer = <Read extends Bearer>(definition: BearerKind<Read>): BearerKind<Read> => definition;
