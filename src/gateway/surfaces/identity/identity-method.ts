// SPDX-License-Identifier: Apache-2.0
// The port that each file in methods/ implements: what the client sends, and whom that authenticates. Limits, scope, token
// and response are the same for all methods (log-in.ts).
import type { Static, TSchema } from 'typebox';
import type { ScopeRequest } from '../../../model/identity.ts';
import type { Authenticated } from '../../../model/identity-service.ts';
import type { IdentityDeps } from './deps.ts';

/** What methods may use. A method that needs more adds it here and to `IdentityDeps`. */
type MethodDeps = Pick<IdentityDeps, 'identityService'>;

export interface LoginMethod<Given> {
  /**
   * Authenticates the user. `unauthorized` counts against the client's address, unless it has a `reason`: then the
   * credential was valid once. Other failures (`issuerUnavailable`, …) do not count.
   */
  authenticate(given: Given, deps: MethodDeps): Promise<Authenticated>;
  /** Whether this credential was verified recently. If so, an address with too many failures may use it. Must not do I/O. */
  known?(given: Given, deps: MethodDeps): boolean;
}

/** A method in the body of `POST /v3/auth/tokens`. */
export interface IdentityMethod<Schema extends TSchema = TSchema, Given = unknown> extends LoginMethod<Given> {
  /** Keystone's name: an item of `auth.identity.methods`, and the key of the object with the credential. */
  readonly name: string;
  /** The types and required keys of that object. Mark everything `secret` that must not appear in a message. */
  readonly schema: Schema;
  /**
   * Converts that object for `authenticate`. Throws Keystone's 400 or 401 for what the schema cannot express, such as a
   * scope in addition to a credential that is bound to one. Pure; nothing is verified yet.
   */
  parse(part: Static<Schema>, scope: ScopeRequest | undefined): Given;
}

export const defineMethod = <Schema extends TSchema, Given>(
  method: IdentityMethod<Schema, Given>,
): IdentityMethod<Schema, Given> => method;
