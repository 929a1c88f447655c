// SPDX-License-Identifier: Apache-2.0
// A grant of the token endpoint: the port that each file in grants/ implements. It says whom the parameters of the request
// authenticate and what the new token is for. Limits, the token and the answer are the same for all (token-endpoint.ts).
import type { ApplicationCredentials } from '../../../federation/credentials/index.ts';
import type { Tokens } from '../../../federation/tokens.ts';
import type { CurrentFleet } from '../../../members/fleet.ts';
import type { ScopeRequest } from '../../../model/identity.ts';
import type { Authenticated, IdentityService } from '../../../model/identity-service.ts';
import type { Client, Form } from './form.ts';

export interface GrantDeps {
  readonly identityService: IdentityService;
  readonly tokens: Pick<Tokens, 'claimsToBeOurs'>;
  readonly applicationCredentials: Pick<ApplicationCredentials, 'authenticate' | 'knows'>;
  readonly fleet: CurrentFleet;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Below it clusters have host names. */
  readonly clusterDomain: string | undefined;
}

interface GrantRequest {
  readonly form: Form;
  readonly client: Client | undefined;
}

export interface Grant {
  /** The value of `grant_type`. */
  readonly type: string;
  /** How clients show who they are (RFC 8414 §2, `token_endpoint_auth_methods_supported`). */
  readonly clientAuthentication: readonly ('none' | 'client_secret_basic' | 'client_secret_post')[];
  /** What the answer names as `issued_token_type`, if anything. */
  readonly issuedTokenType?: string;
  /**
   * What is asked for, from the parameters alone. Throws `OAuthRefusal`. What it gives authenticates: the limits of the
   * address come in between.
   */
  read(request: GrantRequest, deps: GrantDeps): Proof;
}

export interface Proof {
  /** `token`: it is one of the gateway's own. A right one is taken even from an address with too many failures. */
  readonly kind?: 'token';
  /** Absent: what the proof itself is bound to, or unscoped. */
  readonly scope?: ScopeRequest;
  /** Who it is, and what bounds the token. `unauthorized` for a proof that is not good. `from`: the client's address. */
  authenticate(from: string): Promise<Authenticated>;
  /** Whether the same was proven a moment ago. Must not wait. */
  known?(): boolean;
  /** What is refused only to somebody who has been authenticated. Throws `OAuthRefusal`. */
  allow?(proven: Authenticated): void;
}
