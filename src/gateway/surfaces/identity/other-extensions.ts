// SPDX-License-Identifier: Apache-2.0
// Keystone's other ways to log in and its removed extensions, which the gateway does not have: each with the answer that
// Keystone gives where nothing of the kind is set up. None reads a credential, so that none needs a limit of its own.
import type { FastifyInstance } from 'fastify';
import { type ErrorCode, GatewayError } from '../../../model/errors.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { keystoneRoute } from './refusals.ts';
import { type Handler, json, type Method } from './resource.ts';
import '../../request.ts';

interface Answer {
  readonly code: ErrorCode;
  readonly message?: string;
  /** Whether strangers get 401 instead. */
  readonly token?: true;
}

const UNAUTHENTICATED = 'The request you have made requires authentication.';
const NO_PKI: Answer = {
  code: 'gone',
  message: 'This API is no longer available due to the removal of support for PKI tokens.',
};
const NO_OAUTH1: Answer = { code: 'unauthorized', message: `${UNAUTHENTICATED} There are no OAuth 1 consumers here.` };
const NO_PROVIDER: Answer = { code: 'notFound', message: 'Could not find Service Provider.' };
// Keystone before CVE-2025-65073 answers strangers too.
const NO_EC2: Answer = { code: 'notFound', message: 'EC2 access key not found.', token: true };

const ANSWERS: Readonly<Record<string, Partial<Record<Method, Answer>>>> = {
  '/OS-SIMPLE-CERT/ca': { GET: NO_PKI },
  '/OS-SIMPLE-CERT/certificates': { GET: NO_PKI },
  '/auth/tokens/OS-PKI/revoked': { GET: { code: 'forbidden' } },
  '/OS-OAUTH1/request_token': { POST: NO_OAUTH1 },
  '/OS-OAUTH1/access_token': { POST: NO_OAUTH1 },
  '/auth/OS-FEDERATION/saml2': { POST: NO_PROVIDER },
  '/auth/OS-FEDERATION/saml2/ecp': { POST: NO_PROVIDER },
  '/OS-FEDERATION/saml2/metadata': { GET: { code: 'notFound', message: 'There is no SAML metadata here.' } },
  '/ec2tokens': { POST: NO_EC2 },
  '/s3tokens': { POST: NO_EC2 },
  '/users/:id/password': {
    POST: {
      code: 'unauthorized',
      message: `${UNAUTHENTICATED} Users have no password here: change it at the identity provider.`,
    },
  },
};

export function otherExtensions(app: FastifyInstance, deps: IdentityDeps): void {
  const answering =
    ({ code, message, token }: Answer): Handler =>
    async (request) => {
      if (token) await authenticate(deps, request);
      throw new GatewayError(code, message === undefined ? {} : { message });
    };
  for (const [path, answers] of Object.entries(ANSWERS)) {
    const handlers = Object.entries(answers).map(([method, answer]) => [method, answering(answer)] as const);
    keystoneRoute(app, deps, path, Object.fromEntries(handlers));
  }

  // OAuth 2.0's own errors (RFC 6749 §5.2): clients read `error`.
  keystoneRoute(app, deps, '/OS-OAUTH2/token', {
    POST: async (request, reply) => {
      const grant = new URLSearchParams(request.body instanceof Buffer ? request.body.toString('utf8') : '').get(
        'grant_type',
      );
      const [status, error, description] = oauth2(grant);
      request.failure = status === 401 ? 'unauthorized' : 'badRequest';
      request.reason = `OAuth 2.0: ${error}`;
      if (status === 401) reply.header('www-authenticate', `Keystone uri="${v3Url(deps)}"`);
      return json(reply.code(status), { error, error_description: description });
    },
  });
}

function oauth2(grant: string | null): readonly [number, string, string] {
  if (grant === null || grant === '') return [400, 'invalid_request', 'The parameter grant_type is required.'];
  if (grant !== 'client_credentials') {
    return [400, 'unsupported_grant_type', `The parameter grant_type ${grant.slice(0, 64)} is not supported.`];
  }
  return [401, 'invalid_client', 'Client authentication failed.'];
}
