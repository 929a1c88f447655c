// SPDX-License-Identifier: Apache-2.0
// The metrics for those who ask for OpenMetrics: the same series as in the text format, and exemplars.
import { Counter, Gauge, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { MetricSnapshot } from '../../../src/gateway/metrics.ts';
import { openMetrics, prefersOpenMetrics } from '../../../src/gateway/openmetrics.ts';
import { createRequestMetrics } from '../../../src/gateway/request-metrics.ts';
import { createWorkerMetrics } from '../../../src/gateway/worker-metrics.ts';

it.each([
  [undefined, false],
  ['*/*', false],
  ['text/html,application/xhtml+xml', false],
  ['text/plain', false],
  ['application/openmetrics-text', true],
  ['application/openmetrics-text; version=1.0.0; charset=utf-8', true],
  ['application/openmetrics-text;version=0.0.1', false],
  ['application/openmetrics-text;q=0', false],
  ['application/openmetrics-text;q=nonsense', false],
  // Prometheus 2 and 3.
  [
    'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    true,
  ],
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    true,
  ],
  ['text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.3', false],
])('a scraper that accepts %s is given OpenMetrics: %s', (accept, expected) => {
  expect(prefersOpenMetrics(accept)).toBe(expected);
});

const TRACE = 'a'.repeat(32);
async function counted(traceId: string | undefined, seconds = 0.2): Promise<MetricSnapshot> {
  const registry = new Registry();
  const metrics = createRequestMetrics([registry]);
  const sample = { surface: 'openstack', cloud: 'a"\\\n', service: 'compute', method: 'GET', status: 200 };
  metrics.request({ ...sample, aborted: false, seconds: 99, traceId: undefined });
  metrics.request({ ...sample, aborted: false, seconds, traceId });
  new Gauge({ name: 'odd_gauge', help: 'a "quoted"\nhelp \\', registers: [registry] }).set(Number.NaN);
  new Counter({ name: 'odd_counter', help: 'without its suffix', registers: [registry] }).inc();
  // As it comes over the channel between two processes.
  return JSON.parse(JSON.stringify(metrics.withExemplars(await registry.getMetricsAsJSON())));
}

it('a recorded request is the exemplar of its bucket, and of no other', async () => {
  const lines = openMetrics(await counted(TRACE)).split('\n');
  const found = lines.filter((line) => line.includes(' # '));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(
    /^scs_gateway_request_duration_seconds_bucket\{le="0\.25",.*\} 1 # \{trace_id="a{32}"\} 0\.2 \d+(\.\d+)?$/,
  );
  expect(openMetrics(await counted(undefined))).not.toContain(' # ');
});

it('each line is one that the format knows, and the last one says that it is the last', async () => {
  const text = openMetrics(await counted(TRACE));
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
  const labels = String.raw`\{(?:[a-z_]+="(?:[^"\\\n]|\\[n"\\])*",?)*\}`;
  const number = '(?:[-+]?[0-9.e+-]+|[+-]Inf|NaN)';
  const line = new RegExp(
    `^(?:# EOF|# HELP ${name} .*|# TYPE ${name} (?:counter|gauge|histogram|unknown)|${name}(?:${labels})? ${number}(?: # ${labels} ${number} ${number})?)$`,
  );
  expect(
    text
      .trimEnd()
      .split('\n')
      .filter((one) => !line.test(one)),
  ).toEqual([]);
  expect(text).toContain('# TYPE scs_gateway_requests counter\n');
  expect(text).toContain('scs_gateway_requests_total{');
  expect(text).toContain('# TYPE odd_counter unknown\n');
  expect(text).toContain('# HELP odd_gauge a \\"quoted\\"\\nhelp \\\\\n');
});

it('workers keep their exemplars when they are added up, the newest of each bucket', async () => {
  const first = await counted('1'.repeat(32));
  await new Promise((done) => setTimeout(done, 5));
  const second = await counted('2'.repeat(32));
  const slow = await counted('3'.repeat(32), 4);
  const text = await createWorkerMetrics({ collect: async () => [second, first, slow] }).openMetrics();
  const exemplars = text
    .split('\n')
    .flatMap((line) => /le="([^"]+)".* # \{trace_id="(\d)/.exec(line)?.slice(1, 3) ?? []);
  expect(exemplars).toEqual(['0.25', '2', '5', '3']);
  expect(text).toMatch(/^scs_gateway_request_duration_seconds_count\{.*\} 6$/m);
});
