// SPDX-License-Identifier: Apache-2.0
// The connections to one member: an undici pool with limits of time and size, a breaker for each origin, slots.
import { Agent } from 'undici';
import type { Clock } from '../model/clock.ts';
import type { Intake } from '../model/intake.ts';
import type { SlotKind } from '../model/limits.ts';
import type { Breaker, MemberTransport } from '../model/member.ts';
import { type BreakerOptions, createBreaker } from './breaker.ts';
import { call } from './call.ts';
import { joined } from './headers.ts';
import { createIntake } from './intake.ts';
import { checkShape } from './sliced-json.ts';
import { createSlots } from './slots.ts';

/** Of a call of the gateway's own: a login with a large catalogue has some 100 KB. */
const MAX_ANSWER = 4 * 1024 * 1024;
/** What is shorter becomes little, whatever it holds. */
const HARMLESS = 64 * 1024;
const MAX_HEADERS = 32 * 1024;

export interface TransportOptions {
  readonly cloud: string;
  /** PEM. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly connections: number;
  /** Milliseconds. */
  readonly timeouts: {
    readonly connect: number;
    readonly headers: number;
    readonly idle: number;
    readonly login: number;
  };
  readonly breaker: BreakerOptions;
  /** Requests in flight at a time, by kind. Absent: as many as come. */
  readonly slots?: Readonly<Record<SlotKind, number>>;
}

const UNLIMITED = { request: Infinity, stream: Infinity, own: Infinity };

export interface TransportDeps {
  readonly now: Clock;
  /** Of the process; one of its own where absent. */
  readonly intake?: Intake | undefined;
}

export function createTransport(options: TransportOptions, deps: TransportDeps): MemberTransport {
  const { cloud, timeouts } = options;
  const dispatcher = new Agent({
    connections: options.connections,
    pipelining: 1,
    connect: { timeout: timeouts.connect, ...options.tls },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.idle,
    keepAliveTimeout: 4_000,
    maxHeaderSize: MAX_HEADERS,
    allowH2: false,
  });
  const breakers = new Map<string, Breaker>();
  const transport: MemberTransport = {
    dispatcher,
    breaker(origin) {
      let one = breakers.get(origin);
      if (one === undefined) {
        one = createBreaker(options.breaker, deps.now);
        breakers.set(origin, one);
      }
      return one;
    },
    breakers: () => breakers,
    slots: createSlots(options.slots ?? UNLIMITED),
    limits: timeouts,
    intake: deps.intake ?? createIntake(),
    async call({ method, url, headers = {}, body }) {
      const { origin, pathname, search } = new URL(url);
      const received = await call({
        cloud,
        transport,
        origin,
        method,
        path: `${pathname}${search}`,
        headers: [],
        // Nothing in it is a client's.
        added: Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one])),
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
        slot: 'own',
        // A login, a list, a review: whatever is asked this way may be asked twice.
        repeatable: true,
        until: timeouts.login,
        limit: MAX_ANSWER,
      });
      if (received.body.length > HARMLESS) checkShape(received.body, cloud);
      return { status: received.status, headers: joined(received.headers), body: received.body.toString('utf8') };
    },
    // Requests in flight come to their end; then the sockets close.
    close: () => dispatcher.close(),
  };
  return transport;
}
