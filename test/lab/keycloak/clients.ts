// SPDX-License-Identifier: Apache-2.0
// What a realm like the one of deploy/compose gets for a gateway: the client by which it logs people in with a browser, and
// the one by which it exchanges their tokens for a cloud, as docs/websso.md and docs/strategies.md say.
import type { Loose } from './keycloak.ts';

export const LOGIN_SECRET = 'login-secret';
export const EXCHANGE_SECRET = 'exchange-secret';
export const GROUPS_SECRET = 'groups-secret';
export const CLOUD_AUDIENCE = 'keystone-cloud-b';

const GROUPS = 'scs-gateway-groups';
const EXCHANGE = 'scs-gateway-exchange';

/** `included.client.audience`: Keycloak exchanges for a client of the realm, never for a made-up audience. */
const audienceOf = (client: string): Loose => ({
  name: `audience ${client}`,
  protocol: 'openid-connect',
  protocolMapper: 'oidc-audience-mapper',
  config: { 'included.client.audience': client, 'access.token.claim': 'true' },
});

export function withClients(realm: Loose, publicUrl: string): Loose {
  const [withPassword, ...others] = realm.clients;
  const [, groups] = withPassword.protocolMappers;
  // Tokens that people log in with name whoever exchanges them.
  const protocolMappers = [...withPassword.protocolMappers, audienceOf(EXCHANGE)];
  const login = {
    clientId: 'scs-gateway-login',
    secret: LOGIN_SECRET,
    publicClient: false,
    consentRequired: true,
    redirectUris: [`${publicUrl}/identity/v3/auth/websso/callback/keycloak`],
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    fullScopeAllowed: false,
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': `${publicUrl}/identity/v3/auth/websso/logged-out`,
    },
    protocolMappers,
  };
  const exchange = {
    clientId: EXCHANGE,
    secret: EXCHANGE_SECRET,
    publicClient: false,
    standardFlowEnabled: false,
    fullScopeAllowed: false,
    attributes: { 'standard.token.exchange.enabled': 'true' },
    protocolMappers: [groups, audienceOf(CLOUD_AUDIENCE)],
  };
  const cloud = { clientId: CLOUD_AUDIENCE, secret: 'of-the-cloud', publicClient: false, standardFlowEnabled: false };
  const groupsReader = {
    clientId: GROUPS,
    secret: GROUPS_SECRET,
    publicClient: false,
    standardFlowEnabled: false,
    serviceAccountsEnabled: true,
  };
  const reader = {
    username: `service-account-${GROUPS}`,
    enabled: true,
    serviceAccountClientId: GROUPS,
    clientRoles: { 'realm-management': ['view-users'] },
  };
  return {
    ...realm,
    users: [...realm.users, reader],
    // A refresh token is good once.
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    clients: [{ ...withPassword, protocolMappers }, ...others, login, exchange, cloud, groupsReader],
  };
}
