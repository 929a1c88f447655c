// SPDX-License-Identifier: Apache-2.0
// The identity providers that one can log in with, each a link.
import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';

/** `to`: where it goes on afterwards. */
export function loginLinks(visit: Visit, to: string): Html {
  const { login } = visit.t;
  if (visit.providers.length === 0)
    return html`<div class="notice"><strong>${login.none}</strong><p>${login.noneHint}</p></div>`;
  const links = visit.providers.map(
    (id) =>
      html`<a class="button strong" href="${visit.link(`/login/${encodeURIComponent(id)}`, { to })}">${login.with(id)}</a>`,
  );
  return html`<div class="actions">${links}</div>`;
}
