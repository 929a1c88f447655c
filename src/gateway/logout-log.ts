// SPDX-License-Identifier: Apache-2.0
// What an operator is told of logouts that identity providers have told of. Refused ones are in the log as identity checks.
import type { FastifyBaseLogger } from 'fastify';
import type { BackChannelLogoutDeps } from '../federation/back-channel-logout.ts';
import type { Clock } from '../model/clock.ts';
import type { Metrics } from './metrics.ts';

export interface LogoutLogDeps {
  readonly log: () => FastifyBaseLogger;
  readonly metrics: () => Pick<Metrics, 'loggedOut'>;
  readonly now: Clock;
}

export const logoutLog =
  ({ log, metrics }: LogoutLogDeps): BackChannelLogoutDeps['onLogout'] =>
  ({ provider, outcome, by, user }) => {
    metrics().loggedOut(provider, outcome);
    // The line of the identity check has the reason.
    if (outcome === 'refused') return;
    const fields = { provider, outcome, by, ...(user !== undefined && { user }) };
    if (outcome === 'ended') log().info(fields, 'an identity provider has told of a logout');
    else log().warn(fields, 'a logout that an identity provider has told of');
  };
