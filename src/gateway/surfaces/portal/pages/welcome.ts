// SPDX-License-Identifier: Apache-2.0
// The first page: what this is, and where to log in. Whoever has logged in goes on to the clouds.
import { html } from '../html.ts';
import { type Page, view } from '../page.ts';
import { loginLinks } from '../parts/login-links.ts';
import { FRONT } from '../places.ts';

export const welcome: Page = {
  path: '',
  open: true,
  get(visit) {
    if (visit.caller !== undefined) return { kind: 'redirect', to: FRONT };
    const { login } = visit.t;
    const points = (['clouds', 'resources', 'tools'] as const).map(
      (point) => html`<li><h2>${login[point]}</h2><p>${login[`${point}Hint`]}</p></li>`,
    );
    return view(
      login.welcome,
      html`<section class="hero"><h1>${login.welcome}</h1><p class="lead">${login.lead}</p>${loginLinks(visit, FRONT)}</section><ul class="points">${points}</ul>`,
    );
  },
};
