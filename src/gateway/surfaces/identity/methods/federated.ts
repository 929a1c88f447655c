// SPDX-License-Identifier: Apache-2.0
// An identity provider's token, sent to the OS-FEDERATION URL of a provider and a protocol. As in Keystone, the protocol is
// the name of the method in the issued token.
import type { LoginMethod } from '../identity-method.ts';

export interface FederatedLogin {
  readonly identityProvider: string;
  readonly protocol: string;
  readonly bearer: string;
}

export const federated: LoginMethod<FederatedLogin> = {
  async authenticate({ identityProvider, protocol, bearer }, { identityService }) {
    const { principal, notAfter } = await identityService.authenticate(identityProvider, protocol, bearer);
    return { principal, methods: [protocol], ...(notAfter === undefined ? {} : { notAfter }) };
  },
};
