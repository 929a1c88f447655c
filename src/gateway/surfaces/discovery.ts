// SPDX-License-Identifier: Apache-2.0
// The gateway as an OIDC issuer towards members, and links at `/`, which is a version document too: the root is an auth
// URL for OpenStack's clients. mod_auth_openidc requires `jwks_uri` and must not
// find an `introspection_endpoint`. No endpoint issues tokens here, so only the endpoints that OIDC Discovery 1.0 §3
// requires are named.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Keys } from '../../federation/keys.ts';
import { identityVersion } from '../identity-version.ts';

export interface DiscoveryDeps {
  readonly publicUrl: string;
  readonly keys: Pick<Keys, 'jwks'>;
  readonly version: string;
  readonly logins: () => readonly LoginProvider[];
  /** The root for browsers; undefined where this request is none of theirs. */
  readonly front?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | undefined;
}

/** Where people log in. */
interface LoginProvider {
  readonly id: string;
  readonly protocol: string;
  readonly issuer: string;
  /** The public client of command-line tools. */
  readonly cli?: { readonly clientId: string; readonly scope: string };
}

/** Members may cache the keys this long. A new key is published for longer than that before it signs. */
const CACHE = 'public, max-age=300';

/** As Fastify names what it serialises itself. */
const JSON_TYPE = 'application/json; charset=utf-8';
/** What anybody may ask for without end is made once. */
const bytes = (document: object): Buffer => Buffer.from(JSON.stringify(document));

export const discoverySurface =
  ({ publicUrl, keys, version, logins, front }: DiscoveryDeps): FastifyPluginAsync =>
  async (app) => {
    const configuration = bytes({
      issuer: publicUrl,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      authorization_endpoint: `${publicUrl}/identity`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      claims_supported: [
        'iss',
        'sub',
        'aud',
        'exp',
        'iat',
        'nbf',
        'jti',
        'preferred_username',
        'email',
        'groups',
        'domain',
      ],
    });
    const links = {
      name: 'SCS Federation Gateway',
      // Not `version`: OpenStack's clients, given the root as their auth URL, read that as a version document.
      release: version,
      versions: { values: [identityVersion(`${publicUrl.replace(/\/+$/, '')}/identity`)] },
      links: {
        identity: `${publicUrl}/identity/v3`,
        profile: `${publicUrl}/.well-known/openstack/api`,
        issuer: `${publicUrl}/.well-known/openid-configuration`,
        keys: `${publicUrl}/.well-known/jwks.json`,
        oauth: `${publicUrl}/.well-known/oauth-authorization-server`,
        scs: `${publicUrl}/scs/v1`,
        openapi: `${publicUrl}/scs/openapi.json`,
        docs: `${publicUrl}/docs`,
      },
    };
    // Health checks ask as often as they like, and the providers of a configuration are one list until it changes.
    let root: { readonly of: readonly LoginProvider[]; readonly bytes: Buffer } | undefined;
    const rootBytes = (): Buffer => {
      const of = logins();
      if (root?.of !== of) root = { of, bytes: rootDocument(links, of) };
      return root.bytes;
    };
    app.get('/.well-known/openid-configuration', async (_request, reply) =>
      reply.header('cache-control', CACHE).type(JSON_TYPE).send(configuration),
    );
    app.get('/.well-known/jwks.json', async (_request, reply) => {
      reply.header('cache-control', CACHE).type('application/jwk-set+json');
      return JSON.stringify(keys.jwks());
    });
    app.get(
      '/',
      async (request, reply) =>
        front?.(request, reply) ?? reply.header('vary', 'accept').type(JSON_TYPE).send(rootBytes()),
    );
    // What load balancers ask by default (HAProxy's `option httpchk`).
    app.options('/', async (_request, reply) => reply.code(204).header('allow', 'GET, HEAD, OPTIONS').send());
  };

/** What `scs-gateway login` needs to know, and nothing that is secret: providers and public clients. */
const rootDocument = (links: object, providers: readonly LoginProvider[]): Buffer =>
  bytes({
    ...links,
    login: {
      identityProviders: providers.map(({ id, protocol, issuer, cli }) => ({
        id,
        protocol,
        issuer,
        ...(cli && { cli: { clientId: cli.clientId, scope: cli.scope } }),
      })),
    },
  });
