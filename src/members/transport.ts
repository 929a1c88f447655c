// SPDX-License-Identifier: Apache-2.0
// The connections to one member: an undici pool with limits of time and size, a breaker for each origin, slots.
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import type { Clock } from '../model/clock.ts';
import type { GatewayError } from '../model/errors.ts';
import type { Intake } from '../model/intake.ts';
import type { Places, Rate, SlotKind } from '../model/limits.ts';
import type { Reach, ReachFault } from '../model/may-name.ts';
import type { HeldUp, MemberTransport, Outcome } from '../model/member.ts';
import type { Tracing } from '../model/tracing.ts';
import { type AskedBreaker, type BreakerOptions, createBreaker } from './breaker.ts';
import { call, type Received } from './call.ts';
import { isOurs, outcomeOf } from './guarded.ts';
import { createConnectGuard, guardedConnector } from './guarded-connect.ts';
import { joined } from './headers.ts';
import { createIntake } from './intake.ts';
import { createPlaces } from './places.ts';
import type { Served } from './served-certificates.ts';
import { shareOf } from './shares.ts';
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
    /** Absent: three times `headers`. */
    readonly writes?: number;
    readonly idle: number;
    readonly login: number;
    /** For a connection to come free. */
    readonly queue?: number;
  };
  readonly breaker: BreakerOptions;
  /** Requests in flight at a time, by kind. Absent: as many as come. */
  readonly slots?: Readonly<Record<SlotKind, number>>;
  /** What one user may have of them, and never more than half. */
  readonly perUser?: Partial<Readonly<Record<SlotKind, number>>>;
  /** Bytes that an upload has to bring at least. */
  readonly minRate?: Rate | undefined;
}

/** Creating takes longer than reading, and what was given up in between is there all the same. */
const WRITES = 3;

/** A catalogue names a few; one whose hosts change all the time must not fill the memory. */
const MAX_ORIGINS = 256;

const UNLIMITED = { request: Infinity, stream: Infinity, own: Infinity };

export interface TransportDeps {
  readonly now: Clock;
  /** Of the process; one of its own where absent. */
  readonly intake?: Intake | undefined;
  /** Absent: whatever it is told to connect to. */
  readonly reach?: Reach;
  readonly onRefused?: ((fault: ReachFault, host: string) => void) | undefined;
  /** Instead of the system's. */
  readonly resolve?: LookupFunction | undefined;
  /** The gateway's name in `Via`. */
  readonly pseudonym?: string | undefined;
  readonly heldUp?: HeldUp | undefined;
  readonly tracing?: Tracing | undefined;
  /** A new connection, or one that failed by its certificate. */
  readonly onServed?: ((served: Served) => void) | undefined;
}

const ANYWHERE: Reach = { ofUrl: () => undefined, ofAddress: () => undefined };

export function createTransport(options: TransportOptions, deps: TransportDeps): MemberTransport {
  const { cloud, timeouts } = options;
  const { reach = ANYWHERE, onRefused, resolve, pseudonym, onServed } = deps;
  const guard = createConnectGuard({ reach, cloud, onRefused, resolve });
  const dispatcher = new Agent({
    connections: options.connections,
    pipelining: 1,
    connect: guardedConnector(guard, { timeout: timeouts.connect, allowH2: false, ...options.tls }, onServed),
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.idle,
    keepAliveTimeout: 4_000,
    maxHeaderSize: MAX_HEADERS,
    allowH2: false,
  });
  const all = options.slots ?? UNLIMITED;
  const total = all.request + all.stream + all.own;
  const breakers = new Map<string, AskedBreaker>();
  const places = new Map<string, Places>();
  /** At members whose breaker is open. */
  const looks = new Set<NodeJS.Timeout>();
  let closed = false;

  /** Any answer will do. Without credentials, and at the root, where every server says something. */
  const question = (origin: string): Promise<Received> =>
    call({
      cloud,
      transport,
      origin,
      method: 'GET',
      path: '/',
      headers: [],
      added: [],
      by: undefined,
      slot: 'own',
      repeatable: true,
      question: true,
      until: timeouts.login,
      limit: MAX_ANSWER,
    });

  const transport: MemberTransport = {
    dispatcher,
    breaker(origin) {
      let one = breakers.get(origin);
      if (one === undefined) {
        let looking = false;
        const look = (ms = options.breaker.cooldown): void => {
          // A member that answers and fails by turns opens it again and again; a replaced transport asks nobody.
          if (looking || closed) return;
          looking = true;
          const timer = setTimeout(() => {
            looks.delete(timer);
            looking = false;
            if (breakers.get(origin) !== created) return;
            const again = created.lookAgain();
            if (again !== undefined) look(again);
            // Whoever comes after all finds out anew.
            else if (created.state !== 'closed') breakers.delete(origin);
          }, ms).unref();
          looks.add(timer);
        };
        const ask = (): void => {
          const since = deps.heldUp?.clock() ?? 0;
          const outcome = question(origin).then(
            (): Outcome => 'succeeded',
            (error: GatewayError) => (isOurs(error, deps.heldUp, since) ? 'abandoned' : outcomeOf(error)),
          );
          // Nobody else's words were in it.
          void outcome.then((said) => created.answered(said === 'suspected' ? 'failed' : said));
        };
        const created: AskedBreaker = createBreaker(options.breaker, deps.now, ask, () => look());
        one = created;
        makeRoom(breakers);
        breakers.set(origin, one);
      }
      return one;
    },
    breakers: () => breakers,
    guard,
    moved: new Map(),
    mark: pseudonym === undefined ? [] : ['via', `1.1 ${pseudonym}`],
    slots: createSlots(all, shares(all, options.perUser)),
    places(origin) {
      if (options.connections >= total) return undefined;
      let one = places.get(origin);
      if (one === undefined) {
        one = createPlaces({ connections: options.connections, patience: timeouts.queue ?? timeouts.connect });
        makeRoom(places);
        places.set(origin, one);
      }
      return one;
    },
    ...(options.minRate === undefined ? {} : { minRate: options.minRate }),
    limits: { ...timeouts, writes: timeouts.writes ?? WRITES * timeouts.headers },
    intake: deps.intake ?? createIntake(),
    heldUp: deps.heldUp,
    tracing: deps.tracing,
    async call({ method, url, headers = {}, body, by }) {
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
        by,
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
    close() {
      closed = true;
      for (const timer of looks) clearTimeout(timer);
      return dispatcher.close();
    },
  };
  return transport;
}

/** The oldest goes: of the origins that are still asked for, the next request makes a new one. */
function makeRoom(byOrigin: Map<string, unknown>): void {
  if (byOrigin.size < MAX_ORIGINS) return;
  for (const oldest of byOrigin.keys()) {
    byOrigin.delete(oldest);
    return;
  }
}

/** Where nothing is configured, one user may have half. */
const shares = (
  all: Readonly<Record<SlotKind, number>>,
  perUser: TransportOptions['perUser'] = {},
): Record<SlotKind, number> => ({
  request: shareOf(all.request, perUser.request),
  stream: shareOf(all.stream, perUser.stream),
  own: shareOf(all.own, perUser.own),
});
