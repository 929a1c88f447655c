// SPDX-License-Identifier: Apache-2.0
// The audit stream of one process: one chain, and a spool for each sink. It speaks of itself in events of its own: where a chain
// begins and which it follows, what a sink has not got, and that a chain has ended.
import type { AuditOptions, AuditSinkState } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import { field } from '../model/json-field.ts';
import { createChain, digestBy, type Head } from './chain.ts';
import { type AuditEvent, bounded, writeEvent } from './event.ts';
import { createFileSink, type FileSink } from './file-sink.ts';
import { createHttpSink } from './http-sink.ts';
import type { Entry, Sink } from './sink.ts';
import { createSpool, type Lost, type Spool } from './spool.ts';
import { createStdoutSink } from './stdout-sink.ts';
import { createSyslogSink } from './syslog-sink.ts';

/** The events that a stream has of itself. */
export const OWN_KINDS = ['chain.begun', 'chain.lost', 'chain.ended'] as const;

export interface AuditDeps {
  readonly options: AuditOptions;
  /** Of the gateway: its public URL and version. */
  readonly publicUrl: string;
  readonly version: string;
  /** Which of several processes this is. */
  readonly worker: number | undefined;
  /** It is no gateway, but this command of an operator. */
  readonly command?: string;
  readonly now: Clock;
  readonly onEvent: (kind: string) => void;
  readonly onLost: (sink: Sink['name'], events: number) => void;
  readonly log: () => {
    warn(fields: object, message: string): void;
    info(fields: object, message: string): void;
  };
  /** The configured one. */
  readonly file?: AuditFile | undefined;
  /** Instead of the configured ones. */
  readonly sinks?: readonly Sink[];
}

export interface AuditFile {
  readonly sink: FileSink;
  /** The last event in it before this process, of the chain that the new one follows. */
  readonly previous: Head | undefined;
}

export interface Audit {
  /** Never throws, and nobody waits for it. */
  record(event: AuditEvent): void;
  sinks(): readonly AuditSinkState[];
  head(): Head;
  /** Writes the end of the chain, and gives the sinks that long (milliseconds) to take what waits. How much they have not. */
  close(patience?: number): Promise<readonly Left[]>;
}

/** What one sink has not got. */
interface Left {
  readonly sink: Sink['name'];
  readonly events: number;
}

const CLOSING = 5_000;
/**
 * Milliseconds that events are collected for: a write to a sink for each would cost more than all the rest, and one after the
 * other their hashes take a quarter less than between two requests.
 */
const LINGER = 10;
/** How many are collected at most. */
const MOST = 500;

/** What of the stream has to be waited for, before anything else is there. `of`: the worker or the command. */
export async function openAuditFile(
  options: AuditOptions,
  { of, now }: Pick<AuditDeps, 'now'> & { readonly of: number | string | undefined },
): Promise<AuditFile | undefined> {
  if (options.file === undefined) return undefined;
  const sink = createFileSink(ofProcess(options.file, of), now);
  return { sink, previous: await sink.last() };
}

export function openAudit(deps: AuditDeps): Audit {
  const { options, publicUrl, version, worker, command, now, onEvent, onLost, log, file } = deps;
  const digest = digestBy(options.key?.reveal());
  const chain = createChain(digest);
  const sinks = deps.sinks ?? sinksOf(options, file?.sink, { chain: chain.id, userAgent: `scs-gateway/${version}` });
  /** The gateway: it observes, and in its own events it acts too. */
  const observer = `{"typeURI":"service/security","id":"${chain.id}"${bounded('name', publicUrl)}${
    worker === undefined ? '' : `,"worker":${worker}`
  }${bounded('command', command)}}`;
  const target = `{"typeURI":"service/security/audit","id":"${chain.id}"}`;
  const spools: Spool[] = sinks.map((sink) =>
    createSpool({
      sink,
      limits: options.spool,
      now,
      onLost: (events) => onLost(sink.name, events),
      onTold: (loss) => tellLoss(sink.name, loss),
      onState(failure) {
        if (failure === undefined) log().info({ sink: sink.name }, 'the audit sink takes events again');
        else log().warn({ sink: sink.name, reason: failure }, 'the audit sink takes no events; they wait');
      },
    }),
  );

  let collected: (Omit<Entry, 'seq' | 'line'> & { readonly text: string })[] = [];
  let linger: NodeJS.Timeout | undefined;

  function put(event: AuditEvent): void {
    const { kind, at, outcome } = event;
    collected.push({ text: writeEvent(event, observer), at, kind, failed: outcome !== 'success' });
    onEvent(kind);
    if (collected.length >= MOST) link();
    else linger ??= setTimeout(link, LINGER);
  }

  /** What was collected becomes the next part of the chain, and goes to the sinks. */
  function link(): void {
    clearTimeout(linger);
    linger = undefined;
    const events = collected;
    collected = [];
    for (const { text, at, kind, failed } of events) {
      const { seq, line } = chain.link(text);
      const entry = { seq, line, at, kind, failed };
      for (const spool of spools) spool.push(entry);
    }
  }

  const own = (kind: (typeof OWN_KINDS)[number], action: string, attachments?: Record<string, string>): void => {
    put({
      kind,
      type: kind === 'chain.lost' ? 'monitor' : 'control',
      at: now(),
      action,
      outcome: kind === 'chain.lost' ? 'failure' : 'success',
      target,
      ...(attachments && { attachments }),
    });
    // A spool that ends waits for nothing more.
    link();
  };

  function tellLoss(
    sink: Sink['name'],
    { ranges, events, reason }: { ranges: readonly Lost[]; events: number; reason: string },
  ): void {
    log().warn({ sink, events, reason }, 'audit events were lost');
    own('chain.lost', 'notify', {
      lost: `{"sink":"${sink}","events":${events}${field('reason', reason)},"ranges":${JSON.stringify(ranges)}}`,
    });
  }

  const begun = {
    version,
    algorithm: options.key === undefined ? 'sha256' : 'hmac-sha256',
    ...(file?.previous && { previous: file.previous }),
  };
  own('chain.begun', 'start', { chain: JSON.stringify(begun) });
  let closed = false;
  return {
    record(event) {
      if (!closed) put(event);
    },
    sinks() {
      link();
      return spools.map((spool) => spool.state());
    },
    head() {
      link();
      return chain.head();
    },
    async close(patience = CLOSING) {
      if (closed) return [];
      own('chain.ended', 'stop');
      closed = true;
      const closing = sinks.map(async ({ name }, index) => ({
        sink: name,
        events: (await spools[index]?.close(patience)) ?? 0,
      }));
      const left = (await Promise.all(closing)).filter(({ events }) => events > 0);
      for (const one of left) log().warn(one, 'audit events were lost: the process ends');
      return left;
    },
  };
}

/** Each process has a file of its own. */
function ofProcess<F extends { readonly path: string }>(file: F, of: number | string | undefined): F {
  if (of === undefined) return file;
  return { ...file, path: file.path.replace(/(\.[^./]*)?$/, `.${of}$1`) };
}

function sinksOf(
  { stdout, http, syslog }: AuditOptions,
  file: FileSink | undefined,
  of: { readonly chain: string; readonly userAgent: string },
): Sink[] {
  return [
    ...(stdout === true ? [createStdoutSink()] : []),
    ...(file === undefined ? [] : [file]),
    ...(http === undefined ? [] : [createHttpSink(http, of)]),
    ...(syslog === undefined ? [] : [createSyslogSink(syslog)]),
  ];
}
