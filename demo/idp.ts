// SPDX-License-Identifier: Apache-2.0
// The embedded identity provider: the certified oidc-provider package with demo users. Every grant that an OpenStack
// client can use (keystoneauth's v3oidc* plugins) works here; access tokens are JWTs for the gateway's audience,
// whether or not the client asked for a resource (RFC 8707). A demo and test part: it lives in memory.
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import Provider, {
  type AdapterPayload,
  type ClientMetadata,
  type Configuration,
  interactionPolicy,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { loginRoutes } from './idp-login.ts';
import { passwordGrant } from './idp-password-grant.ts';
import { memoryAdapter } from './idp-store.ts';

export interface DemoUser {
  readonly name: string;
  readonly password: string;
  readonly groups: readonly string[];
}

export const DEMO_USERS: readonly DemoUser[] = [
  { name: 'alice', password: 'alice-pw', groups: ['acme-research'] },
  { name: 'bob', password: 'bob-pw', groups: ['acme-teaching'] },
  { name: 'carol', password: 'carol-pw', groups: ['acme-research', 'acme-teaching'] },
  { name: 'mallory', password: 'mallory-pw', groups: [] },
];

/** Clients that act for themselves (client_credentials), with the groups that their tokens carry. */
export const DEMO_SERVICES: Readonly<Record<string, readonly string[]>> = { automation: ['acme-research'] };

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const REDIRECTS = [
  'http://localhost:9990/auth/websso/', // keystoneauth's v3websso
  'http://localhost:8400/callback', // kubectl's oidc-login and the like; a native client may use any loopback port
  'http://127.0.0.1:8400/callback',
  'http://localhost:4466/oidc-callback', // Headlamp's
];

/** keystoneauth always authenticates by HTTP Basic, so its client has a secret; browsers and kubectl use the public one. */
const DEMO_CLIENTS: readonly ClientMetadata[] = [
  {
    client_id: 'openstack',
    client_secret: 'openstack-secret',
    client_name: 'OpenStack client',
    application_type: 'native',
    grant_types: ['password', 'authorization_code', DEVICE, 'refresh_token'],
    redirect_uris: REDIRECTS,
  },
  {
    client_id: 'openstack-cli',
    client_name: 'Command line',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['password', 'authorization_code', DEVICE, 'refresh_token'],
    redirect_uris: REDIRECTS,
  },
  {
    client_id: 'automation',
    client_secret: 'automation-secret',
    client_name: 'Automation',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  },
];

export interface IdpOptions {
  readonly port?: number;
  readonly host?: string;
  /** The host name inside the issuer's URL; the listener stays on `host`. */
  readonly issuerHost?: string;
  readonly users?: readonly DemoUser[];
  readonly services?: Readonly<Record<string, readonly string[]>>;
  readonly clients?: readonly ClientMetadata[];
  /** The `aud` of every access token. */
  readonly audience?: string;
  /** Seconds that access and ID tokens live. */
  readonly tokenLifetime?: number;
  /** What it signs with, the newest first; its own where absent. Those of another one that it takes the place of. */
  readonly keys?: IdpKeys;
  /** PEM texts: serve https. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface Idp {
  readonly issuer: string;
  readonly discoveryUrl: string;
  readonly users: readonly DemoUser[];
  readonly keys: IdpKeys;
  /** Tokens as clients get them, over HTTP. */
  readonly tokens: {
    password(user: string): Promise<TokenAnswer>;
    clientCredentials(client?: string): Promise<TokenAnswer>;
  };
  /** A token signed with the provider's published key, claims as given: for every kind of token it would never issue. */
  mint(claims: JWTPayload, options?: { alg?: 'RS256' | 'ES256'; kid?: string }): Promise<string>;
  /** Another client, from now on. */
  register(client: ClientMetadata): void;
  close(): Promise<void>;
}

interface TokenAnswer {
  readonly access_token: string;
  readonly id_token?: string;
  readonly expires_in: number;
}

const RESOURCE = 'urn:scs:gateway';

export async function startIdp(options: IdpOptions = {}): Promise<Idp> {
  const { users = DEMO_USERS, services = DEMO_SERVICES, clients = DEMO_CLIENTS, audience = 'scs-gateway' } = options;
  const { host = '127.0.0.1', tokenLifetime = 300, tls } = options;
  const keys = options.keys ?? (await createIdpKeys());
  const server = tls ? createTlsServer(tls) : createServer();
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  const issuer = `${tls ? 'https' : 'http'}://${options.issuerHost ?? host}:${port}`;

  const claimsOf = (subject: string) => {
    const groups = services[subject] ?? users.find(({ name }) => name === subject)?.groups;
    return (
      groups && { sub: subject, preferred_username: subject, email: `${subject}@example.org`, groups: [...groups] }
    );
  };
  const resourceServer: ResourceServer = {
    scope: 'openid profile email groups',
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: tokenLifetime,
    jwt: { sign: { alg: 'RS256' } },
  };
  const registered = new Map<string, AdapterPayload>();
  const configuration: Configuration = {
    adapter: memoryAdapter(registered),
    clients: [...clients],
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
    claims: { openid: ['sub', 'preferred_username', 'email', 'groups'] },
    conformIdTokenClaims: false, // groups belong into the ID token too: keystoneauth may send that one
    ttl: {
      AccessToken: tokenLifetime,
      ClientCredentials: tokenLifetime,
      IdToken: tokenLifetime,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Grant: 86_400,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: { enabled: true, ...devicePages },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => resourceServer,
      },
    },
    // Also after a login in the browser, where a consent that nobody is asked for cannot be prompted.
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    // keystoneauth's v3oidcauthcode sends no code_verifier; a client without a secret must.
    pkce: { required: (_, client) => client.clientAuthMethod === 'none' },
    interactions: { policy: withoutConsent(), url: (_, interaction) => `/login/${interaction.uid}` },
    loadExistingGrant: async (ctx) => grantEverything(provider, ctx),
    findAccount: (_, subject) => {
      const claims = claimsOf(subject);
      return claims && { accountId: subject, claims: () => claims };
    },
    extraTokenClaims: (_, token) => {
      const claims = claimsOf('accountId' in token && token.accountId ? token.accountId : (token.clientId ?? ''));
      return claims && { preferred_username: claims.preferred_username, email: claims.email, groups: claims.groups };
    },
  };
  const provider = new Provider(issuer, configuration);
  provider.registerGrantType(
    'password',
    passwordGrant(provider, { users, claimsOf, resource: RESOURCE, resourceServer }),
    ['username', 'password', 'scope'],
  );
  provider.use(loginRoutes(provider, users));
  provider.use(serveKeystoneauthDevices);
  server.on('request', provider.callback());

  const token = async (form: Record<string, string>, client: string): Promise<TokenAnswer> => {
    const secret = clients.find(({ client_id }) => client_id === client)?.client_secret ?? '';
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`,
        // An idle connection that this process has no time to see the end of is not tried again by fetch: a POST is sent once.
        connection: 'close',
      },
      body: new URLSearchParams({ scope: 'openid profile', ...form }),
    });
    if (!answer.ok) throw new Error(`the identity provider answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as TokenAnswer;
  };

  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    users,
    keys,
    tokens: {
      password: (user) => {
        const password = users.find(({ name }) => name === user)?.password ?? '';
        return token({ grant_type: 'password', username: user, password }, 'openstack');
      },
      clientCredentials: (client = 'automation') => token({ grant_type: 'client_credentials' }, client),
    },
    mint: (claims, { alg = 'RS256', kid } = {}) => {
      const key = keys.find(({ jwk }) => jwk.alg === alg) ?? keys[0];
      const header = { alg, typ: 'at+jwt', kid: kid ?? key.jwk.kid ?? '' };
      return new SignJWT({ iss: issuer, aud: audience, ...claims }).setProtectedHeader(header).sign(key.privateKey);
    },
    register: (client) => void registered.set(client.client_id, client as AdapterPayload),
    close: () => close(server),
  };
}

type IdpKey = Awaited<ReturnType<typeof signingKey>>;
type IdpKeys = readonly [IdpKey, IdpKey, ...IdpKey[]];

export const createIdpKeys = (name = 'demo'): Promise<IdpKeys> =>
  Promise.all([signingKey('RS256', name), signingKey('ES256', name)]);

async function signingKey(alg: 'RS256' | 'ES256', name: string) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `${name}-${alg.toLowerCase()}` };
  return { privateKey, jwk };
}

/** Logging in is enough: the demo's users agree to everything. */
function withoutConsent() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

async function grantEverything(provider: Provider, ctx: KoaContextWithOIDC) {
  const { client, session } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const existing = known && (await provider.Grant.find(known));
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile email groups offline_access');
  grant.addResourceScope(RESOURCE, 'openid profile email groups');
  await grant.save();
  return grant;
}

/**
 * keystoneauth's v3oidcdeviceauthz reads `interval` unasked, though RFC 8628 3.2 has it optional, and sends no scope,
 * so what the user would grant is nothing.
 */
async function serveKeystoneauthDevices(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const code = ctx.oidc?.entities.DeviceCode;
  if (ctx.oidc?.route !== 'device_authorization' || !code || !isObject(ctx.body)) return;
  ctx.body = { ...ctx.body, interval: 1 };
  if (code.params?.scope) return;
  code.params = { ...code.params, scope: 'openid profile' };
  await code.save();
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;

type Pages = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>;
const devicePages: Pages = {
  userCodeInputSource: (ctx, form, _out, error) => {
    const notice = error ? '<p><b>That code did not work.</b></p>' : '';
    ctx.body = page(
      'Enter the code that your device shows',
      `${notice}${form}<button form="op.deviceInputForm">Go on</button>`,
    );
  },
  userCodeConfirmSource: (ctx, form, client, _info, code) => {
    const buttons =
      '<button form="op.deviceConfirmForm">Yes</button> <button form="op.deviceConfirmForm" name="abort" value="yes">No</button>';
    ctx.body = page('Is this your device?', `<p>${client.clientName ?? ''}: <b>${code}</b></p>${form}${buttons}`);
  },
  successSource: (ctx) => {
    ctx.body = page('Done', '<p>You may close this page and go back to your device.</p>');
  },
};

export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      done();
    });
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
