// SPDX-License-Identifier: Apache-2.0
// What a form of the portal brings along unseen: that it is of a page of this session, and the key by which it counts once.
import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../../../model/errors.ts';
import { FIELD } from '../forgery.ts';
import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';

export const hidden = (name: string, value: string | null): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`;

/** Without it no form is taken. */
export const ownForm = (visit: Visit): Html => hidden(FIELD, visit.formToken());

/** `key`: of a form that is sent once more. */
export const onceForm = (visit: Visit, key: string = randomUUID()): Html =>
  html`${ownForm(visit)}${hidden('key', key)}`;

/** As the API takes one. */
const KEY = /^[\w-]{1,64}$/;

/** The same form twice, by a double click or a reload, is one change. */
export function takenKey(form: URLSearchParams): string {
  const key = form.get('key') ?? '';
  if (!KEY.test(key)) throw new GatewayError('badRequest', { detail: 'a form without its key' });
  return key;
}
