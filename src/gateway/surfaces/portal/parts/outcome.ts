// SPDX-License-Identifier: Apache-2.0
// What a change has come to, as it is told: done, under way, failed, or nobody knows.
import type { ErrorCode, GatewayError } from '../../../../model/errors.ts';
import type { Operation } from '../../../../scs/operations/operations.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { sign, type Tone } from './signs.ts';

/** `operation`: absent where the change was done with the cloud's answer. */
export function outcomeOf({ t }: Visit, operation: Operation | undefined): readonly [Tone, string] {
  if (operation === undefined || operation.status === 'succeeded') return ['good', t.act.done];
  return operation.status === 'running' ? ['busy', t.act.running] : ['bad', t.act.failed];
}

export const outcomeNotice = (visit: Visit, operation: Operation | undefined): Html =>
  notice(
    visit,
    operation,
    operation?.status !== 'running'
      ? NOTHING
      : html`<p><a href="${visit.link(`/operations/${encodeURIComponent(operation.id)}`)}">${visit.t.act.follow}</a></p>`,
  );

/** `more`: what stands below it. */
export function notice(visit: Visit, operation: Operation | undefined, more: Html = NOTHING): Html {
  const [tone, word] = outcomeOf(visit, operation);
  const reason = operation?.error?.detail;
  return html`<div class="notice${tone === 'bad' ? ' bad' : ''}" role="status"><p>${sign(tone, word)}</p>${reason === undefined ? NOTHING : html`<p lang="en">${reason}</p>`}${more}</div>`;
}

/** By then the cloud may have done it: neither yes nor no would be true. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set(['outcomeUnknown', 'memberTimeout', 'memberReset']);
export const isUncertain = ({ code }: GatewayError): boolean => UNCERTAIN.has(code);

/** Above a form that finds out: sent again with the same key it is looked for, and not done twice. */
export const uncertainNotice = ({ t }: Visit, { message }: GatewayError): Html =>
  html`<div class="notice warn" role="alert"><p>${sign('warn', t.act.uncertain)}</p><p>${t.act.uncertainHint}</p><p class="small" lang="en">${message}</p></div>`;
