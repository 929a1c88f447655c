// SPDX-License-Identifier: Apache-2.0
// OpenTelemetry's variables, as far as the gateway reads them itself.
import { expect, it } from 'vitest';
import { readSettings, SettingsRefused } from '../../../src/otel/settings.ts';

function read(env: Record<string, string>): { settings: ReturnType<typeof readSettings>; warnings: string[] } {
  const warnings: string[] = [];
  return { settings: readSettings(env, (text) => warnings.push(text)), warnings };
}

it('all is recorded that a client has not decided about, and sent as protobuf, where nothing is said', () => {
  const settings = { protocol: 'http/protobuf', parentBased: true, ratio: 1, batches: {} };
  expect(read({})).toEqual({ settings, warnings: [] });
  expect(read({ OTEL_TRACES_SAMPLER: ' ', OTEL_BSP_SCHEDULE_DELAY: '' })).toEqual({ settings, warnings: [] });
});

it.each([
  ['OTEL_SDK_DISABLED', 'TRUE'],
  ['OTEL_TRACES_EXPORTER', 'none'],
])('%s can say that there are no traces', (name, value) => {
  expect(read({ [name]: value })).toEqual({ settings: undefined, warnings: [] });
});

it.each([
  ['always_on', undefined, false, 1],
  ['always_off', undefined, false, 0],
  ['traceidratio', '0.25', false, 0.25],
  ['traceidratio', undefined, false, 1],
  ['parentbased_always_off', undefined, true, 0],
  ['parentbased_traceidratio', '0', true, 0],
])('the sampler %s with %s is understood', (sampler, arg, parentBased, ratio) => {
  const env = { OTEL_TRACES_SAMPLER: sampler, ...(arg === undefined ? {} : { OTEL_TRACES_SAMPLER_ARG: arg }) };
  expect(read(env)).toMatchObject({ settings: { parentBased, ratio }, warnings: [] });
});

it.each([
  ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
  ['OTEL_BSP_SCHEDULE_DELAY', 'soon'],
  ['OTEL_BSP_EXPORT_TIMEOUT', 'Infinity'],
])('%s with a value that cannot be is told of, and the default counts', (name, value) => {
  const { settings, warnings } = read({ [name]: value });
  expect(settings).toEqual(read({}).settings);
  expect(warnings).toEqual([expect.stringContaining(name)]);
});

it('a batch is no larger than the queue that it is taken from', () => {
  const batches = (env: Record<string, string>) => read(env).settings?.batches;
  expect(batches({ OTEL_BSP_MAX_QUEUE_SIZE: '100' })).toEqual({ maxQueueSize: 100, maxExportBatchSize: 100 });
  const both = { OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10.9' };
  expect(batches(both)).toEqual({ maxQueueSize: 100, maxExportBatchSize: 10 });
});

it.each([
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER'],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http/protobuf'],
  [{ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'grpc'],
])('what cannot be had is refused, and not replaced by a guess: %o', (env, words) => {
  expect(() => read(env)).toThrow(SettingsRefused);
  expect(() => read(env)).toThrow(words);
});
