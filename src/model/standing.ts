// SPDX-License-Identifier: Apache-2.0
// Whether a member takes a credential that a service of it has just answered 401 to. A service may refuse for reasons of
// its own (Swift's temporary URLs, a program behind an apiserver's proxy): then the credential is as good as it was.

export interface Standing<C> {
  /** Without asking: the member said so a moment ago. */
  known(credential: C): boolean;
  /** Asks the member, once for all who want to know. Rejects with a `member…` row where it cannot say. */
  ask(credential: C): Promise<boolean>;
}
