// SPDX-License-Identifier: Apache-2.0
// What every store in Redis stands on: a connection for commands, one for messages, and the heartbeat. No command waits
// longer than its timeout. After one timeout all further commands fail immediately until Redis answers again: to a
// heartbeat in the background, or to a command that was sent before. The heartbeat checks every second that Redis accepts
// writes and that published messages come back, and measures how long that takes: the timeout follows it (round-trips.ts).
import { randomUUID } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { parseRedisUrl } from '../model/redis-url.ts';
import { connectRedis, describeTarget, type RedisClient } from './redis-client.ts';
import { createRoundTrips } from './round-trips.ts';

export interface RedisLinkOptions {
  /** src/model/redis-url.ts describes its forms. Throws if it has none of them. */
  readonly url: string;
  /** Prepended to every key and channel. */
  readonly keyPrefix?: string;
  readonly now?: Clock;
  /** `up` and `down` alternate. */
  readonly onState?: (event: { readonly kind: 'up' } | { readonly kind: 'down'; readonly reason: string }) => void;
  /** Milliseconds between two heartbeats; also the timeout of one. */
  readonly beatEvery?: number;
  /** Milliseconds that Redis took to answer a heartbeat. */
  readonly onRoundTrip?: (ms: number) => void;
}

/** How long a command may wait for its answer, in ms. */
interface Wait {
  readonly timeout: number;
  /** It waits as well for the heartbeat that tells a late answer from a Redis that is away: its failure costs more than time. */
  readonly patient?: boolean;
}

export interface RedisLink {
  /** Settles when Redis is connected, or after a second without it: the gateway's start does not depend on Redis. */
  readonly opened: Promise<void>;
  readonly client: RedisClient;
  /** The same one at a Cluster. */
  readonly subscriber: RedisClient;
  /** For people, without the account. */
  readonly where: string;
  key(name: string): string;
  /** `failed` is told the reason, which is safe to log and is the message of the error that follows. */
  command<T>(send: () => Promise<T>, wait: Wait, failed: (reason: string) => void): Promise<T>;
  /** As in model/store.ts. */
  subscribe(channel: string, listener: (message: string) => void, missed?: () => void): void;
  health(): { readonly ok: boolean; readonly detail: string };
  /** Whether it is known if Redis is there: not while the first connection is being made. */
  judged(): boolean;
  close(): Promise<void>;
}

const OPENING = 1_000;
/** As long as connecting may take: until then nobody knows whether Redis is there. */
const CONNECTING = 2_000;
/** Consecutive failed heartbeats after which the connection is closed: it may hang, or lead to a demoted server. */
const GIVE_UP_AFTER = 3;

/** The messages by which ioredis reports that there was no connection to send on. */
const UNSENT = /enableOfflineQueue|^Connection is closed/;

/** Ever more rarely, but each minute. */
const givesUpAnswers = (refused: number): boolean =>
  refused % 60 === 0 || Number.isInteger(Math.log2(refused / GIVE_UP_AFTER));

/** Refusals of a write by a server that has its data: not one that is loading them, or has lost its master or replicas. */
const READS = /^(?:READONLY|OOM|MISCONF)\b/;

class TimedOut extends Error {}

export function createRedisLink(options: RedisLinkOptions): RedisLink {
  const { url, keyPrefix = 'scs:', now = Date.now, onState, beatEvery = 1_000, onRoundTrip } = options;
  const target = parseRedisUrl(url);
  if (typeof target === 'string') throw new TypeError(`the URL of Redis ${target}`);
  const where = describeTarget(target);
  const alone = target.kind !== 'cluster';
  const secrets = [target.password, target.kind === 'sentinel' ? target.sentinelPassword : undefined];
  const client = connectRedis(target);
  // A Cluster client has its own connection for subscriptions.
  const subscriber = alone ? connectRedis(target) : client;

  const key = (name: string): string => keyPrefix + name;
  const listeners = new Map<string, ((message: string) => void)[]>();
  const catchUps: (() => void)[] = [];

  /** Undefined: commands are sent. Otherwise they fail immediately, for this reason. */
  let away: string | undefined = 'not connected yet';
  /** Undefined: all is well. Commands may be sent even while it is set: a read-only Redis still answers reads. */
  let trouble: { readonly reason: string; readonly since: number } | undefined = { reason: away, since: now() };
  let announcedUp: boolean | undefined;
  let lastError: string | undefined;
  let closed = false;
  const trips = createRoundTrips(now);
  /** The heartbeat after an answer that was late, until it is known what that was. */
  let doubt: Promise<void> | undefined;

  /**
   * Only the message of an error is used: ioredis attaches the failed command with its arguments, including those of
   * AUTH.
   */
  const reasonOf = (error: unknown): string => {
    const cause = error instanceof Error && 'lastNodeError' in error ? (error.lastNodeError ?? error) : error;
    const { message, code, name } = cause as NodeJS.ErrnoException;
    const text = UNSENT.test(message) ? 'the connection was lost' : message || code || name;
    return secrets
      .reduce<string>((shown, secret) => (secret ? shown.replaceAll(secret, '***') : shown), text)
      .slice(0, 200);
  };

  const announce = (up: boolean, reason = ''): void => {
    if (announcedUp === up || closed) return;
    announcedUp = up;
    onState?.(up ? { kind: 'up' } : { kind: 'down', reason });
  };
  const troubled = (reason: string): void => {
    trouble = { reason, since: trouble?.since ?? now() };
    // The first connection takes a moment, which is not worth a warning yet.
    if (announcedUp !== undefined) announce(false, reason);
  };
  const lost = (reason: string): void => {
    if (away === undefined) trips.down();
    away = reason;
    gap = true;
    troubled(reason);
  };

  /** A server that answers with an error is reachable; any other failure means that it is not. */
  const answered = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError';

  async function command<T>(
    send: () => Promise<T>,
    { timeout, patient = false }: Wait,
    failed: (reason: string) => void,
  ): Promise<T> {
    if (patient && away !== undefined) await doubt;
    try {
      if (away !== undefined) throw new Error(away);
      const result = await within(trips.limit(timeout), send());
      // Sent before another timed out, and answered after that: the server is back, and whoever heard so must not hear now that
      // it is away. Of a Cluster it is one server of several.
      if (alone && !closed && away !== undefined && trips.steady()) away = undefined;
      return result;
    } catch (error) {
      const reason = reasonOf(error);
      failed(reason);
      if (away === undefined && !answered(error)) {
        lost(reason);
        if (error instanceof TimedOut)
          doubt = beat().finally(() => {
            doubt = undefined;
          });
      }
      throw new Error(reason);
    }
  }

  // --- the heartbeat ---

  const echoChannel = key(`beat:${randomUUID()}`);
  let echoed: (count: number) => void = () => undefined;
  let beating: Promise<void> | undefined;
  /** In a row: without an answer, and refused by a server that answers. */
  let failed = 0;
  let refused = 0;
  let lastCount = 0;
  let subscribed = false;
  /** Messages or stored data may have been lost since the last good heartbeat. */
  let gap = true;

  const beat = (): Promise<void> => {
    beating ??= tryBeat().finally(() => {
      beating = undefined;
    });
    return beating;
  };

  async function tryBeat(): Promise<void> {
    let culprit = client;
    try {
      if (client.status !== 'ready') throw new Error(lastError ?? 'not connected');
      // A write, so that a read-only or full server is noticed. The counter only decreases if data was lost.
      const sent = performance.now();
      const count = await within(beatEvery, client.incr(key('beats')));
      const ms = performance.now() - sent;
      trips.took(ms);
      onRoundTrip?.(ms);
      if (count <= lastCount) gap = true;
      lastCount = count;
      if (trips.tooSlow()) return lost(`it takes ${Math.round(ms)} ms to answer`);
      if (away !== undefined && !trips.beat()) return troubled('it comes and goes');
      away = undefined;
      culprit = subscriber;
      if (!subscribed) throw new Error(lastError ?? 'not subscribed yet');
      await within(beatEvery, echo(count), 'messages do not come back');
      failed = 0;
      refused = 0;
      trouble = undefined;
      announce(true);
      if (gap) {
        gap = false;
        for (const catchUp of [...catchUps]) catchUp();
      }
    } catch (error) {
      if (closed) return;
      gap = true;
      if (answered(error)) refused += 1;
      else [failed, refused] = [failed + 1, 0];
      if (culprit === client && !answered(error)) lost(reasonOf(error));
      else {
        // Read-only or full from the start, or since it was away: it answers, and reads go on.
        if (culprit === client && away !== undefined && READS.test(reasonOf(error)) && trips.beat()) away = undefined;
        troubled(reasonOf(error));
        if (subscriber.status === 'ready') void subscribeAll();
      }
      // Connecting has timeouts of its own; a handshake or an established connection may hang for ever. One that answers may be to a
      // server that is no master any more; reads fail while another is made.
      const { status } = culprit;
      const again = answered(error)
        ? announcedUp !== undefined && givesUpAnswers(refused)
        : failed % GIVE_UP_AFTER === 0;
      if (again && (status === 'connect' || status === 'ready')) culprit.disconnect(true);
    }
  }

  async function echo(count: number): Promise<void> {
    const back = new Promise<void>((resolve) => {
      echoed = (got) => {
        if (got === count) resolve();
      };
    });
    await client.publish(echoChannel, String(count));
    await back;
  }

  // --- connections ---

  const subscribeAll = async (): Promise<void> => {
    try {
      await subscriber.subscribe(echoChannel, ...[...listeners.keys()].map(key));
      subscribed = true;
    } catch (error) {
      troubled(reasonOf(error));
    }
  };

  const watch = (connection: RedisClient, ready: () => void): void => {
    connection.on('error', (error: unknown) => {
      lastError = reasonOf(error);
    });
    connection.on('ready', () => {
      lastError = undefined;
      ready();
    });
    // ioredis gives a connection up for good where it is told of a failover while it still asks a Sentinel for the master, and
    // wherever else connecting is broken off: no retry strategy is asked then.
    connection.on('end', () => {
      if (!closed) setTimeout(() => closed || connection.connect().catch(() => undefined), beatEvery).unref();
    });
  };
  watch(client, () => void beat());
  watch(subscriber, () => void subscribeAll().then(beat));
  client.on('close', () => {
    if (!closed) lost(lastError ?? 'the connection was lost');
  });
  subscriber.on('close', () => {
    subscribed = false;
    gap = true;
    if (!closed) troubled(lastError ?? 'the connection for messages was lost');
  });
  subscriber.on('message', (channel: string, message: string) => {
    if (channel === echoChannel) echoed(Number(message));
    else for (const listener of listeners.get(channel.slice(keyPrefix.length)) ?? []) listener(message);
  });

  const timer = setInterval(() => void beat(), beatEvery);
  timer.unref();

  const opened = new Promise<void>((resolve) => {
    const settle = (): void => {
      clearTimeout(limit);
      catchUps.splice(catchUps.indexOf(settle), 1);
      resolve();
    };
    const limit = setTimeout(() => {
      settle();
      // The start may have kept the process from reading what has come long since: without an error there is no verdict yet.
      const verdict = (): void => {
        if (trouble !== undefined) announce(false, trouble.reason);
      };
      if (lastError === undefined) setTimeout(verdict, CONNECTING).unref();
      else verdict();
    }, OPENING);
    catchUps.push(settle);
  });

  return {
    opened,
    client,
    subscriber,
    where,
    key,
    command,
    subscribe(channel, listener, missed) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      if (missed) catchUps.push(missed);
      // If not connected, all channels are subscribed to once the connection is up.
      if (subscriber.status === 'ready') void subscribeAll();
    },
    health: () =>
      trouble === undefined
        ? { ok: true, detail: `${where}: connected` }
        : { ok: false, detail: `${where}: ${trouble.reason} (since ${new Date(trouble.since).toISOString()})` },
    judged: () => announcedUp !== undefined,
    async close() {
      closed = true;
      away = 'closed';
      clearInterval(timer);
      client.disconnect();
      if (subscriber !== client) subscriber.disconnect();
    },
  };
}

/**
 * The result of `work`, or a failure after `ms`. It yields one turn of the event loop before failing, since a response
 * may have arrived while the loop was blocked.
 */
function within<T>(ms: number, work: Promise<T>, otherwise = 'no answer in time'): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new TimedOut(otherwise))), ms);
    work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
