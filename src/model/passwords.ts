// SPDX-License-Identifier: Apache-2.0
// Logging in with a user name and a password: the port between the identity facade and whoever judges passwords.
import type { ProvenPrincipal } from './identity-service.ts';
import type { Holder } from './limits.ts';

/** As a client names a user: by id, or by name and domain. */
export type NamedUser =
  | { readonly id: string }
  | { readonly name: string; readonly domain: { readonly id: string } | { readonly name: string } };

/** Judges the passwords of one user domain. No password is kept, logged, or part of an error. */
export interface PasswordSource {
  /** Of the cloud or the identity provider: whoever is asked is asked by a bounded number at once. */
  readonly id: string;
  /** The user domain, by its name at the gateway. */
  readonly domain: string;
  /**
   * `unauthorized` without a reason: not this user or not this password, which nobody is told apart. `methodNotOffered`: the
   * password is right, but something else is needed. Anything else says nothing of the password.
   */
  check(user: { readonly name: string } | { readonly id: string }, password: string, by: Holder): Promise<Judged>;
}

export interface Judged extends ProvenPrincipal {
  /** By what its source finds the user again. */
  readonly found: { readonly name: string } | { readonly id: string };
}

export interface Passwords {
  /** Whether there is any user domain whose users log in by password. */
  offered(): boolean;
  /** `from`: the client's address. Fails as a source does, or with `rateLimited` or `overloaded`. */
  check(user: NamedUser, password: string, from: string): Promise<ProvenPrincipal>;
  /** Whether this user has logged in from there before. No I/O. */
  knows(user: NamedUser, from: string): boolean;
}
