// SPDX-License-Identifier: Apache-2.0
// RFC 6749 §4.4: an application credential as an OAuth client, its id and secret being the client's. The same login as by
// Keystone's method (identity/methods/application-credential.ts), with the same limits and the same token.
import { OAuthRefusal } from '../error.ts';
import type { Grant } from '../grant.ts';
import { readTarget } from '../target.ts';

export const clientCredentials: Grant = {
  type: 'client_credentials',
  clientAuthentication: ['client_secret_basic', 'client_secret_post'],

  read({ form, client }, deps) {
    if (client === undefined)
      throw new OAuthRefusal('invalid_client', 'The client is an application credential: send its id and secret.');
    if (form.one('scope') !== undefined)
      throw new OAuthRefusal(
        'invalid_scope',
        'An application credential has the project that it was made in: ask for no scope.',
      );
    if (readTarget(deps, form.all('audience'), form.all('resource')) !== undefined)
      throw new OAuthRefusal(
        'invalid_target',
        'The token of an application credential is for the gateway, not for one cluster.',
      );
    const { applicationCredentials } = deps;
    const presented = { secret: client.secret, by: { id: client.id } };
    return {
      authenticate: (from) => applicationCredentials.authenticate(presented, from),
      known: () => applicationCredentials.knows(presented),
    };
  },
};
