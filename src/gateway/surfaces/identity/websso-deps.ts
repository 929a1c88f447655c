// SPDX-License-Identifier: Apache-2.0
// What logins in a browser need beside the identity facade's own.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserLogin } from '../../../federation/browser-login/index.ts';
import type { RefreshTokens } from '../../../federation/owner-groups/refresh-tokens.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Seal } from '../../../model/seal.ts';
import type { Store } from '../../../model/store.ts';
import type { KeptTokens } from '../../browser-logins/finish.ts';

export interface WebSsoDeps {
  /** Providers with a login in a browser. As the others a function: the configuration may change at runtime. */
  readonly logins: () => readonly BrowserLogin[];
  readonly trustedDashboards: () => readonly string[];
  readonly sendReferrer: () => boolean;
  readonly seal: Seal;
  readonly store: Pick<Store, 'add'>;
  readonly now: Clock;
  /** Absent: none is kept. */
  readonly loginTokens?: KeptTokens;
  /** What becomes of the refresh token that a login has brought. Absent: nothing. */
  readonly refreshTokens?: Pick<RefreshTokens, 'left'>;
  /** Takes the answers of logins that the gateway's own pages have begun. Absent: it has none. */
  readonly portal?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}
