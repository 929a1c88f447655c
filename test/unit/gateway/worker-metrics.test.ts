// SPDX-License-Identifier: Apache-2.0
// The metrics of several processes as those of one.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { MetricSnapshot } from '../../../src/gateway/metrics.ts';
import { createWorkerMetrics } from '../../../src/gateway/worker-metrics.ts';

/** What a worker says that has counted so much. */
async function says(count: number, gauges: { up: number; age: number; open: number }): Promise<MetricSnapshot> {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'requests_total', help: '-', labelNames: ['cloud'], registers }).inc({ cloud: 'a' }, count);
  const seconds = new Histogram({ name: 'seconds', help: '-', buckets: [1, 2], registers });
  for (let i = 0; i < count; i++) seconds.observe(1.5);
  new Gauge({ name: 'up', help: '-', aggregator: 'min', registers }).set(gauges.up);
  new Gauge({ name: 'age', help: '-', aggregator: 'max', registers }).set(gauges.age);
  new Gauge({ name: 'open', help: '-', registers }).set(gauges.open);
  // As it comes over the channel between two processes.
  return JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()));
}

const value = (text: string, name: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};

it('sums what is counted, and takes of each gauge what says most', async () => {
  const answers = [await says(3, { up: 1, age: 5, open: 2 }), await says(4, { up: 0, age: 9, open: 1 })];
  const text = await createWorkerMetrics({ collect: async () => answers }).text();
  expect(value(text, 'requests_total{cloud="a"}')).toBe(7);
  expect(value(text, 'seconds_count')).toBe(7);
  expect(value(text, 'seconds_bucket{le="1"}')).toBe(0);
  expect(value(text, 'seconds_bucket{le="2"}')).toBe(7);
  expect([value(text, 'up'), value(text, 'age'), value(text, 'open')]).toEqual([0, 9, 3]);
  expect(value(text, 'scs_gateway_workers')).toBe(2);
});

it('never counts backwards: what a process counted stays when it is gone, or late', async () => {
  const gauges = { up: 1, age: 5, open: 2 };
  let answers: (MetricSnapshot | undefined)[] = [await says(3, gauges), await says(4, gauges)];
  const metrics = createWorkerMetrics({ collect: async () => answers });
  await metrics.text();
  answers = [await says(5, gauges), undefined];
  expect(value(await metrics.text(), 'requests_total{cloud="a"}')).toBe(9);

  for (const place of [2, 1]) metrics.ended(place);
  answers = [await says(1, gauges), await says(1, gauges)];
  const text = await metrics.text();
  expect(value(text, 'requests_total{cloud="a"}')).toBe(5 + 4 + 2);
  expect(value(text, 'seconds_count')).toBe(5 + 4 + 2);
  expect([value(text, 'open'), value(text, 'scs_gateway_worker_ends_total')]).toEqual([4, 2]);
  metrics.ended(1);
  answers = [undefined, await says(2, gauges)];
  expect(value(await metrics.text(), 'requests_total{cloud="a"}')).toBe(5 + 4 + 1 + 2);
});

it("does not take a dead process's last words for its successor's", async () => {
  const gauges = { up: 1, age: 5, open: 2 };
  let count = 3;
  let meanwhile = (): void => undefined;
  const metrics = createWorkerMetrics({
    async collect() {
      const answer = await says(count, gauges);
      meanwhile();
      return [answer];
    },
  });
  await metrics.text();
  count = 8;
  meanwhile = () => metrics.ended(1);
  expect(value(await metrics.text(), 'requests_total{cloud="a"}')).toBe(3);
  meanwhile = () => undefined;
  count = 1;
  expect(value(await metrics.text(), 'requests_total{cloud="a"}')).toBe(4);
});

it('tells of reloads, which the processes do not count, and of itself', async () => {
  const metrics = createWorkerMetrics({ collect: async () => [undefined] });
  metrics.reload('applied');
  const text = await metrics.text();
  expect(value(text, 'scs_gateway_config_reloads_total{outcome="applied"}')).toBe(1);
  expect(value(text, 'scs_gateway_config_reloads_total{outcome="refused"}')).toBe(0);
  expect(value(text, 'scs_gateway_process_start_time_seconds')).toBeGreaterThan(0);
});
