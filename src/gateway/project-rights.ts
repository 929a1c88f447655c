// SPDX-License-Identifier: Apache-2.0
// Whether a cloud still gives a caller its project, for what is open there for long: an upload is checked by the cloud once,
// at its beginning, a console by its own token alone. Asked at intervals, and at once where any replica has just been told otherwise; never more than a few
// at a time.
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { createSingleFlight } from '../cache/single-flight.ts';
import type { CurrentFleet } from '../members/fleet.ts';
import type { MemberView, MemberViews } from '../members/member-views.ts';
import type { Clock } from '../model/clock.ts';
import { toGatewayError } from '../model/errors.ts';
import type { Caller } from '../model/identity.ts';
import type { Member } from '../model/member.ts';
import type { Store } from '../model/store.ts';
import type { OpenStream, OpenStreams } from './open-streams.ts';

const CHANNEL = 'project-doubted';
const LOOK_EVERY = 1_000;
/** Questions to members that are begun in one look. */
const AT_ONCE = 20;
const KEPT = 20_000;
/** Milliseconds: how often the other replicas are told about one caller at one cloud. */
const TELL_EVERY = 10_000;
/** Milliseconds for which an answer counts: a console's page is many files. */
const ANSWERED = 3_000;

export interface ProjectRights {
  /** A member has just refused this caller its project. */
  doubt(cloud: string, caller: Caller): void;
  /** Before something is opened that the cloud itself would not check. A cloud that does not answer says nothing: true. */
  isGiven(cloud: string, caller: Caller): Promise<boolean>;
  close(): void;
}

interface ProjectRightsDeps {
  readonly fleet: CurrentFleet;
  readonly views: () => Pick<MemberViews, 'get' | 'drop'>;
  readonly streams: Pick<OpenStreams, 'all' | 'end'>;
  readonly store: Store;
  readonly now: Clock;
  /** Milliseconds between two questions about the same. */
  readonly every: () => number;
}

/** One person, cloud and project: a doubt about one counts for all that is open. */
const nameOf = (cloud: string, { principal, scope }: Caller): string | undefined =>
  scope.kind === 'project' ? `${principal.id} ${cloud} ${scope.project.id}` : undefined;

/** The answer counts for those with the same roles: a credential with chosen ones may have lost what its owner has not. */
const answerOf = (name: string, { credential }: Caller): string =>
  credential?.roles === undefined ? name : `${name} ${JSON.stringify([...credential.roles].sort())}`;

export function createProjectRights(deps: ProjectRightsDeps): ProjectRights {
  const { fleet, views, streams, store, now, every } = deps;
  const due = createBoundedCache<number>({ max: KEPT });
  const told = createBoundedCache<true>({ max: KEPT, now });
  const answered = createBoundedCache<{ readonly given: boolean; readonly at: number }>({ max: KEPT, now });
  const once = createSingleFlight();
  // Each replica at another time, or a cloud would be asked by all of them at once.
  const later = (): number => now() + every() * (0.75 + Math.random() / 2);

  /** Who has just been asked about is asked anew, with whichever roles. */
  const doubted = createBoundedCache<number>({ max: KEPT, now });
  const noteDoubt = (name: string): void => doubted.set(name, now(), { until: now() + ANSWERED });
  store.subscribe(CHANNEL, (name) => {
    noteDoubt(name);
    if (due.get(name) !== undefined) due.set(name, now());
  });

  const look = (): void => {
    const asked = new Map<string, { name: string; caller: Caller; member: Member; open: OpenStream[] }>();
    for (const stream of streams.all()) {
      const { caller, cloud } = stream.of;
      const member = cloud === undefined ? undefined : fleet().members.get(cloud);
      if (caller === undefined || !('scope' in caller) || member === undefined) continue;
      const name = nameOf(member.id, caller);
      if (name === undefined) continue;
      const at = due.get(name);
      if (at === undefined) due.set(name, later());
      else if (at <= now()) {
        const answer = answerOf(name, caller);
        if (asked.size >= AT_ONCE && !asked.has(answer)) continue;
        const one = asked.get(answer) ?? { name, caller, member, open: [] };
        asked.set(answer, one);
        one.open.push(stream);
      }
    }
    for (const [answer, { name, caller, member, open }] of asked) {
      due.set(name, later());
      void once(answer, () => ask(answer, member, caller)).then((given) => {
        if (!given) for (const stream of open) streams.end(stream, 'projectLost');
      });
    }
  };

  async function ask(name: string, member: Member, caller: Caller): Promise<boolean> {
    const at = now();
    const given = await isGiven(member, caller);
    answered.set(name, { given, at }, { until: now() + ANSWERED });
    return given;
  }

  /** A member that does not answer says nothing. */
  async function isGiven(member: Member, caller: Caller): Promise<boolean> {
    try {
      const view = await views().get(member, caller);
      if (await isTaken(member, view)) return true;
      await views().drop(member, caller, view);
      await views().get(member, caller);
      return true;
    } catch (cause) {
      return toGatewayError(cause).code !== 'forbidden';
    }
  }

  async function isTaken({ authUrl, transport }: Member, { session: { token } }: MemberView): Promise<boolean> {
    const { status } = await transport.call({
      method: 'GET',
      url: `${authUrl}/auth/tokens?nocatalog`,
      headers: { 'x-auth-token': token, 'x-subject-token': token, accept: 'application/json' },
    });
    return status !== 401 && status !== 404;
  }

  const timer = setInterval(look, LOOK_EVERY);
  timer.unref();
  return {
    doubt(cloud, caller) {
      const name = nameOf(cloud, caller);
      if (name === undefined) return;
      noteDoubt(name);
      if (due.get(name) !== undefined) due.set(name, now());
      if (told.get(name)) return;
      told.set(name, true, { until: now() + TELL_EVERY });
      void store.publish(CHANNEL, name).catch(() => undefined);
    },
    async isGiven(cloud, caller) {
      const member = fleet().members.get(cloud);
      const name = nameOf(cloud, caller);
      if (member === undefined || name === undefined) return true;
      const answer = answerOf(name, caller);
      const known = answered.get(answer);
      if (known !== undefined && known.at > (doubted.get(name) ?? Number.NEGATIVE_INFINITY)) return known.given;
      return once(answer, () => ask(answer, member, caller));
    },
    close: () => clearInterval(timer),
  };
}
