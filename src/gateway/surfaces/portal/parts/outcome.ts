// SPDX-License-Identifier: Apache-2.0
// What a change has come to, as it is told: done, under way or failed; and the key by which a form counts once.
import { GatewayError } from '../../../../model/errors.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { sign, type Tone } from './signs.ts';

export interface Operation {
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly error: { readonly detail: string } | null;
}

/** As the API takes one. */
const KEY = /^[\w-]{1,64}$/;

/** The same form twice, by a double click or a reload, is one change. */
export function takenKey(form: URLSearchParams): string {
  const key = form.get('key') ?? '';
  if (!KEY.test(key)) throw new GatewayError('badRequest', { detail: 'a form without its key' });
  return key;
}

/** `operation`: absent where the change was done with the cloud's answer. */
export function outcomeOf({ t }: Visit, operation: Operation | undefined): readonly [Tone, string] {
  if (operation === undefined || operation.status === 'succeeded') return ['good', t.act.done];
  return operation.status === 'running' ? ['busy', t.act.running] : ['bad', t.act.failed];
}

export function outcomeNotice(visit: Visit, operation: Operation | undefined): Html {
  const [tone, word] = outcomeOf(visit, operation);
  const reason = operation?.error?.detail;
  return html`<div class="notice${tone === 'bad' ? ' bad' : ''}" role="status"><p>${sign(tone, word)}</p>${reason === undefined ? NOTHING : html`<p lang="en">${reason}</p>`}</div>`;
}
