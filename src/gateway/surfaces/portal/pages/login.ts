// SPDX-License-Identifier: Apache-2.0
// The pages around a login: where to log in, that it did not succeed, that it has ended.
import type { GatewayError } from '../../../../model/errors.ts';
import { html, NOTHING } from '../html.ts';
import { type View, view } from '../page.ts';
import { loginLinks } from '../parts/login-links.ts';
import { FRONT } from '../places.ts';
import type { Visit } from '../visit.ts';

export function loginView(visit: Visit, to: string, why: 'wanted' | 'needed' | 'ended'): View {
  const { login } = visit.t;
  const ended =
    why === 'ended'
      ? html`<div class="notice"><strong>${login.ended}</strong><p>${login.endedHint}</p></div>`
      : NOTHING;
  return view(
    login.where,
    html`<section class="hero"><h1>${login.where}</h1>${ended}${loginLinks(visit, to)}</section>`,
    why === 'ended' ? { status: 401 } : {},
  );
}

export const loginFailedView = (visit: Visit, { message, status }: GatewayError): View =>
  view(
    visit.t.login.failed,
    html`<section class="hero"><h1>${visit.t.login.failed}</h1><p class="lead" lang="en">${message}</p><p class="small">${visit.t.frame.requestId} <code>${visit.request.id}</code></p><div class="actions"><a class="button strong" href="${visit.link('/login')}">${visit.t.login.again}</a></div></section>`,
    { status },
  );

/** `further`: where the session at the identity provider is ended. */
export function loggedOutView(visit: Visit, further: string | undefined): View {
  const { login } = visit.t;
  const also =
    further === undefined ? NOTHING : html`<a class="button strong" href="${further}">${login.atProvider}</a>`;
  // Nobody is logged in any more, whatever stood in the cookie of this request.
  return view(
    login.loggedOut,
    html`<section class="hero"><h1>${login.loggedOut}</h1><p class="lead">${login.loggedOutHint}</p><div class="actions">${also}<a class="button" href="${visit.link('/login', { to: FRONT })}">${login.again}</a></div></section>`,
  );
}

export const forgedView = ({ t }: Visit): View =>
  view(t.login.forged, html`<h1>${t.login.forged}</h1><p class="lead">${t.login.forgedHint}</p>`, { status: 403 });
