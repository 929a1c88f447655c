// SPDX-License-Identifier: Apache-2.0
// The metrics of requests, counted at the end of each: what is looked up there is kept.
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Exemplar, MetricSnapshot, Sample } from './openmetrics.ts';

interface RequestSample {
  readonly surface: string;
  readonly cloud: string;
  readonly service: string;
  readonly method: string;
  readonly status: number;
  /** The client disconnected before it had the whole response. */
  readonly aborted: boolean;
  readonly seconds: number;
  /** Where its trace is recorded: it becomes the exemplar of its duration. */
  readonly traceId?: string | undefined;
}

export interface RequestMetrics {
  /** With the trace of the newest recorded request of each bucket of durations. */
  withExemplars(metrics: MetricSnapshot): MetricSnapshot;
  request(sample: RequestSample): void;
  /** A request that was answered with a row of the error table. */
  failed(surface: string, cloud: string, code: string): void;
}

/**
 * The children of the metrics of requests, by one label after the other: to look one up by all of its labels costs more than
 * to count, and so does a key that is put together for each request.
 */
interface Labelled {
  readonly below: Map<string, Labelled>;
  count?: Counter.Internal;
  time?: Histogram.Internal<string>;
}

function below(one: Labelled, label: string): Labelled {
  let found = one.below.get(label);
  if (found === undefined) {
    found = { below: new Map() };
    one.below.set(label, found);
  }
  return found;
}

const DURATIONS = 'scs_gateway_request_duration_seconds';
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const OUTCOMES = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx'];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'COPY']);

export function createRequestMetrics(registers: Registry[]): RequestMetrics {
  const requests = new Counter({
    name: 'scs_gateway_requests_total',
    help: 'Requests ended, by surface, member cloud, service type, method and status class (aborted: the client left).',
    labelNames: ['surface', 'cloud', 'service', 'method', 'status'],
    registers,
  });
  const failures = new Counter({
    name: 'scs_gateway_errors_total',
    help: 'Requests that the gateway itself refused or could not answer, by surface, member cloud and error code.',
    labelNames: ['surface', 'cloud', 'code'],
    registers,
  });
  const durations = new Histogram({
    name: 'scs_gateway_request_duration_seconds',
    help: 'Time from the request head to the end of the answer.',
    labelNames: ['surface', 'cloud', 'service'],
    buckets: BUCKETS,
    registers,
  });
  const children: Labelled = { below: new Map() };
  /** The newest of each bucket. prom-client keeps some too, but then it writes nothing but OpenMetrics. */
  const exemplars = new Map<string, Exemplar>();

  return {
    request({ surface, cloud, service, method, status, aborted, seconds, traceId }) {
      const verb = METHODS.has(method) ? method : 'OTHER';
      const outcome = aborted ? 'aborted' : (OUTCOMES[Math.floor(status / 100)] ?? 'other');
      const ofService = below(below(below(children, surface), cloud), service);
      ofService.time ??= durations.labels(surface, cloud, service);
      ofService.time.observe(seconds);
      if (traceId !== undefined) {
        const le = BUCKETS.find((bound) => seconds <= bound) ?? '+Inf';
        const labelSet = { trace_id: traceId };
        exemplars.set(keyOf({ surface, cloud, service, le }), {
          labelSet,
          value: seconds,
          timestamp: Date.now() / 1000,
        });
      }
      const one = below(below(ofService, verb), outcome);
      one.count ??= requests.labels(surface, cloud, service, verb, outcome);
      one.count.inc();
    },
    failed: (surface, cloud, code) => failures.inc({ surface, cloud, code }),
    withExemplars(metrics) {
      const found = metrics.find(({ name }) => name === DURATIONS);
      for (const value of (found?.values ?? []) as Sample[]) {
        const exemplar = value.labels.le === undefined ? undefined : exemplars.get(keyOf(value.labels));
        if (exemplar !== undefined) value.exemplar = exemplar;
      }
      return metrics;
    },
  };
}

const keyOf = ({ surface, cloud, service, le }: Sample['labels']): string => `${surface} ${cloud} ${service} ${le}`;
