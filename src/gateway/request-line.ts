// SPDX-License-Identifier: Apache-2.0
// The one log line of a request, written by hand: it is made for every request, and has the same fields each time. What the
// logger would write for these fields is what stands here, for less than half (docs/adr/0010-budgets-against-the-floor.md);
// test/unit/gateway/request-line.test.ts holds the two to each other. Every other line is the logger's.
import type { Caller } from '../model/identity.ts';
import { field } from '../model/json-field.ts';

type LineCaller = Pick<Caller, 'principal' | 'scope'> & Partial<Pick<Caller, 'auditIds'>>;

export interface RequestLine {
  readonly level: 'debug' | 'info';
  readonly reqId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** With one decimal. */
  readonly ms: number;
  readonly surface: string;
  readonly aborted: boolean;
  readonly cloud?: string | undefined;
  readonly service?: string | undefined;
  readonly strategy?: string | undefined;
  readonly caller?: LineCaller | undefined;
  readonly upstreamRequestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly limit?: string | undefined;
  readonly client?: string | undefined;
  readonly reason?: string | undefined;
}

/** pino's numbers. */
const LEVELS = { debug: 20, info: 30 };
/** `worker`: which of several processes this is. `time`: epoch milliseconds. */
export function createRequestLine(worker: number | undefined): (line: RequestLine, time: number) => string {
  const of = worker === undefined ? '' : `,"worker":${worker}`;
  /** Callers come again and again, as the same object while their token is cached. */
  const named = new WeakMap<LineCaller, string>();
  const who = (caller: LineCaller): string => {
    let fields = named.get(caller);
    if (fields === undefined) {
      fields = fieldsOf(caller);
      named.set(caller, fields);
    }
    return fields;
  };
  return (line, time) => {
    const { caller } = line;
    return `{"level":${LEVELS[line.level]},"time":${time}${of}${field('reqId', line.reqId)}${field('method', line.method)}${field(
      'path',
      line.path,
    )},"status":${line.status},"ms":${line.ms},"surface":"${line.surface}"${line.aborted ? ',"aborted":true' : ''}${field(
      'cloud',
      line.cloud,
    )}${field('service', line.service)}${field('strategy', line.strategy)}${
      caller === undefined ? '' : who(caller)
    }${field('upstreamRequestId', line.upstreamRequestId)}${field('traceId', line.traceId)}${field('limit', line.limit)}${field(
      'client',
      line.client,
    )}${field('reason', line.reason)},"msg":"request"}\n`;
  };
}

function fieldsOf({ principal, scope, auditIds }: LineCaller): string {
  const user = field('user', `${principal.domain}/${principal.name}`) + field('userId', principal.id);
  // The token's own id, and where it descends from a login's that one's: what `scs-gateway revoke --token-id` takes.
  const [token, login] = [auditIds?.[0], auditIds?.at(-1)];
  return `${user}${scopeOf(scope)}${field('token', token)}${login === token ? '' : field('login', login)}`;
}

function scopeOf(scope: LineCaller['scope']): string {
  if (scope.kind === 'project') return field('project', `${scope.project.domain.name}/${scope.project.name}`);
  return scope.kind === 'domain' ? field('domain', scope.domain.name) : '';
}
