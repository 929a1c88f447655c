// SPDX-License-Identifier: Apache-2.0
// What an operator is told about revocations, in the log and in the audit stream: those in the shared state that cannot be any,
// and what nobody has asked for.
import type { FastifyBaseLogger } from 'fastify';
import type { RevocationsDeps } from '../federation/revocations.ts';
import type { Principal } from '../model/identity.ts';
import type { AuditRecord } from './audit/index.ts';
import { createSeldom } from './log-lines.ts';
import type { Metrics } from './metrics.ts';

/** Milliseconds between two lines: whoever writes such things may write many. The metric counts each. */
const TELL_EVERY = 10_000;

export function createRevocationLog(deps: {
  readonly log: () => FastifyBaseLogger;
  readonly metrics: () => Pick<Metrics, 'implausibleRevocation' | 'revocationsFolded'>;
  readonly audit: () => { readonly record?: Pick<AuditRecord, 'endedUser'> };
  readonly now: () => number;
}): Required<Pick<RevocationsDeps, 'onImplausible' | 'onFolded'>> & {
  groupsLost(principal: Principal, lost: number): void;
} {
  const { log, metrics, audit, now } = deps;
  const saysAgain = createSeldom({ now, every: TELL_EVERY });
  return {
    onImplausible(outcome, detail) {
      metrics().implausibleRevocation(outcome);
      if (saysAgain('implausible')) log().warn({ outcome, detail }, 'implausible revocation in the shared state');
    },
    onFolded(userId, tokens) {
      metrics().revocationsFolded();
      log().warn({ userId, tokens }, 'very many revoked tokens of one user: all of the logins are revoked instead');
      audit().record?.endedUser(userId, 'many-tokens');
    },
    groupsLost({ id: userId }, lost) {
      log().info({ userId, lost }, 'a login shows fewer groups than the one before: earlier logins are revoked');
      audit().record?.endedUser(userId, 'groups-lost');
    },
  };
}
