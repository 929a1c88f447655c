// SPDX-License-Identifier: Apache-2.0
// The worker processes, each in a place of its own that is filled again when its process dies: at once after a long
// life, later and later where one does not live long. Knows nothing of what they are asked.
import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';
import { type Answers, type FromWorker, heard, type Question, type ToWorker, WORKER } from './messages.ts';

/** Whoever lived that long has not died of its start. */
const STEADY = 30_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** Code of the error where a process ended instead of answering. */
export const ENDED = 'WORKER_ENDED';

/** Milliseconds until a place is filled again, by how often in a row its process died young. */
export const waitBefore = (early: number): number =>
  early === 0 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (early - 1));

type QuestionOf<A extends Question['ask']> = Extract<Question, { readonly ask: A }>;

interface Death {
  readonly worker: number;
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** Until another one is started; undefined: none is, this one was told to end. */
  readonly wait: number | undefined;
}

export interface CrewOptions {
  readonly count: number;
  /** Asked of every process before it counts. */
  readonly first: () => Question;
  readonly onDeath: (death: Death) => void;
  /** A process in place of a dead one takes requests; or could not start: it ends, and another one will be tried. */
  readonly onReplaced: (worker: number, error: Error | undefined) => void;
}

export interface Crew {
  /** Rejects with what the first one failed with; all are ended then. */
  start(): Promise<void>;
  /** In the order of their places; undefined where there is none, or none that answers within `limit` ms. */
  ask<A extends Question['ask']>(question: QuestionOf<A>, limit: number): Promise<(Answers[A] | Error | undefined)[]>;
  /** Tells all to end, and what has not ended after `limit` ms is ended. */
  drain(delay: number, limit: number): Promise<void>;
}

/** A process, and who waits for its answers. */
interface Place {
  worker?: Worker;
  started: boolean;
  born: number;
  early: number;
  timer?: NodeJS.Timeout;
  readonly pending: Map<number, { resolve(value: never): void; reject(error: Error): void }>;
}

export function createCrew({ count, first, onDeath, onReplaced }: CrewOptions): Crew {
  const places = Array.from(
    { length: count },
    (): Place => ({ started: false, born: 0, early: 0, pending: new Map() }),
  );
  let ending = false;
  let asked = 0;
  cluster.setupPrimary({ exec: join(import.meta.dirname, 'main.ts'), args: [] });

  /** Undefined where no answer came within `limit` ms. */
  function request<A extends Question['ask']>(
    { worker, pending }: Place,
    question: QuestionOf<A>,
    limit?: number,
  ): Promise<Answers[A] | undefined> {
    const id = ++asked;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answers[A] | undefined>((resolve, reject) => {
      pending.set(id, { resolve, reject });
      if (limit !== undefined) timer = setTimeout(resolve, limit, undefined);
      const message = { ...question, id } as ToWorker;
      worker?.send(message, (error) => {
        if (error !== null) reject(error);
      });
    });
    return answer.finally(() => {
      clearTimeout(timer);
      pending.delete(id);
    });
  }

  /** Settles when the process takes requests, or is known never to. */
  function fill(place: Place, number: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = cluster.fork({ [WORKER]: String(number) });
      Object.assign(place, { worker, started: false, born: Date.now() });
      worker.on('message', (message: FromWorker) => {
        if ('up' in message) {
          request(place, first()).then(() => {
            place.started = true;
            resolve();
          }, reject);
          return;
        }
        const waiting = place.pending.get(message.id);
        if ('error' in message) waiting?.reject(heard(message.error));
        else waiting?.resolve(message.value as never);
      });
      // Emitted where it could not even be started; `exit` follows.
      worker.on('error', reject);
      worker.once('exit', (code: number | null, signal: string | null) => {
        const gone = Object.assign(new Error(`worker ${number} ended: ${signal ?? `exit code ${code}`}`), {
          code: ENDED,
        });
        reject(gone);
        for (const { reject: fail } of place.pending.values()) fail(gone);
        const { started } = place;
        delete place.worker;
        place.started = false;
        place.early = Date.now() - place.born < STEADY ? place.early + 1 : 0;
        // One that cannot start at the very beginning ends the whole start.
        const wait = !ending && (begun || started) ? waitBefore(place.early) : undefined;
        onDeath({ worker: number, pid: worker.process.pid ?? 0, code, signal, wait });
        if (wait !== undefined) place.timer = setTimeout(() => refill(place, number), wait);
      });
    });
  }

  function refill(place: Place, number: number): void {
    fill(place, number).then(
      () => onReplaced(number, undefined),
      (error: Error) => {
        onReplaced(number, error);
        place.worker?.kill('SIGKILL');
      },
    );
  }

  let begun = false;
  return {
    async start() {
      const starts = places.map((place, index) => fill(place, index + 1));
      try {
        await Promise.all(starts);
        begun = true;
      } catch (error) {
        ending = true;
        for (const { worker } of places) worker?.process.kill('SIGKILL');
        throw error;
      }
    },
    ask(question, limit) {
      return Promise.all(
        places.map(async (place) =>
          place.started ? request(place, question, limit).catch((error: Error) => error) : undefined,
        ),
      );
    },
    async drain(delay, limit) {
      ending = true;
      for (const { timer } of places) clearTimeout(timer);
      const message: ToWorker = { drain: { delay } };
      await Promise.all(
        places.map(({ worker }) => {
          if (worker === undefined) return undefined;
          const force = setTimeout(() => worker.process.kill('SIGKILL'), limit);
          worker.send(message);
          return new Promise<void>((resolve) => {
            worker.once('exit', () => {
              clearTimeout(force);
              resolve();
            });
          });
        }),
      );
    },
  };
}
