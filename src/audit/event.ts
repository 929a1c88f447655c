// SPDX-License-Identifier: Apache-2.0
// An event in the shape of CADF (DMTF DSP0262, as pycadf and keystonemiddleware write it), by hand: it is written for every
// request that changes something. What CADF has no place for stands beside, as Keystone has it: `project_id` and `request_id` at
// the initiator, `cloud` and `region` at the target. No text is longer than its field may be, whoever sent it.
import { randomUUID } from 'node:crypto';
import { field, quoted } from '../model/json-field.ts';

const CADF_EVENT = 'http://schemas.dmtf.org/cloud/audit/1.0/event';

/** CADF's own; `unknown`: the client left before there was an answer. */
export type AuditOutcome = 'success' | 'failure' | 'unknown';
type EventType = 'activity' | 'control' | 'monitor';

export interface AuditEvent {
  /** The row of the table of kinds. */
  readonly kind: string;
  readonly type?: EventType;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** HTTP's status, with the gateway's own error code where it was the gateway that refused; or why there was no request. */
  readonly reason?: { readonly status: number; readonly code?: string | undefined } | { readonly ending: string };
  /** An object as JSON. Absent: the gateway itself. */
  readonly initiator?: string;
  /** An object as JSON. */
  readonly target: string;
  readonly method?: string;
  /** Without a query. */
  readonly path?: string;
  /** Milliseconds that it was open. */
  readonly duration?: number;
  /** Of data, as JSON, by name. */
  readonly attachments?: Readonly<Record<string, string>>;
}

/** Of names, ids and addresses; what is longer is cut. */
const LONGEST = 256;
export const LONGEST_PATH = 1024;

const cut = (text: string, most = LONGEST): string => (text.length > most ? text.slice(0, most) : text);

/** As `field`, cut. */
export const bounded = (name: string, text: string | undefined, most = LONGEST): string =>
  field(name, text === undefined ? undefined : cut(text, most));

/** DSP0262 wants the offset, not `Z`. */
const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, -1)}+00:00`;

/** An object as JSON without the brace at its end, as a chain takes it. `observer`: an object as JSON. */
export function writeEvent(event: AuditEvent, observer: string): string {
  const { kind, type = 'activity', at, action, outcome, target, method, path, duration } = event;
  const { initiator = observer } = event;
  const why = reasonOf(event.reason);
  return `{"typeURI":"${CADF_EVENT}","id":"${randomUUID()}","eventType":"${type}","eventTime":"${timeOf(at)}","name":"${kind}","action":${quoted(action)},"outcome":"${outcome}"${why},"initiator":${initiator},"target":${target},"observer":${observer}${field('requestMethod', method)}${bounded('requestPath', path, LONGEST_PATH)}${
    duration === undefined ? '' : `,"duration_ms":${Math.round(duration)}`
  }${attached(event.attachments)}`;
}

function reasonOf(reason: AuditEvent['reason']): string {
  if (reason === undefined) return '';
  if ('ending' in reason) return `,"reason":{"reasonType":"scs-gateway/endings","reasonCode":${quoted(reason.ending)}}`;
  const { status, code } = reason;
  return `,"reason":{"reasonType":"HTTP","reasonCode":"${status}"${
    code === undefined ? '' : `,"policyType":"scs-gateway/errors","policyId":${quoted(code)}`
  }}`;
}

function attached(attachments: AuditEvent['attachments']): string {
  if (attachments === undefined) return '';
  const all = Object.entries(attachments).map(
    ([name, content]) => `{"name":${quoted(name)},"contentType":"application/json","content":${content}}`,
  );
  return `,"attachments":[${all.join(',')}]`;
}
