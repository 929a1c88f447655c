// SPDX-License-Identifier: Apache-2.0
// What can be done with a server, by its state: links to the pages that ask once, and do it.
import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';
import { objectLink, type Shown } from './fields.ts';

const ACTS = ['start', 'stop', 'reboot', 'console', 'delete'] as const;
export type Act = (typeof ACTS)[number];

export const isAct = (text: string | undefined): text is Act => ACTS.includes(text as Act);

/** Of a state that nobody knows, everything may be tried: the cloud decides. */
export function actsOf(status: string): readonly Act[] {
  if (status === 'deleting') return [];
  if (status === 'active') return ['stop', 'reboot', 'console', 'delete'];
  if (status === 'stopped') return ['start', 'delete'];
  return status === 'unknown' ? ACTS : ['delete'];
}

export function serverActs(visit: Visit, server: Pick<Shown, 'cloud' | 'id' | 'name' | 'status'>): Html {
  const { act } = visit.t;
  const to = objectLink(visit, 'servers', server);
  return html`${actsOf(server.status).map(
    (one) =>
      html`<a class="button${one === 'delete' ? ' danger' : ''}" href="${to}/${one}">${act.verb[one]}<span class="hidden"> ${server.name || server.id}</span></a>`,
  )}`;
}
