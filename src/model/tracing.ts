// SPDX-License-Identifier: Apache-2.0
// What a request does, as steps that may be told to a tracer: docs/adr/0020-a-tracer-listens.md. The gateway knows no tracer;
// it publishes each step on two diagnostics channels, to which one may listen (otel.ts). Nobody listening, no step is made.

/** W3C Trace Context: where in which trace somebody is. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Two hex digits; 1: somebody records it. */
  readonly flags: string;
  /** The list of `tracestate`. */
  readonly state?: string;
}

export const isSampled = (context: TraceContext | undefined): boolean =>
  context !== undefined && (Number.parseInt(context.flags, 16) & 1) === 1;

/** `request`: all of it, as the client sees it. `queue`: waiting for a connection. `member`: one request to a member. */
export type StepName = 'request' | 'authenticate' | 'session' | 'queue' | 'member' | 'translate';

export type Attributes = Record<string, string | number | boolean | undefined>;

/** The message on both channels, the same object at its start and at its end. */
export interface Step {
  readonly name: StepName;
  /** Somebody listens. Else it holds what the client has sent, for members and errors. */
  readonly told: boolean;
  /** Undefined for `request`. */
  readonly parent: Step | undefined;
  /** What the client has sent, of `request`. */
  readonly remote: TraceContext | undefined;
  /** Grow until the end; by the names of OpenTelemetry's semantic conventions where it has some. */
  readonly attributes: Attributes;
  /** Where it is in its trace: set by the listener at its start. It goes to members, back in errors, and into the log. */
  context?: TraceContext | undefined;
  /** At its end: why it has failed, from a closed set. */
  error?: string;
}

export const STEP_START = 'scs-gateway.step.start';
export const STEP_END = 'scs-gateway.step.end';
/** At the end of the process. The message takes what has to be waited for, by `wait`. */
export const STEPS_OVER = 'scs-gateway.steps.over';

export interface StepsOver {
  wait(work: Promise<unknown>): void;
}

export interface Tracing {
  /** Of a client's request. Undefined: nobody listens, and the client has sent no trace context. */
  request(headers: Readonly<Record<string, string | string[] | undefined>>, id: string): Step | undefined;
  /** Runs `work` as part of a step, or of none: what comes from a socket would else be part of the request that opened it. */
  within<T>(step: Step | undefined, work: () => T): T;
  /** What is being worked at. */
  current(): Step | undefined;
  /** A part of `parent`, or of what is being worked at. Undefined: nobody listens, or no client has asked for it. */
  begin(name: StepName, attributes: Attributes, parent?: Step): Step | undefined;
  end(step: Step | undefined, error?: string): void;
  /** The same around `work`, which may come to its end at once or later. */
  step<T>(name: StepName, attributes: Attributes, work: () => T, parent?: Step): T;
  /** The last steps have been told. */
  close(): Promise<void>;
}

/** `work` as a step, for parts that may have been given no tracing. */
export const traced = <T>(
  tracing: Tracing | undefined,
  name: StepName,
  attributes: Attributes,
  work: () => T,
  parent?: Step,
): T => (tracing === undefined ? work() : tracing.step(name, attributes, work, parent));
