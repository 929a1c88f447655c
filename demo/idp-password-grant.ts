// SPDX-License-Identifier: Apache-2.0
// RFC 6749 4.3 for the embedded identity provider: keystoneauth's v3oidcpassword needs it, oidc-provider (rightly)
// has it not. For the demo and tests; a real provider's users log in by code or device.
import type Provider from 'oidc-provider';
import { type AccountClaims, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { DemoUser } from './idp.ts';

export interface PasswordGrantOptions {
  readonly users: readonly DemoUser[];
  readonly claimsOf: (user: string) => AccountClaims | undefined;
  readonly resource: string;
  readonly resourceServer: ResourceServer;
}

export function passwordGrant(provider: Provider, options: PasswordGrantOptions) {
  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params } = ctx.oidc;
    const user = options.users.find((u) => u.name === params?.username && u.password === params.password);
    const claims = user && options.claimsOf(user.name);
    if (!client || !params || !claims) throw new errors.InvalidGrant('invalid user credentials');
    const scope = String(params.scope ?? 'openid');

    const grant = new provider.Grant({ clientId: client.clientId, accountId: claims.sub });
    grant.addOIDCScope(scope);
    grant.addResourceScope(options.resource, scope);
    const grantId = await grant.save();

    const token = new provider.AccessToken({
      client,
      accountId: claims.sub,
      grantId,
      gty: 'password',
      scope,
      resourceServer: new provider.ResourceServer(options.resource, options.resourceServer),
    });
    const answer = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration, scope };
    ctx.body = answer;
    if (scope.split(' ').includes('openid')) {
      const idToken = new provider.IdToken(claims, { ctx });
      Object.assign(idToken, { scope });
      ctx.body = { ...answer, id_token: await idToken.issue({ use: 'idtoken' }) };
    }
  };
}
