// SPDX-License-Identifier: Apache-2.0
// The gateway's URL for one of a member's consoles, whichever surface it was asked for on.
import type { ReachReports } from '../members/reach-reports.ts';
import { GatewayError } from '../model/errors.ts';
import type { Member } from '../model/member.ts';
import type { Consoles, ConsoleUser } from './consoles.ts';

export interface ConsoleUrlDeps {
  readonly consoles: Consoles;
  readonly reports: Pick<ReachReports, 'report'>;
}

/** Those at the member's own hosts. The answer is no use without its URL, so a foreign one fails it. */
export function publishedConsole(
  { consoles, reports }: ConsoleUrlDeps,
  { id: cloud, reach }: Member,
  user: Omit<ConsoleUser, 'cloud'>,
  url: string,
): string {
  const fault = reach.ofUrl(url);
  if (fault === undefined) return consoles.publish(url, { ...user, cloud });
  const host = URL.parse(url)?.host ?? '';
  reports.report({ peer: cloud, where: 'console', host, fault });
  throw new GatewayError('memberHost', { cloud, detail: `a console at ${host.slice(0, 255)}: ${fault}` });
}
