// SPDX-License-Identifier: Apache-2.0
// One worker: a complete gateway that shares the public port with its siblings. The primary sends its configuration and
// tells it to end.
import { type Gateway, startGateway } from '../app.ts';
import { loadConfig } from '../config/load.ts';
import { surviveAccidents } from './accidents.ts';
import {
  type Answers,
  type FromWorker,
  type Question,
  type Sources,
  serializeError,
  type ToWorker,
  WORKER,
} from './messages.ts';
import { passedSockets } from './passed-sockets.ts';

/** If the primary is gone, Node ends the process (`disconnect` in child.js of node:cluster). */
export function runWorker(): void {
  let gateway: Gateway | undefined;
  const say = (message: FromWorker): void => {
    // The primary may be gone by now.
    if (process.connected) process.send?.(message);
  };

  process.on('message', (message: ToWorker) => {
    if ('drain' in message) {
      void Promise.resolve(gateway?.close(message.drain)).finally(() => process.exit(0));
      return;
    }
    const { id } = message;
    answer(message).then(
      (value) => say({ id, value }),
      (error: unknown) => say({ id, error: serializeError(error) }),
    );
  });

  async function answer(question: Question): Promise<Answers[keyof Answers]> {
    if (question.ask === 'configure') return configure(question.sources);
    if (gateway === undefined) throw new Error('not started yet');
    return question.ask === 'metrics' ? gateway.metrics.snapshot() : gateway.readiness();
  }

  async function configure({ file, texts }: Sources): Promise<null> {
    const { config } = await loadConfig(file, { env: process.env, sources: new Map(texts) });
    if (gateway !== undefined) {
      await gateway.reconfigure(config);
      return null;
    }
    const started = await startGateway({
      config,
      worker: Number(process.env[WORKER]),
      // The primary's: Node has it listen there for all of its workers.
      sockets: passedSockets(process.env, process.ppid),
    });
    gateway = started;
    surviveAccidents(started);
    return null;
  }

  say({ up: true });
}
