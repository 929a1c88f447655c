// SPDX-License-Identifier: Apache-2.0
// A member in maintenance: announced by an operator, told to everybody. What is there goes on; nothing is placed there any more,
// and where the operator wants it so, nothing new is made. It ends when the operator says so, not by itself.
import { GatewayError } from './errors.ts';

export interface Notice {
  /** For users: what is being done. */
  readonly reason: string;
  /** Epoch milliseconds; absent of what the configuration says. */
  readonly since?: number;
  /** Epoch milliseconds: the end as it was announced. Past it the maintenance goes on until it is taken back. */
  readonly until?: number;
  readonly refuseCreates: boolean;
}

/** Asked on every request: an answer costs a look into a map. */
export interface Maintenance {
  cloud(id: string): Notice | undefined;
  /** Its own, or that of its cloud. */
  cluster(of: { readonly id: string; readonly cloud: string }): Notice | undefined;
}

export const NO_MAINTENANCE: Maintenance = { cloud: () => undefined, cluster: () => undefined };

export const LONGEST_REASON = 200;

/** A sentence that says what is wrong with it; undefined where it is right. It ends up in terminals, answers and logs. */
export function reasonFault(reason: string): string | undefined {
  if (reason.trim() === '') return 'must say what is being done';
  if (reason.length > LONGEST_REASON) return `must be at most ${LONGEST_REASON} characters`;
  // Line ends, escapes and marks that turn the direction of what follows.
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(reason) ? 'must be one line without control characters' : undefined;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339, with its offset: an hour that is somebody's own would be another one to its readers. */
export function momentOf(text: string): number | undefined {
  const at = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** As the SCS API has it. */
export interface ShownNotice {
  readonly reason: string;
  readonly startedAt: string | null;
  readonly endsAt: string | null;
  readonly refusesCreates: boolean;
}

export const shownNotice = ({ reason, since, until, refuseCreates }: Notice): ShownNotice => ({
  reason,
  startedAt: since === undefined ? null : new Date(since).toISOString(),
  endsAt: until === undefined ? null : new Date(until).toISOString(),
  refusesCreates: refuseCreates,
});

export const noticeWords = ({ reason, until, refuseCreates }: Notice): string =>
  `in maintenance: ${reason}${until === undefined ? '' : `, until ${iso(until)}`}${refuseCreates ? '; nothing new is made' : ''}`;

export const MAINTENANCE_HEADER = 'x-scs-maintenance';

/** One member of a list (RFC 9651 §3.1). The reason may be in any language, which no field can carry to all clients. */
export const noticeField = (id: string, { until }: Notice): string =>
  until === undefined ? id : `${id};until="${iso(until)}"`;

const SHORTEST = 60;
const LONGEST = 3_600;

/** Whole seconds; of an end that nobody knows, a minute. */
function retryAfter({ until }: Notice, now: number): number {
  const left = until === undefined ? SHORTEST : Math.ceil((until - now) / 1000);
  return Math.min(LONGEST, Math.max(SHORTEST, left));
}

/** `retry`: instead of until the end that was announced, where a client repeats what it is told to by itself. */
export const createRefused = (cloud: string, notice: Notice, now: number, retry?: number): GatewayError =>
  new GatewayError('memberMaintenance', {
    cloud,
    message: `The member cloud ${cloud} is ${noticeWords(notice)}.`,
    retryAfter: retry ?? retryAfter(notice, now),
  });
