// SPDX-License-Identifier: Apache-2.0
// /v3/auth/tokens: log in (POST), show (GET, HEAD) and revoke (DELETE) gateway tokens.
import type { FastifyInstance } from 'fastify';
import { notKept, revokedAndNotKept } from '../../../federation/not-kept.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { IssuedToken } from '../../../model/identity.ts';
import { parseTokenRequest } from './auth-request.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, serviceAt } from './deps.ts';
import { refused } from './error.ts';
import { type IdentityMethod, offeredOf } from './identity-method.ts';
import { jsonObject } from './json-body.ts';
import { logIn } from './log-in.ts';
import { type IdentityRequest, resource } from './resource.ts';
import { answerToken } from './token-answer.ts';
import { waysIn } from './ways-in.ts';

export const tokensBy =
  (methods: readonly IdentityMethod[]) =>
  (app: FastifyInstance, deps: IdentityDeps): void => {
    const { identityService } = deps;
    resource(app, '/identity/v3/auth/tokens', {
      POST: async (request, reply) => {
        const body = jsonObject(request.body, request.headers['content-type']);
        return logIn(
          deps,
          request,
          reply,
          parseTokenRequest(body, offeredOf(methods, deps), () => waysIn(deps, methods)),
        );
      },
      GET: async (request, reply) =>
        answerToken(serviceAt(deps, request), await subjectOf(deps, request, 'validate_token'), request, reply),
      DELETE: async (request, reply) => {
        const subject = await subjectOf(deps, request, 'revoke_token').catch((error: unknown) => {
          throw revokedAndNotKept(error, identityService) ? notKept(error) : error;
        });
        request.object = subject.caller.auditIds[0];
        await identityService.revoke(subject.caller);
        return reply.code(204).send();
      },
    });
  };

/**
 * The token that the request is about. Keystone lets users see and revoke their own tokens, and administrators those of
 * others; the gateway has no administrators.
 */
async function subjectOf(
  deps: IdentityDeps,
  request: IdentityRequest,
  action: 'validate_token' | 'revoke_token',
): Promise<IssuedToken> {
  // Revoking is never rate limited: a stolen token must be revocable even while the thief uses up its owner's quota.
  const caller = await authenticate(deps, request, action === 'revoke_token' ? 'uncounted' : 'read');
  const token = request.headers['x-subject-token'];
  if (typeof token !== 'string' || token === '') throw refused(action);
  const subject = await deps.identityService.verify(token).catch((error: unknown) => {
    throw error instanceof GatewayError && error.status === 401 ? noSuchToken(error) : error;
  });
  if (subject.principal.id !== caller.principal.id) throw refused(action);
  return { token, caller: subject };
}

/** A bad subject is 404 and not 401: on a 401, clients would log in again and retry. */
const noSuchToken = (cause: GatewayError): GatewayError =>
  new GatewayError('notFound', {
    message: 'Failed to validate token',
    cause,
    ...(cause.detail === undefined ? {} : { detail: `subject token: ${cause.detail}` }),
  });
