// SPDX-License-Identifier: Apache-2.0
// Once a second all connections are looked at: what has not begun, does not go on, is not read or does nothing ends in a
// bounded time. Timers of their own for each connection and request would cost every request something; this costs none.

import type { ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { breakOff } from '../../http/client-stream.ts';
import type { ConnectionLimits } from '../../model/limits.ts';
import { addressKey } from '../limits/address.ts';
import { type Answer, type Connection, headOf, unsentOf } from './connection.ts';
import type { Refusal, Refuse } from './refusals.ts';
import { close, NOTICE, retire } from './retire.ts';

export interface SweepDeps {
  readonly connections: () => ReadonlySet<Connection>;
  readonly limits: () => ConnectionLimits;
  readonly refuse: Refuse;
  /** The gateway is about to stop. */
  readonly leaving: () => boolean;
  readonly now: () => number;
}

/** PING and SETTINGS between two sweeps: Go's clients send one in 30 s, gRPC's in 10 s. */
const MOST_FRAMES = 100;
/** For what is under way, after GOAWAY. */
const FAREWELL = 5_000;
const MIB = 1024 * 1024;

/** Gives the bytes that wait for clients, and for the rest of a head. */
export function sweep({ connections, limits, refuse, leaving, now }: SweepDeps): number {
  const most = limits();
  const at = now();
  let total = 0;
  const waiting: { readonly one: Connection; readonly unsent: number }[] = [];
  const end = (one: Connection, reason: Refusal): void => {
    refuse(reason, one.address?.key ?? addressKey(one.socket.remoteAddress));
    // With the reason, where there is a session that can say it (RFC 9113 §6.8).
    if (one.session !== undefined && !one.session.destroyed) one.session.destroy(undefined, CODES[reason] ?? NONE);
    one.socket.destroy();
  };
  for (const one of connections()) {
    const overdue = overdueOf(one, most, at);
    if (overdue !== undefined) {
      end(one, overdue);
      continue;
    }
    const reason = one.retiredAt === undefined ? retirement(one, most, at) : undefined;
    if (reason !== undefined) refuse(reason, '');
    if (reason !== undefined || leaving()) retire(one, at);
    else if (one.retiredAt !== undefined && at - one.retiredAt >= NOTICE) close(one, at);
    one.frames = 0;
    let unsent = headOf(one, most.headSize * 1024);
    let first = true;
    for (const [response, answer] of one.answers) {
      const length = unsentOf(response);
      unsent += length + answer.held();
      // Over HTTP/1.1, those behind the first wait for it.
      if (first || one.session !== undefined)
        if (isStuck(response, answer, length, at, most.stall)) {
          refuse('stall', one.address?.key ?? addressKey(one.socket.remoteAddress));
          breakOff(response);
        }
      first = false;
    }
    if (unsent > most.unsent * MIB) {
      end(one, 'unsent');
      continue;
    }
    total += unsent;
    if (unsent > 0) waiting.push({ one, unsent });
  }
  if (total <= most.unsentTotal * MIB) return total;
  // Strangers first, or many of them with a little each would close whoever is known and reads much.
  waiting.sort((a, b) => Number(a.one.known) - Number(b.one.known) || b.unsent - a.unsent);
  for (const { one, unsent } of waiting) {
    if (total <= most.unsentTotal * MIB) break;
    end(one, 'unsentTotal');
    total -= unsent;
  }
  return total;
}

const NONE = constants.NGHTTP2_NO_ERROR;
const CODES: Readonly<Partial<Record<Refusal, number>>> = {
  settings: constants.NGHTTP2_SETTINGS_TIMEOUT,
  frames: constants.NGHTTP2_ENHANCE_YOUR_CALM,
  unsent: constants.NGHTTP2_ENHANCE_YOUR_CALM,
  unsentTotal: constants.NGHTTP2_ENHANCE_YOUR_CALM,
};

/** What should have come by now. */
function overdueOf(one: Connection, most: ConnectionLimits, at: number): Refusal | undefined {
  if (one.closingAt !== undefined && one.answers.size === 0 && at - one.closingAt > FAREWELL) return 'idle';
  if (one.secureAt === undefined) {
    if (at - one.openedAt <= most.handshake) return undefined;
    return one.nameless ? 'proxyHeader' : 'handshake';
  }
  if (one.frames > MOST_FRAMES) return 'frames';
  if (one.session !== undefined) {
    if (!one.prefaced && at - one.secureAt > most.handshake) return 'preface';
    if (one.session.pendingSettingsAck && at - one.secureAt > most.head && one.requests === 0) return 'settings';
  }
  if (one.requests === 0 && !one.upgraded && at - one.secureAt > most.head) return 'head';
  return undefined;
}

/**
 * Why its client should go on by another one. Idle connections of HTTP/1.1 have Node's own time, which a response's
 * `Keep-Alive` tells.
 */
function retirement(one: Connection, { idle, age }: ConnectionLimits, at: number): Refusal | undefined {
  if (one.upgraded) return undefined;
  if (at - one.openedAt > age * one.jitter) return 'age';
  return one.session !== undefined && one.answers.size === 0 && at - one.idleSince > idle ? 'idle' : undefined;
}

/** Whether nothing more of an answer that is ready could be sent for too long. */
function isStuck(response: ServerResponse, answer: Answer, length: number, at: number, stall: number): boolean {
  // What a member is still sending is watched by the relay.
  if (length === 0 || !(answer.ours || response.writableEnded)) {
    answer.stuck = undefined;
    return false;
  }
  if (answer.stuck === undefined) {
    answer.stuck = { since: at, length };
    if (!answer.watched)
      response.on('drain', () => {
        answer.stuck = undefined;
      });
    answer.watched = true;
    return false;
  }
  if (length < answer.stuck.length) {
    answer.stuck.since = at;
    answer.stuck.length = length;
    return false;
  }
  return at - answer.stuck.since > stall;
}
