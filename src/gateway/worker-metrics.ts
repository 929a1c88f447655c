// SPDX-License-Identifier: Apache-2.0
// The metrics of several processes as those of one gateway: counters and histograms add up, gauges as each one says
// (`aggregator` in metrics.ts). What a process has counted stays counted when it is gone: a sum that falls would look
// like a restart, and all that is left like new requests.
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createReloadCounter, type MetricSnapshot, type Metrics } from './metrics.ts';

/** prom-client would leave it out of a sum. */
const START = 'scs_gateway_process_start_time_seconds';
const GROWING = new Set(['counter', 'histogram']);

export interface WorkerMetrics extends Pick<Metrics, 'contentType' | 'text' | 'reload'> {
  /** The process in this place, from 1, is gone; another one may come. */
  ended(place: number): void;
}

export interface WorkerMetricsDeps {
  /** Of the processes in the order of their places; undefined where there is none now, or none that answers. */
  readonly collect: () => Promise<readonly (MetricSnapshot | undefined)[]>;
}

export function createWorkerMetrics({ collect }: WorkerMetricsDeps): WorkerMetrics {
  const own = new Registry();
  const registers = [own];
  const reloads = createReloadCounter(registers);
  const ends = new Counter({
    name: 'scs_gateway_worker_ends_total',
    help: 'Worker processes that ended without being told to.',
    registers,
  });
  const workers = new Gauge({
    name: 'scs_gateway_workers',
    help: 'Worker processes that answer.',
    registers,
  });
  const process = new Registry();
  collectDefaultMetrics({ register: process, prefix: 'scs_gateway_' });
  /** Its memory and time are the gateway's too; how idle it is says nothing. The start is that of the whole. */
  const ofPrimary = async (): Promise<MetricSnapshot> =>
    (await process.getMetricsAsJSON())
      .filter(({ name }) => name.startsWith('scs_gateway_process_'))
      .map((metric) => (metric.name === START ? { ...metric, aggregator: 'first' } : metric));

  /** What each said last; without its answer that is the best that is known. */
  const said = new Map<number, MetricSnapshot>();
  /** Of all that are gone, and how often each place lost one: what comes from a dead process must not count as its successor's. */
  let past: MetricSnapshot[] = [];
  const lost = new Map<number, number>();

  return {
    contentType: own.contentType,
    reload: (outcome) => reloads.inc({ outcome }),
    ended(place) {
      ends.inc();
      const last = said.get(place);
      said.delete(place);
      lost.set(place, (lost.get(place) ?? 0) + 1);
      if (last !== undefined) past.push(last.filter(({ type }) => GROWING.has(String(type))));
    },
    async text() {
      const before = new Map(lost);
      const answers = await collect();
      for (const [index, answer] of answers.entries()) {
        const place = index + 1;
        if (answer !== undefined && lost.get(place) === before.get(place)) said.set(place, answer);
      }
      workers.set(answers.filter((answer) => answer !== undefined).length);
      if (past.length > 1) {
        const all = past;
        past = [];
        past.push(await AggregatorRegistry.aggregate(all).getMetricsAsJSON());
      }
      return AggregatorRegistry.aggregate([
        await own.getMetricsAsJSON(),
        await ofPrimary(),
        ...said.values(),
        ...past,
      ]).metrics();
    },
  };
}
