// SPDX-License-Identifier: Apache-2.0
// The gateway as several processes on one port. The primary starts the workers, replaces those that die, passes changed
// configurations on, and serves the operations listener for all of them. To the command line it looks like a gateway in
// a single process. It takes no client requests itself.
import { resolve } from 'node:path';
import type { Gateway } from '../app.ts';
import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { demandChangeable } from '../config/unchangeable.ts';
import { openKeys } from '../federation/keys.ts';
import { listenAt, type OpenSockets } from '../gateway/listen-at.ts';
import { createLogLines } from '../gateway/log-lines.ts';
import { logToStandardOutput } from '../gateway/log-output.ts';
import { createOperationsListener } from '../gateway/operations-listener.ts';
import { mergeReadiness } from '../gateway/readiness.ts';
import { createWorkerMetrics } from '../gateway/worker-metrics.ts';
import { type Condition, refusalOf } from '../model/conditions.ts';
import { createCrew, ENDED } from './crew.ts';
import type { Question } from './messages.ts';

/** Shorter than the timeouts of Prometheus and probes. A worker that is late is counted with its last answer. */
const ANSWER = 1_000;
const RECONFIGURE = 30_000;

export interface Workers extends Pick<Gateway, 'publicUrl' | 'operationsUrl' | 'log' | 'refused' | 'close'> {
  /** Of the primary itself. */
  readonly metrics: Pick<Gateway['metrics'], 'accident'>;
  reconfigure(config: Config, sources: LoadedConfig['sources']): Promise<void>;
}

export async function startWorkers(
  file: string,
  loaded: LoadedConfig,
  { operations: socket }: OpenSockets,
): Promise<Workers> {
  let { config, sources } = loaded;
  const { publicUrl, workers: count } = config.gateway;
  let draining = false;
  /** Workers are never told of a configuration that is refused. */
  let refusal: Condition | undefined;
  const conditions = (): readonly Condition[] => (refusal === undefined ? [] : [refusal]);

  // Created before the workers start: otherwise each of them would create its own keys.
  (await openKeys(config.gateway.keys, { now: Date.now })).close();

  const question = (texts = sources): Extract<Question, { ask: 'configure' }> => ({
    ask: 'configure',
    sources: { file: resolve(file), texts: [...texts] },
  });
  const metrics = createWorkerMetrics({
    collect: async () => (await crew.ask({ ask: 'metrics' }, ANSWER)).map(answered),
    conditions,
  });
  const operations = createOperationsListener({
    metrics,
    readiness: async () =>
      mergeReadiness((await crew.ask({ ask: 'readiness' }, ANSWER)).map(answered), draining, conditions()),
    logger: {
      level: config.gateway.logLevel,
      base: null,
      stream: createLogLines(logToStandardOutput({ log: () => operations.log, metrics: () => metrics }), {
        whole: true,
      }),
    },
  });
  const { log } = operations;
  const crew = createCrew({
    count,
    first: question,
    onDeath(death) {
      if (death.wait === undefined) return;
      metrics.ended(death.worker);
      log.error(death, 'worker ended; another one takes its place');
    },
    onReplaced(worker, error) {
      if (error === undefined) log.info({ worker }, 'worker takes requests');
      else log.error({ worker, err: error }, 'worker could not start');
    },
  });

  // The public port last: whoever finds it open finds all of the gateway.
  const operationsUrl = await listenAt(operations, config.gateway.operations, socket);
  await crew.start().catch(async (error: unknown) => {
    await operations.close();
    throw error;
  });

  return {
    publicUrl,
    operationsUrl,
    log,
    metrics,
    async reconfigure(next, texts) {
      demandChangeable(config, next);
      const before = { config, sources };
      // Workers that start from now on use the new configuration too.
      ({ config, sources } = { config: next, sources: texts });
      const answers = await crew.ask(question(), RECONFIGURE);
      const failed = answers.find((answer) => answer instanceof Error && !('code' in answer && answer.code === ENDED));
      if (failed !== undefined) {
        ({ config, sources } = before);
        await crew.ask(question(), RECONFIGURE);
        throw failed;
      }
      log.level = next.gateway.logLevel;
      metrics.reload('applied');
      refusal = undefined;
      log.info({ clouds: next.clouds.map(({ id }) => id) }, 'configuration applied');
    },
    refused(error) {
      metrics.reload('refused');
      refusal = refusalOf(error.message);
      log.error({ reason: error.message }, 'changed configuration refused; the old one stays in force');
    },
    async close({ delay = 0 } = {}) {
      if (draining) return;
      draining = true;
      // The one that comes answers there from now on.
      if (socket !== undefined) await operations.close();
      await crew.drain(delay, delay + config.gateway.drainTimeout + 2_000);
      await operations.close();
    },
  };
}

const answered = <T>(answer: T | Error | undefined): T | undefined => (answer instanceof Error ? undefined : answer);
