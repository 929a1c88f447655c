// SPDX-License-Identifier: Apache-2.0
// How somebody proves who they are. The port that each file in methods/ implements: what the client sends, and who it is by
// that. Limits, scope, the token and the answer are the same for all (log-in.ts).
import type { Static, TSchema } from 'typebox';
import type { ScopeRequest } from '../../../model/identity.ts';
import type { Authenticated } from '../../../model/identity-service.ts';
import type { IdentityDeps } from './deps.ts';

/** What methods may ask of the gateway. A new one that needs more adds it to `IdentityDeps`. */
type MethodDeps = Pick<IdentityDeps, 'identityService'>;

export interface LoginMethod<Given> {
  /**
   * Who it is. `unauthorized` where nothing is proven, which counts against the client's address; with a `reason` where it
   * was good once, which does not. Other failures (`issuerUnavailable`, …) are about us and not about the client.
   */
  authenticate(given: Given, deps: MethodDeps): Promise<Authenticated>;
  /** Whether this was proven a moment ago: then it passes from an address that has failed too often. Does not wait. */
  known?(given: Given, deps: MethodDeps): boolean;
}

/** One that stands in the body of `POST /v3/auth/tokens`. */
export interface IdentityMethod<Schema extends TSchema = TSchema, Given = unknown> extends LoginMethod<Given> {
  /** Keystone's name: an item of `auth.identity.methods`, and the key of the object with what proves it. */
  readonly name: string;
  /** Of that object: types and required keys. Marked `secret`: what could be a secret is in no message. */
  readonly schema: Schema;
  /**
   * From the object to what `authenticate` takes. Throws Keystone's own 400 or 401 for what the schema cannot say, a scope
   * beside a method that has one of its own too. Pure: nothing is verified yet.
   */
  parse(part: Static<Schema>, scope: ScopeRequest | undefined): Given;
}

export const defineMethod = <Schema extends TSchema, Given>(
  method: IdentityMethod<Schema, Given>,
): IdentityMethod<Schema, Given> => method;
