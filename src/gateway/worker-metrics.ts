// SPDX-License-Identifier: Apache-2.0
// Merges the metrics of several processes into those of one gateway: counters and histograms are added, gauges by their
// `aggregator` in metrics.ts. The counts of a process that has ended are kept, since a falling sum would look like a
// restart and then like new requests.
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Condition } from '../model/conditions.ts';
import { createProcessCounters, type MetricSnapshot, type Metrics } from './metrics.ts';
import { openMetrics } from './openmetrics.ts';

/** prom-client omits it when it aggregates. */
const START = 'scs_gateway_process_start_time_seconds';
const GROWING = new Set(['counter', 'histogram']);

export interface WorkerMetrics
  extends Pick<Metrics, 'contentType' | 'text' | 'openMetrics' | 'reload' | 'accident' | 'linesDropped'> {
  /** The process in this slot, from 1, has ended; another one may follow. */
  ended(place: number): void;
}

export interface WorkerMetricsDeps {
  /** The snapshots in the order of the slots. Undefined if there is no process, or none that answers. */
  readonly collect: () => Promise<readonly (MetricSnapshot | undefined)[]>;
  /** Of the primary itself. */
  readonly conditions?: () => readonly Condition[];
}

export function createWorkerMetrics({ collect, conditions = () => [] }: WorkerMetricsDeps): WorkerMetrics {
  const own = new Registry();
  const registers = [own];
  const ofPrimaryProcess = createProcessCounters(registers, conditions);
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
  /**
   * The primary's memory and CPU time count too, its idleness does not. The start time is that of the whole gateway.
   */
  const ofPrimary = async (): Promise<MetricSnapshot> =>
    (await process.getMetricsAsJSON())
      .filter(({ name }) => name.startsWith('scs_gateway_process_'))
      .map((metric) => (metric.name === START ? { ...metric, aggregator: 'first' } : metric));

  /** The last snapshot of each slot, used if a process does not answer. */
  const said = new Map<number, MetricSnapshot>();
  /**
   * The counts of ended processes, and how many each slot has had: a dead process's snapshot must not count as its
   * successor's.
   */
  let past: MetricSnapshot[] = [];
  const lost = new Map<number, number>();

  return {
    contentType: own.contentType,
    ...ofPrimaryProcess,
    ended(place) {
      ends.inc();
      const last = said.get(place);
      said.delete(place);
      lost.set(place, (lost.get(place) ?? 0) + 1);
      if (last !== undefined) past.push(last.filter(({ type }) => GROWING.has(String(type))));
    },
    text: async () => (await sum()).metrics(),
    async openMetrics() {
      const added = await (await sum()).getMetricsAsJSON();
      return openMetrics(added, [...said.values()]);
    },
  };

  async function sum(): Promise<Registry> {
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
    return AggregatorRegistry.aggregate([await own.getMetricsAsJSON(), await ofPrimary(), ...said.values(), ...past]);
  }
}
