// SPDX-License-Identifier: Apache-2.0
// What OpenTelemetry's environment variables ask for (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/),
// as far as its packages do not read them themselves: those of the exporter (OTEL_EXPORTER_OTLP_…) and of the resource are theirs.

type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly protocol: 'http/protobuf' | 'http/json';
  /** Whether the client's own decision counts where it has sent one. */
  readonly parentBased: boolean;
  /** Of the others: how many are recorded, from 0 to 1. */
  readonly ratio: number;
  readonly batches: {
    readonly scheduledDelayMillis?: number;
    readonly exportTimeoutMillis?: number;
    readonly maxQueueSize?: number;
    readonly maxExportBatchSize?: number;
  };
}

/** What is asked for is not to be had; no guess would send spans to where they belong. */
export class SettingsRefused extends Error {}

const PARENT = 'parentbased_';
const SAMPLERS = new Set(['always_on', 'always_off', 'traceidratio'].flatMap((kind) => [kind, `${PARENT}${kind}`]));
const DEFAULT_SAMPLER = `${PARENT}always_on`;

/**
 * Undefined: no traces are wanted. A value that cannot be read is told of by `warn` and counts as none, as the specification
 * has it.
 */
export function readSettings(env: Environment, warn: (text: string) => void): Settings | undefined {
  const of = (name: string): string | undefined => env[name]?.trim() || undefined;
  if (of('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  const exporter = of('OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (exporter === 'none') return undefined;
  if (exporter !== 'otlp') throw new SettingsRefused(`OTEL_TRACES_EXPORTER can be otlp or none, not ${exporter}`);
  const protocol = of('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? of('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
  if (protocol !== 'http/protobuf' && protocol !== 'http/json')
    throw new SettingsRefused(`OTEL_EXPORTER_OTLP_PROTOCOL can be http/protobuf or http/json, not ${protocol}`);

  function number(name: string, least: number, most: number): number | undefined {
    const text = of(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (value >= least && value <= most) return value;
    warn(`${name} is not a number from ${least} to ${most}: ${text}; the default counts`);
    return undefined;
  }
  const whole = (name: string, most: number): number | undefined => {
    const value = number(name, 1, most);
    return value === undefined ? undefined : Math.floor(value);
  };
  let sampler = of('OTEL_TRACES_SAMPLER') ?? DEFAULT_SAMPLER;
  if (!SAMPLERS.has(sampler)) {
    warn(`OTEL_TRACES_SAMPLER is none that there is: ${sampler}; the default counts`);
    sampler = DEFAULT_SAMPLER;
  }
  const parentBased = sampler.startsWith(PARENT);
  const kind = parentBased ? sampler.slice(PARENT.length) : sampler;
  const ratio = kind === 'traceidratio' ? (number('OTEL_TRACES_SAMPLER_ARG', 0, 1) ?? 1) : kind === 'always_on' ? 1 : 0;
  const maxQueueSize = whole('OTEL_BSP_MAX_QUEUE_SIZE', 100_000);
  const batch = whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 100_000);
  const batches = {
    scheduledDelayMillis: number('OTEL_BSP_SCHEDULE_DELAY', 0, 3_600_000),
    exportTimeoutMillis: number('OTEL_BSP_EXPORT_TIMEOUT', 1, 600_000),
    maxQueueSize,
    // A batch cannot be larger than what it is taken from.
    maxExportBatchSize: maxQueueSize === undefined ? batch : Math.min(batch ?? 512, maxQueueSize),
  };
  const given = Object.entries(batches).filter(([, value]) => value !== undefined);
  return { protocol, parentBased, ratio, batches: Object.fromEntries(given) };
}
