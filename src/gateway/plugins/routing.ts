// SPDX-License-Identifier: Apache-2.0
// Paths that are only passed on are routed by their beginning. The router undoes escapes before it looks for a route, and
// refuses what is no UTF-8, or no escape, outside of every hook; a name at a member may be either.
import type { IncomingMessage } from 'node:http';
import { CLOUDS, K8S } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';

/** Its whole target, where the router has been given less. */
const TARGET = Symbol('target');
type Routed = IncomingMessage & { [TARGET]?: string };

/** What the router is to see of a target. */
export function routable(raw: IncomingMessage, url: string): string {
  if (!url.includes('%')) return url;
  const prefix = url.startsWith(CLOUDS) ? CLOUDS : url.startsWith(K8S) ? K8S : undefined;
  if (prefix === undefined) return url;
  (raw as Routed)[TARGET] = url;
  return `${prefix}x`;
}

/** Before everything else that looks at a request. */
export const restoreTarget: Check = ({ raw }) => {
  const target = (raw as Routed)[TARGET];
  if (target !== undefined) raw.url = target;
};
