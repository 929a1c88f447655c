// SPDX-License-Identifier: Apache-2.0
// A way to authenticate: the port that each file in methods/ implements. It says what the client sends and whom that
// authenticates. Limits, scope, the token and the response are the same for all methods (log-in.ts).
import type { Static, TSchema } from 'typebox';
import type { ScopeRequest } from '../../../model/identity.ts';
import type { Authenticated } from '../../../model/identity-service.ts';
import type { IdentityDeps } from './deps.ts';

/** The dependencies that methods may use. A new method that needs more adds it to `IdentityDeps`. */
type MethodDeps = Pick<IdentityDeps, 'identityService' | 'passwords' | 'applicationCredentials'>;

export interface LoginMethod<Given> {
  /** `token`: what is shown is the gateway's own. A right one is taken even from an address with too many failures. */
  readonly proof?: 'token';
  /**
   * Returns who is authenticated. Throws `unauthorized` if nobody is, which counts as a failure of the client's
   * address, unless `reason` says that the credential was valid once. Other failures (`issuerUnavailable`, …) do not
   * concern the client. `from`: the client's address.
   */
  authenticate(given: Given, deps: MethodDeps, from: string): Promise<Authenticated>;
  /**
   * Whether this credential was verified recently: it is then accepted even from an address with too many failures. No
   * I/O.
   */
  known?(given: Given, deps: MethodDeps, from: string): boolean;
}

/** A method in the body of `POST /v3/auth/tokens`. */
export interface IdentityMethod<Schema extends TSchema = TSchema, Given = unknown> extends LoginMethod<Given> {
  /** Keystone's name: an item of `auth.identity.methods`, and the key of the object with its credential. */
  readonly name: string;
  /** The types and required keys of that object. Values marked `secret` are never repeated in a message. */
  readonly schema: Schema;
  /** Whether the configuration offers it. Absent: always. */
  offered?(deps: Pick<IdentityDeps, 'passwords'>): boolean;
  /**
   * Converts the object to what `authenticate` takes. Throws Keystone's own 400 or 401 for faults that the schema
   * cannot express, and for a scope in addition to a method that has its own. Pure: nothing is verified yet.
   */
  parse(part: Static<Schema>, scope: ScopeRequest | undefined): Given;
}

/** Those that can be used now. */
export const offeredOf = (
  methods: readonly IdentityMethod[],
  deps: Pick<IdentityDeps, 'passwords'>,
): readonly IdentityMethod[] => methods.filter((method) => method.offered?.(deps) ?? true);

export const defineMethod = <Schema extends TSchema, Given>(
  method: IdentityMethod<Schema, Given>,
): IdentityMethod<Schema, Given> => method;
