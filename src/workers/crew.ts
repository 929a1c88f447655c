// SPDX-License-Identifier: Apache-2.0
// The worker processes. Each has a numbered slot, which gets a new process when the old one dies: immediately after a
// long life, with a growing delay if the process did not live long. It knows nothing of the content of the messages.
import cluster, { type Worker } from 'node:cluster';
import { realpathSync } from 'node:fs';
import { type Answers, deserializeError, type FromWorker, type Question, type ToWorker, WORKER } from './messages.ts';

/** A process that lived this long did not die of its start. */
const STEADY = 30_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** Code of the error if a process ended instead of answering. */
export const ENDED = 'WORKER_ENDED';

/** Milliseconds until a slot is filled again, by how often in a row its process died early. */
export const waitBefore = (early: number): number =>
  early === 0 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (early - 1));

type QuestionOf<A extends Question['ask']> = Extract<Question, { readonly ask: A }>;

interface Death {
  readonly worker: number;
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** Milliseconds until the next process starts. Undefined: none will start. */
  readonly wait: number | undefined;
}

export interface CrewOptions {
  readonly count: number;
  /** The first question to every process; a process counts as started once it has answered. */
  readonly first: () => Question;
  readonly onDeath: (death: Death) => void;
  /** A replacement process accepts requests, or failed to start: it is then ended and another one follows. */
  readonly onReplaced: (worker: number, error: Error | undefined) => void;
}

export interface Crew {
  /** Rejects with the error of the first worker that fails; all workers are ended then. */
  start(): Promise<void>;
  /** Answers in the order of the slots. Undefined: there is no process, or none that answers within `limit` ms. */
  ask<A extends Question['ask']>(question: QuestionOf<A>, limit: number): Promise<(Answers[A] | Error | undefined)[]>;
  /** Tells all workers to end, and kills those that have not ended after `limit` ms. */
  drain(delay: number, limit: number): Promise<void>;
}

/** A worker slot: its process and the questions that await an answer. */
interface Slot {
  worker?: Worker;
  started: boolean;
  born: number;
  early: number;
  timer?: NodeJS.Timeout;
  readonly pending: Map<number, { resolve(value: never): void; reject(error: Error): void }>;
}

export function createCrew({ count, first, onDeath, onReplaced }: CrewOptions): Crew {
  const slots = Array.from({ length: count }, (): Slot => ({ started: false, born: 0, early: 0, pending: new Map() }));
  let ending = false;
  let asked = 0;
  // The program that this process runs, even if a link to it leads to a newer one by now.
  cluster.setupPrimary({ exec: realpathSync(process.argv[1] ?? ''), args: [] });

  /** Undefined if no answer came within `limit` ms. */
  function request<A extends Question['ask']>(
    { worker, pending }: Slot,
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

  /** Settles when the process accepts requests, or never will. */
  function fill(slot: Slot, number: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = cluster.fork({ [WORKER]: String(number) });
      Object.assign(slot, { worker, started: false, born: Date.now() });
      worker.on('message', (message: FromWorker) => {
        if ('up' in message) {
          request(slot, first()).then(() => {
            slot.started = true;
            resolve();
          }, reject);
          return;
        }
        const waiting = slot.pending.get(message.id);
        if ('error' in message) waiting?.reject(deserializeError(message.error));
        else waiting?.resolve(message.value as never);
      });
      // Emitted if the process could not even be started; `exit` follows.
      worker.on('error', reject);
      worker.once('exit', (code: number | null, signal: string | null) => {
        const gone = Object.assign(new Error(`worker ${number} ended: ${signal ?? `exit code ${code}`}`), {
          code: ENDED,
        });
        reject(gone);
        for (const { reject: fail } of slot.pending.values()) fail(gone);
        const { started } = slot;
        delete slot.worker;
        slot.started = false;
        slot.early = Date.now() - slot.born < STEADY ? slot.early + 1 : 0;
        // A worker that cannot start at the very beginning fails the whole start.
        const wait = !ending && (begun || started) ? waitBefore(slot.early) : undefined;
        onDeath({ worker: number, pid: worker.process.pid ?? 0, code, signal, wait });
        if (wait !== undefined) slot.timer = setTimeout(() => refill(slot, number), wait);
      });
    });
  }

  function refill(slot: Slot, number: number): void {
    fill(slot, number).then(
      () => onReplaced(number, undefined),
      (error: Error) => {
        onReplaced(number, error);
        slot.worker?.kill('SIGKILL');
      },
    );
  }

  let begun = false;
  return {
    async start() {
      const starts = slots.map((slot, index) => fill(slot, index + 1));
      try {
        await Promise.all(starts);
        begun = true;
      } catch (error) {
        ending = true;
        for (const { worker } of slots) worker?.process.kill('SIGKILL');
        throw error;
      }
    },
    ask(question, limit) {
      return Promise.all(
        slots.map(async (slot) =>
          slot.started ? request(slot, question, limit).catch((error: Error) => error) : undefined,
        ),
      );
    },
    async drain(delay, limit) {
      ending = true;
      for (const { timer } of slots) clearTimeout(timer);
      const message: ToWorker = { drain: { delay } };
      await Promise.all(
        slots.map(({ worker }) => {
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
