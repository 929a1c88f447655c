// SPDX-License-Identifier: Apache-2.0
// What waits for one sink, in memory: bounded by size and by time. Events are sent in order and in batches, again until they
// are taken. What has waited for longer than it may is given up, and so is what comes while there is no room: never a request
// waits for it. What was given up is known by its numbers, and told once the sink takes events again.
import type { AuditSinkState, AuditSpoolLimits } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import type { Entry, Sink } from './sink.ts';

/** Events by their numbers, both included. */
export interface Lost {
  readonly from: number;
  readonly to: number;
}

export interface SpoolDeps {
  readonly sink: Sink;
  readonly limits: AuditSpoolLimits;
  readonly now: Clock;
  /** At each loss. */
  readonly onLost: (events: number, reason: string) => void;
  /** It takes events again: all that was lost meanwhile. */
  readonly onTold: (loss: {
    readonly ranges: readonly Lost[];
    readonly events: number;
    readonly reason: string;
  }) => void;
  /** It has begun to fail, or does so no longer. */
  readonly onState: (failure: string | undefined) => void;
  /** Milliseconds: the first pause after a failure, and the longest. */
  readonly pauses?: readonly [number, number];
}

export interface Spool {
  push(entry: Entry): void;
  state(): AuditSinkState;
  /** Sends what waits for as long as `patience` (milliseconds), then closes the sink. Gives how many events are left. */
  close(patience: number): Promise<number>;
}

/** Milliseconds that the events of a batch are collected for: a write for each would be most of what they cost. */
const LINGER = 10;
const MOST_EVENTS = 500;
const MOST_LENGTH = 512 * 1024;
/** Milliseconds without an answer after which a sink is said to hang. */
const HANGS = 5_000;
/** Ranges that are told apart; beyond it the last one covers what lies between too. */
const MOST_RANGES = 32;

export function createSpool(deps: SpoolDeps): Spool {
  const { sink, limits, now, onLost, onTold, onState, pauses: [first, longest] = [500, 30_000] } = deps;
  let waiting: Entry[] = [];
  /** Of those at the front, how many are being sent. */
  let sending = 0;
  let since = 0;
  let length = 0;
  let failure: string | undefined;
  let lost: Lost[] = [];
  let lostEvents = 0;
  let lostFor = '';
  let running = false;
  let closing = false;
  let stopped = false;
  let wake: (() => void) | undefined;
  let idle: (() => void) | undefined;

  function lose(entries: readonly Entry[], reason: string): void {
    for (const { seq } of entries) {
      const last = lost.at(-1);
      if (last !== undefined && (last.to + 1 === seq || lost.length >= MOST_RANGES))
        lost[lost.length - 1] = { from: Math.min(last.from, seq), to: Math.max(last.to, seq) };
      else lost.push({ from: seq, to: seq });
    }
    lostEvents += entries.length;
    lostFor = reason;
    onLost(entries.length, reason);
  }

  function remove(count: number): Entry[] {
    const gone = waiting.slice(0, count);
    waiting = waiting.slice(count);
    for (const { line } of gone) length -= line.length;
    return gone;
  }

  function giveUpOld(): void {
    const oldest = now() - limits.time;
    let count = 0;
    while (count < waiting.length && (waiting[count] as Entry).at < oldest) count += 1;
    if (count > 0) lose(remove(count), failure ?? 'too old');
  }

  function nextBatch(): Entry[] {
    let size = 0;
    let count = 0;
    while (count < waiting.length && count < MOST_EVENTS) {
      size += (waiting[count] as Entry).line.length;
      if (count > 0 && size > MOST_LENGTH) break;
      count += 1;
    }
    return waiting.slice(0, count);
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    running = true;
    let wait = first;
    while (waiting.length > 0 && !stopped) {
      // Before each batch: the few that came while the last one was written would be a write of their own.
      if (waiting.length < MOST_EVENTS && !closing) await pause(LINGER);
      if (stopped) break;
      const batch = nextBatch();
      sending = batch.length;
      since = now();
      let never: readonly Entry[] = [];
      const failed = await sink.send(batch).then(
        (refused = []) => {
          never = refused;
        },
        (error: unknown) => reasonOf(error),
      );
      sending = 0;
      if (stopped) break;
      if (failed === undefined) {
        remove(batch.length);
        wait = first;
        if (failure !== undefined) onState(undefined);
        failure = undefined;
        if (never.length > 0) lose(never, 'too large for it');
        tell();
        continue;
      }
      if (failure === undefined) onState(failed);
      failure = failed;
      giveUpOld();
      await pause(wait);
      wait = Math.min(longest, wait * 2);
    }
    running = false;
    idle?.();
  }

  function tell(): void {
    if (lostEvents === 0) return;
    const loss = { ranges: lost, events: lostEvents, reason: lostFor };
    lost = [];
    lostEvents = 0;
    onTold(loss);
  }

  const hangs = (): boolean => sending > 0 && now() - since > HANGS;

  return {
    push(entry) {
      if (length + entry.line.length > limits.size) {
        lose([entry], hangs() ? 'it hangs' : (failure ?? 'it is too slow'));
        return;
      }
      waiting.push(entry);
      length += entry.line.length;
      if (!running && !stopped) void run();
    },
    state() {
      const words = [
        ...(failure === undefined ? [] : [failure]),
        ...(hangs() ? [`no answer for ${Math.round((now() - since) / 1000)} s`] : []),
        ...(lostEvents === 0 ? [] : [`${lostEvents} events lost`]),
      ];
      const fault = sink.fault?.();
      const [oldest] = waiting;
      return {
        sink: sink.name,
        ok: words.length === 0 && fault === undefined,
        detail: [...words, ...(fault === undefined ? [] : [fault])].join(', ') || 'takes events',
        waiting: waiting.length,
        age: oldest === undefined ? 0 : Math.max(0, now() - oldest.at),
      };
    },
    async close(patience) {
      closing = true;
      const end = setTimeout(() => {
        stopped = true;
        idle?.();
        wake?.();
      }, patience);
      wake?.();
      // Also one that hangs, whose batch nobody can take back.
      if (running)
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
      clearTimeout(end);
      stopped = true;
      await Promise.race([sink.close(), new Promise<void>((resolve) => setTimeout(resolve, 1_000).unref())]);
      if (waiting.length > 0) lose(waiting, failure ?? 'the process has ended');
      return waiting.length;
    },
  };
}

/** Short: it stands in metrics' details, the log and an event. The causes of a failed connection may be several. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it fails';
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return 'no answer in time';
  // Of a DOMException it is a number.
  return (typeof code === 'string' ? code : message || name).slice(0, 200);
}
