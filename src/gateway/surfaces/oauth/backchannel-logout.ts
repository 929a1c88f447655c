// SPDX-License-Identifier: Apache-2.0
// Where identity providers tell of logouts (OpenID Connect Back-Channel Logout 1.0 §2.5): a form with one signed token, which
// alone says who tells of whom. No cookie and no token of a user is read here, so that no page can make a browser do more
// than anybody can. Failures count for the address, apart from those of logins, and refuse no token that is right.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BackChannelLogout } from '../../../federation/back-channel-logout.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { EndedLogins } from '../../../model/identity-service.ts';
import type { Limits } from '../../limits/index.ts';
import { OAuthRefusal } from './error.ts';
import { readForm } from './form.ts';
import '../../request.ts';

export const LOGOUT = '/oauth2/backchannel-logout/:provider';

export interface LogoutDeps {
  readonly limits: Limits;
  /** Absent: nobody tells of any. */
  readonly logOut?: BackChannelLogout['logOut'];
}

export async function answerLogout(
  { limits, logOut }: LogoutDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { provider } = request.params as { readonly provider: string };
  const token = readForm(request).one('logout_token');
  if (token === undefined) throw new OAuthRefusal('invalid_request', 'The parameter logout_token is missing.');
  if (logOut === undefined) throw new GatewayError('notFound');
  const onEnding = (ended: EndedLogins): void => {
    request.logout = { provider, ...ended };
  };
  await limits
    .authenticate(request, () => logOut(provider, token, onEnding), { kind: 'logout' })
    .catch((error: unknown) => {
      // §2.8: 400, whatever is wrong with the token. The log has the reason.
      if (!(error instanceof GatewayError) || error.code !== 'unauthorized') throw error;
      const detail = error.detail ?? error.code;
      throw new OAuthRefusal('invalid_request', 'The logout token is not valid here.', { cause: error, detail });
    });
  return reply.code(200).send();
}
