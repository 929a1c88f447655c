// SPDX-License-Identifier: Apache-2.0
// The end of a login in a browser, whoever has begun it: the provider's answer becomes a gateway token, and what the provider
// has given beside it is kept under the login's audit id.
import type { FastifyRequest } from 'fastify';
import type { BrowserLogin } from '../../federation/browser-login/index.ts';
import { OWN_TOKENS } from '../../federation/login-tokens.ts';
import type { RefreshTokens } from '../../federation/owner-groups/refresh-tokens.ts';
import { defined } from '../../model/defined.ts';
import type { IssuedToken } from '../../model/identity.ts';
import type { IdentityService } from '../../model/identity-service.ts';
import type { Limits } from '../limits/index.ts';
import type { BegunLogin } from './attempt.ts';
import '../request.ts';

/** Tokens of the provider that a login leaves for later, under its audit id. */
export interface KeptTokens {
  keep(login: string, what: string, kept: { readonly token: string; readonly until: number }): Promise<void>;
  of(login: string, what: string): Promise<{ readonly token: string } | undefined>;
  forget(login: string, whats: Iterable<string>): Promise<void>;
}

export interface FinishDeps {
  readonly identityService: Pick<IdentityService, 'authenticate' | 'issue'>;
  readonly limits: Pick<Limits, 'authenticate' | 'admit'>;
  /** Absent: none is kept. */
  readonly loginTokens?: KeptTokens | undefined;
  /** What becomes of the refresh token that a login has brought. Absent: nothing. */
  readonly refreshTokens?: Pick<RefreshTokens, 'left'> | undefined;
}

/** `redirectUri`: where the browser has come back to. */
export async function finishLogin(
  deps: FinishDeps,
  request: FastifyRequest,
  login: BrowserLogin,
  begun: BegunLogin,
  redirectUri: string,
): Promise<IssuedToken> {
  const { identityService, limits } = deps;
  const { tokens, proven } = await limits.authenticate(request, async () => {
    const tokens = await login.finish(queryOf(request), begun, redirectUri);
    return { tokens, proven: await identityService.authenticate(login.id, login.protocol, tokens.bearer) };
  });
  const { principal, notAfter, login: left } = proven;
  request.caller = { principal, scope: { kind: 'unscoped' } };
  limits.admit(request, 'login');
  const methods = [login.protocol];
  // Under the audit id by which something was kept for clouds, so that it is found, and goes with the login.
  const issued = await identityService.issue(
    { principal, methods, ...defined({ notAfter, login: left }) },
    { kind: 'unscoped' },
  );
  request.caller = issued.caller;
  const { expiresAt: until, auditIds } = issued.caller;
  const { idToken: token, refreshToken } = tokens;
  if (refreshToken !== undefined) {
    const left = { user: principal.id, login: auditIds[0], until, provider: login.id, client: 'login' } as const;
    // Without it the owner of a credential is known by logins alone.
    await deps.refreshTokens?.left({ ...left, token: refreshToken }).catch(() => undefined);
  }
  // Without it a logout asks at the provider, and nothing else is lost.
  if (token !== undefined)
    await deps.loginTokens?.keep(auditIds[0], OWN_TOKENS.id, { token, until }).catch(() => undefined);
  return issued;
}

const queryOf = ({ raw: { url = '' } }: FastifyRequest): string => url.slice(url.indexOf('?') + 1);
