// SPDX-License-Identifier: Apache-2.0
// The audit stream as the end of every request sees it: called in one place for all surfaces (plugins/record.ts), it looks up
// the request's kind and writes who, what, where and with which outcome. It never throws: a defect here costs an event, which is
// counted, and no request.
import type { IncomingMessage } from 'node:http';
import type { AuditEvent, AuditOutcome } from '../../audit/event.ts';
import { bounded, LONGEST_PATH } from '../../audit/event.ts';
import type { Clock } from '../../model/clock.ts';
import { shownPath } from '../shown-path.ts';
import { initiatorOf } from './initiator.ts';
import { AUDIT_KINDS, type AuditKind, type Found, kindOf, kindOpened, type Seen } from './kinds.ts';
import { changesOf, targetOf } from './target.ts';
import '../request.ts';

interface Ended extends Seen {
  /** The client left before it had all of the answer. */
  readonly aborted: boolean;
  /** Milliseconds. */
  readonly ms: number;
}

export interface AuditRecord {
  ended(request: Ended): void;
  /** A connection has become a tunnel. */
  opened(request: Omit<Seen, 'status'>): void;
  /** The gateway itself has ended the logins of a user, in the course of no request of theirs. */
  endedUser(user: string, why: Ending): void;
}

/** Why, as `reason.reasonCode` says it. */
type Ending = 'owner-gone' | 'groups-lost' | 'many-tokens';

export interface AuditRecordDeps {
  readonly record: (event: AuditEvent) => void;
  /** The whole address of the client. */
  readonly clientOf: (raw: IncomingMessage) => string | undefined;
  readonly now: Clock;
  /** An event that could not be written: a defect. */
  readonly onDefect: (error: unknown) => void;
}

const SWITCHED = 101;

export function createAuditRecord({ record, clientOf, now, onDefect }: AuditRecordDeps): AuditRecord {
  function write(seen: Seen, found: Found, outcome: AuditOutcome, duration?: number): void {
    const { request, path } = seen;
    const { failure, operation, method } = request;
    const status = operation?.status ?? seen.status;
    const changes = changesOf(request);
    record({
      ...found,
      at: now(),
      outcome,
      reason: { status, code: failure },
      initiator: initiatorOf(request, clientOf(request.raw)),
      target: targetOf(seen, found),
      method,
      path: shownPath(path, LONGEST_PATH),
      ...(duration !== undefined && { duration }),
      ...(changes !== undefined && { attachments: { changes } }),
    });
  }
  return {
    ended(seen) {
      try {
        const found = kindOf(seen);
        if (found === undefined) return;
        const { aborted, ms } = seen;
        const tunnel = seen.status === SWITCHED;
        write(
          seen,
          found,
          tunnel ? 'success' : outcomeOf(seen.request.operation?.status ?? seen.status, aborted),
          tunnel ? ms : undefined,
        );
      } catch (error) {
        onDefect(error);
      }
    },
    opened(request) {
      try {
        const found = kindOpened(request);
        if (found !== undefined) write({ ...request, status: SWITCHED }, found, 'success');
      } catch (error) {
        onDefect(error);
      }
    },
    endedUser(user, why) {
      const kind = 'revocation' satisfies AuditKind;
      const target = `{"typeURI":"${AUDIT_KINDS[kind].target}"${bounded('id', user)}${bounded('user', user)}}`;
      try {
        record({ kind, at: now(), action: 'revoke', outcome: 'success', reason: { ending: why }, target });
      } catch (error) {
        onDefect(error);
      }
    },
  };
}

/** What a client has not waited for may have been done: then nobody here knows. */
function outcomeOf(status: number, aborted: boolean): AuditOutcome {
  if (status >= 400) return 'failure';
  return aborted ? 'unknown' : 'success';
}
