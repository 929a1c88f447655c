// SPDX-License-Identifier: Apache-2.0
// What a log of the gateway says of one user: failed requests, logins that lead nowhere, and, of nobody in particular, tokens
// that were refused, since whose they are nobody knows.
import { type LogLine, lastLines, readLine } from './log-tail.ts';

/** Bytes of the log's end. */
const MOST = 32 * 1024 * 1024;
/** Lines that are told, of each kind. */
const TOLD = 20;

export interface LogSays {
  readonly of: 'user' | 'nobody in particular';
  readonly time: string;
  readonly what: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** `user`: name, `domain/name`, or the id. */
export async function explainLog(path: string, user: string): Promise<LogSays[]> {
  const lines = (await lastLines(path, MOST)).map(readLine).filter((line) => line !== undefined);
  const ids = new Set([user]);
  for (const line of lines) if (isCalled(line.user, user) && typeof line.userId === 'string') ids.add(line.userId);
  const ofUser = lines.filter((line) =>
    [line.user, line.userId].some((one) => isCalled(one, user) || ids.has(String(one))),
  );
  const troubles = ofUser.filter(({ msg, status }) => msg !== 'request' || Number(status) >= 400);
  // Beside a login that failed stands why a cloud was left out, by the time alone.
  const refused = lines.filter(({ msg, outcome }) => msg === 'identity check' || outcome === 'unavailable');
  const sessions = lines.filter(({ msg }) => msg === 'session failed' || msg === 'member left out');
  return [
    ...troubles.slice(-TOLD).map((line) => says('user', line)),
    ...[...refused.slice(-TOLD), ...sessions.slice(-TOLD)].map((line) => says('nobody in particular', line)),
  ];
}

const isCalled = (value: unknown, user: string): boolean =>
  typeof value === 'string' && (value === user || value.endsWith(`/${user}`));

const HIDDEN = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'user', 'userId']);

function says(of: LogSays['of'], { time, msg, ...rest }: LogLine): LogSays {
  const at = new Date(typeof time === 'number' ? time : Number.NaN);
  const fields = Object.entries(rest).flatMap(([key, value]): [string, string][] =>
    HIDDEN.has(key) ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)]],
  );
  return {
    of,
    time: Number.isNaN(at.getTime()) ? 'at an unknown time' : at.toISOString(),
    what: String(msg),
    fields: Object.fromEntries(fields),
  };
}
