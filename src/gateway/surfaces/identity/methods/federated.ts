// SPDX-License-Identifier: Apache-2.0
// Login with an identity provider's token at the OS-FEDERATION URL of provider and protocol. As in Keystone, the token
// names the protocol as its method.
import { defined } from '../../../../model/defined.ts';
import type { LoginMethod } from '../identity-method.ts';

export interface FederatedLogin {
  readonly identityProvider: string;
  readonly protocol: string;
  readonly bearer: string;
}

export const federated: LoginMethod<FederatedLogin> = {
  async authenticate({ identityProvider, protocol, bearer }, { identityService }) {
    const { principal, notAfter, login } = await identityService.authenticate(identityProvider, protocol, bearer);
    return { principal, methods: [protocol], ...defined({ notAfter, login }) };
  },
};
