// SPDX-License-Identifier: Apache-2.0
// Makes a span of each step that the gateway tells of (model/tracing.ts), and sends them to an OTLP receiver. What fails here,
// fails no request.
import { subscribe } from 'node:diagnostics_channel';
import {
  type Context,
  createTraceState,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { isSampled, STEP_END, STEP_START, STEPS_OVER, type Step, type StepsOver } from '../model/tracing.ts';
import type { Settings } from './settings.ts';

/** Milliseconds: a receiver that is away would be told of at each batch. */
const SELDOM = 60_000;
const LONGEST_TEXT = 512;

export async function listen(settings: Settings, tell: (text: string) => void): Promise<void> {
  const { OTLPTraceExporter } =
    settings.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');

  let toldAt = Number.NEGATIVE_INFINITY;
  const seldom = (text: string): void => {
    if (performance.now() - toldAt < SELDOM) return;
    toldAt = performance.now();
    tell(text.slice(0, LONGEST_TEXT));
  };
  const silent = (): void => undefined;
  const logger = { error: seldom, warn: seldom, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });

  const ratio = new TraceIdRatioBasedSampler(settings.ratio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'scs-gateway' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    sampler: settings.parentBased ? new ParentBasedSampler({ root: ratio }) : ratio,
    spanLimits: { attributeValueLengthLimit: LONGEST_TEXT },
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...settings.batches })],
  });
  const tracer = provider.getTracer('scs-gateway');
  const spans = new WeakMap<Step, Span>();

  const onEach = (channel: string, work: (step: Step) => void): void =>
    subscribe(channel, (message) => {
      try {
        work(message as Step);
      } catch (error) {
        seldom(String(error));
      }
    });
  onEach(STEP_START, (step) => {
    const parent = step.parent && spans.get(step.parent);
    const around = parent === undefined ? ofClient(step) : trace.setSpan(ROOT_CONTEXT, parent);
    const span = tracer.startSpan(step.name, { kind: KINDS[step.name] ?? SpanKind.INTERNAL }, around);
    spans.set(step, span);
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    const state = traceState?.serialize();
    step.context = { traceId, spanId, flags: `0${traceFlags}`, ...(state ? { state } : {}) };
  });
  onEach(STEP_END, (step) => {
    const span = spans.get(step);
    if (span?.isRecording()) describe(span, step);
    span?.end();
  });
  subscribe(STEPS_OVER, (message) => (message as StepsOver).wait(provider.shutdown()));
}

const KINDS: Readonly<Partial<Record<Step['name'], SpanKind>>> = { request: SpanKind.SERVER, member: SpanKind.CLIENT };

/** The client's part of the trace, which is recorded elsewhere. */
function ofClient({ remote }: Step): Context {
  if (remote === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, state } = remote;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled(remote) ? 1 : 0,
    isRemote: true,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
  });
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
function describe(span: Span, { name, attributes, error }: Step): void {
  const { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status = 0 } = attributes;
  if (method !== undefined) span.updateName(route === undefined ? `${method}` : `${method} ${route}`);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) span.setAttribute(key, value);
  // A server's 4xx is the client's failure; to whoever has asked it is one.
  const failed = Number(status) >= (name === 'member' ? 400 : 500);
  if (error !== undefined) span.setAttribute('error.type', error);
  else if (failed) span.setAttribute('error.type', String(status));
  if (failed || (error !== undefined && (name !== 'request' || status === 0)))
    span.setStatus({ code: SpanStatusCode.ERROR });
}
