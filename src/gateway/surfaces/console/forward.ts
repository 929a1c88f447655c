// SPDX-License-Identifier: Apache-2.0
// A console in the order of the sentence that describes it: open the seal → is it asked for at its host → is it revoked →
// limits → does the cloud still give its user the project → relay the page's files, or join the WebSocket.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { checkTarget } from '../../../http/target.ts';
import type { Plan } from '../../../members/answer-plan.ts';
import type { CurrentFleet } from '../../../members/fleet.ts';
import { consoleRequestHeaders } from '../../../members/headers.ts';
import { relay } from '../../../members/relay.ts';
import { tunnel, type Upgrade } from '../../../members/tunnel.ts';
import type { Clock } from '../../../model/clock.ts';
import { GatewayError } from '../../../model/errors.ts';
import { CONSOLES } from '../../../model/public-paths.ts';
import type { ConsoleHosts } from '../../console-hosts.ts';
import { type Console, type Consoles, withoutBase } from '../../consoles.ts';
import type { Held } from '../../limits/held.ts';
import { type Limits, projectOf } from '../../limits/index.ts';
import type { OpenStreams } from '../../open-streams.ts';
import type { ProjectRights } from '../../project-rights.ts';
import type { BrowserPolicy } from './browser-policy.ts';
import { planAnswer } from './plan-answer.ts';
import '../../request.ts';

export interface ConsoleDeps {
  readonly fleet: CurrentFleet;
  readonly consoles: Consoles;
  readonly hosts: ConsoleHosts;
  /** Whether consoles are at host names of their own and nowhere else. */
  readonly apart: boolean;
  readonly policy: BrowserPolicy;
  readonly limits: Limits;
  readonly held: { readonly users: Held; readonly addresses: Held };
  /** WebSockets at a time, in this process. */
  readonly most: () => { readonly user: number; readonly address: number };
  /** The client's. */
  addressOf(raw: IncomingMessage): string;
  readonly streams: OpenStreams;
  readonly rights: Pick<ProjectRights, 'isGiven'>;
  /** Whether what the URL was given for has been revoked since. */
  revoked(console: Console): Promise<boolean>;
  readonly now: Clock;
  readonly publicUrl: string;
}

/** A timer's longest time. */
const LONGEST = 2 ** 31 - 1;

export async function forwardConsole(
  deps: ConsoleDeps,
  request: FastifyRequest,
  response: ServerResponse,
  upgrade: Upgrade | undefined,
): Promise<void> {
  const { raw, method } = request;
  const { path: whole, query } = checkTarget(raw.url ?? '', CONSOLES);
  const slash = whole.indexOf('/', CONSOLES.length);
  const sealed = whole.slice(CONSOLES.length, slash === -1 ? whole.length : slash);
  const console = deps.consoles.open(sealed);
  if (console === undefined) throw new GatewayError('notFound', { detail: 'no such console, or too old' });
  const { cloud, origin, user, caller } = console;
  request.cloud = cloud;
  request.object = deps.consoles.nameOf(sealed);
  if (caller !== undefined) request.caller = caller;
  // Elsewhere its page would run under a name that is not its own.
  if (deps.hosts.nameOf(raw) !== (deps.apart ? cloud : undefined))
    throw new GatewayError('notFound', { detail: 'a console at a host name that is not its own' });
  if (await deps.revoked(console)) throw new GatewayError('notFound', { detail: 'revoked: the token or its user' });
  const member = deps.fleet().members.get(cloud);
  if (member === undefined) throw new GatewayError('notFound', { detail: `there is no cloud "${cloud}" any more` });

  const own = deps.consoles.originOf(cloud);
  const base = deps.consoles.pathOf(sealed);
  const behind = slash === -1 ? '/' : withoutBase(whole.slice(slash), base);
  const path = `${behind}${query === undefined ? '' : `?${query}`}`;
  const plan: Plan = (status, headers) => planAnswer({ console, path, base, policy: deps.policy, status, headers });
  const { transport } = member;
  const to = {
    cloud,
    transport,
    origin,
    method,
    path,
    plan,
    headers: consoleRequestHeaders(raw.rawHeaders),
    added: [],
    by: { key: user },
  };
  if (upgrade !== undefined && !deps.policy.mayConnect(raw.headers.origin, own))
    throw new GatewayError('forbidden', { detail: `a WebSocket from a page of ${raw.headers.origin?.slice(0, 100)}` });
  deps.limits.admitUser(request, upgrade === undefined ? 'read' : 'stream', user, projectOf(caller?.scope));
  deps.limits.member(request, cloud);
  if (caller !== undefined && !(await deps.rights.isGiven(cloud, caller)))
    throw new GatewayError('forbidden', { message: 'This cloud gives your project no access any more.' });
  const leave = upgrade === undefined ? undefined : takePlaces(deps, request, user);
  const ending = deps.streams.open({ surface: 'console', request, cloud, caller });
  const end = setTimeout(() => deps.streams.end(ending, 'tooOld'), Math.min(console.until - deps.now(), LONGEST));
  try {
    if (upgrade === undefined) await relay({ ...to, ending, client: response });
    else {
      // websockify compares Origin with its own host. No last words: what a console says is nobody's to follow.
      const added = ['host', new URL(origin).host, 'connection', 'Upgrade', 'upgrade', 'websocket', 'origin', origin];
      await tunnel({ ...to, ending, added, tls: member.tls, client: upgrade, response });
    }
  } finally {
    clearTimeout(end);
    ending.close();
    leave?.();
  }
}

/** One for whoever was given the URL, however many have it now; one for the address. */
function takePlaces({ held, most, addressOf }: ConsoleDeps, request: FastifyRequest, user: string): () => void {
  const full = (policy: string, message: string): GatewayError => {
    request.limit = { policy };
    return new GatewayError('rateLimited', { message, retryAfter: 1 });
  };
  const limit = most();
  const leaveUser = held.users.take(user, limit.user);
  if (leaveUser === undefined)
    throw full('console-user', `You have too many consoles open: ${limit.user} at a time are allowed.`);
  const leaveAddress = held.addresses.take(addressOf(request.raw), limit.address);
  if (leaveAddress === undefined) {
    leaveUser();
    throw full('console-address', `Too many consoles are open from your address: ${limit.address} are allowed.`);
  }
  return () => {
    leaveUser();
    leaveAddress();
  };
}
