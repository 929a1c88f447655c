// SPDX-License-Identifier: Apache-2.0
// Every request to the token endpoint, by any grant, in the order of all logins (identity/log-in.ts): the address is allowed
// to try; somebody is authenticated, or the failure counts for the address; the user is allowed to log in; a token is issued.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../model/clock.ts';
import { defined } from '../../../model/defined.ts';
import type { Limits } from '../../limits/index.ts';
import { OAuthRefusal, ofClientProof, ofProof, ofScope } from './error.ts';
import { readClient, readForm } from './form.ts';
import type { GrantDeps } from './grant.ts';
import { GRANTS } from './grants/index.ts';
import { writeScope } from './scope.ts';
import '../../request.ts';

export interface TokenEndpointDeps extends GrantDeps {
  readonly limits: Limits;
  readonly now: Clock;
}

export async function answerGrant(
  deps: TokenEndpointDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  grants = GRANTS,
): Promise<FastifyReply> {
  const { identityService, limits, now } = deps;
  limits.login(request);
  const form = readForm(request);
  const type = form.one('grant_type');
  if (type === undefined) throw new OAuthRefusal('invalid_request', 'The parameter grant_type is missing.');
  const grant = grants.find((one) => one.type === type);
  if (grant === undefined)
    throw new OAuthRefusal('unsupported_grant_type', `Offered: ${grants.map((one) => one.type).join(', ')}.`);
  const client = readClient(request, form);
  if (client !== undefined && !grant.clientAuthentication.some((way) => way !== 'none'))
    throw new OAuthRefusal('invalid_client', 'This grant is for public clients: send no secret of a client.');

  const proof = grant.read({ form, client }, deps);
  const from = limits.addressOf(request);
  const proven = await limits
    .authenticate(request, () => proof.authenticate(from), proof)
    .catch(thrown(client === undefined ? ofProof : ofClientProof));
  request.caller = proven.parent ?? { principal: proven.principal, scope: { kind: 'unscoped' } };
  limits.admit(request, 'login');
  proof.allow?.(proven);
  const { token, caller } = await identityService
    .issue(proven, proven.scope ?? proof.scope)
    .catch(thrown(client === undefined ? ofScope : ofClientProof));
  request.caller = caller;
  const body = defined({
    access_token: token,
    issued_token_type: grant.issuedTokenType,
    token_type: 'Bearer',
    expires_in: Math.floor((caller.expiresAt - now()) / 1000),
    scope: writeScope(caller.scope),
  });
  return reply.send(Buffer.from(JSON.stringify(body)));
}

const thrown =
  (told: (error: unknown) => unknown) =>
  (error: unknown): never => {
    throw told(error);
  };
