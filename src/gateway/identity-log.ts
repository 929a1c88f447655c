// SPDX-License-Identifier: Apache-2.0
// What an operator is told about logins: refusals, issuers that do not answer, and logins that lead nowhere, since they
// have no groups or no projects. The last two are said once per user and reason in ten minutes.
import type { FastifyBaseLogger } from 'fastify';
import type { CheckOutcome } from '../federation/identity/index.ts';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/identity.ts';
import { createSeldom } from './log-lines.ts';
import type { Metrics } from './metrics.ts';

/** What each cloud of the federation said, by its id: `none`, `refused`, or why it did not answer. */
export type NoProjects = Readonly<Record<string, string>>;

export interface IdentityLog {
  onCheck(outcome: CheckOutcome): void;
  onNoProjects(principal: Principal, clouds: NoProjects): void;
}

export function createIdentityLog(deps: {
  readonly log: () => FastifyBaseLogger;
  readonly metrics: () => Pick<Metrics, 'identityCheck'>;
  readonly now: Clock;
}): IdentityLog {
  const { log, metrics, now } = deps;
  const saysAgain = createSeldom({ now });
  return {
    onCheck({ provider, outcome, reason, ...rest }) {
      metrics().identityCheck(provider, outcome, reason);
      if (outcome === 'ok') {
        const { groups } = rest as { readonly groups?: object };
        if (groups !== undefined) log().debug({ provider, ...groups }, 'groups of a login');
        return;
      }
      const fields = { provider, outcome, reason, ...rest };
      if (outcome === 'clock') {
        if (saysAgain(`${provider} clock`)) log().warn(fields, 'the clock of an identity provider is off');
        return;
      }
      if (!('user' in fields)) log().warn(fields, 'identity check');
      else if (saysAgain(`${fields.user} ${reason}`)) log().warn(fields, 'login without groups');
    },
    onNoProjects({ id: user, groups, identityProvider: provider, noGroups }, clouds) {
      if (!saysAgain(`${user} projects`)) return;
      log().warn(
        { provider, user, groups: groups.length, ...(noGroups && { reason: noGroups }), clouds },
        'login without projects',
      );
    },
  };
}
