// SPDX-License-Identifier: Apache-2.0
// Rate limits: per user, per project, per address before there is a user, and per member in total. Decided without
// waiting from local knowledge; the counters are shared with the other replicas in the background.
import type { FastifyRequest } from 'fastify';
import { isSafe } from '../../http/safe-method.ts';
import { GatewayError } from '../../model/errors.ts';
import type { ProjectRef, Scope } from '../../model/identity.ts';
import type { ProjectClass, Rate, RouteClass } from '../../model/limits.ts';
import { type Tracing, traced } from '../../model/tracing.ts';
import { addressOf as addressOfPeer } from './address.ts';
import type { Counters } from './counters.ts';
import '../request.ts';

/** The configured rates. An absent limit does not apply. */
export interface LimitRates {
  readonly user: Readonly<Partial<Record<RouteClass, Rate>>>;
  readonly project: Readonly<Partial<Record<ProjectClass, Rate>>>;
  readonly address: {
    /** Logins, successful or not. */
    readonly login?: Rate;
    /** Failed authentications: forged or malformed tokens, and tokens of unknown issuers. */
    readonly failed?: Rate;
    /** Requests that need no token. */
    readonly anonymous?: Rate;
  };
  /** By the cloud's id: all requests to its OpenStack. */
  readonly members: ReadonlyMap<string, Rate>;
  /** By the cluster's id. */
  readonly clusters: ReadonlyMap<string, Rate>;
}

/**
 * A refusal is a thrown `GatewayError` (`rateLimited`, `memberFull`) with `retryAfter`; `request.limit` then names the
 * limit.
 */
export interface Limits {
  /**
   * Called after authentication, when `request.caller` is set. Counts one request of this class for this user, and for the
   * project of the token if it has one.
   */
  admit(request: FastifyRequest, kind: RouteClass): void;
  /** For accounts of a member itself, which are not callers of the federation. `user`, `project`: any stable ids. */
  admitUser(request: FastifyRequest, kind: RouteClass, user: string, project?: string): void;
  /** For a project that a request changes without a token for it: counts one for the project alone. */
  admitChange(request: FastifyRequest, project: ProjectRef): void;
  /** Called before a login is processed: counts one for the client's address. */
  login(request: FastifyRequest): void;
  /**
   * Wraps every check of a token or password that is not cached, and counts the failures of `check`. An address with too
   * many of them is refused a `login` unchecked, unless `known` recognises it. A `token` of the gateway and a `logout` are
   * refused only where `check` fails as well: they are signed, so that nobody guesses one, and the right one is good
   * whatever others behind the address send.
   */
  authenticate<T>(request: FastifyRequest, check: () => Promise<T>, shown?: Shown): Promise<T>;
  /** What counts as one client before there is a user. */
  addressOf(request: FastifyRequest): string;
  /** Counts a failed authentication that another part detected: a member's refusal of a login. */
  failed(request: FastifyRequest): void;
  /** Called before a request that needs no token is looked at further: counts one for the client's address. */
  anonymous(request: FastifyRequest): void;
  /**
   * Called before a client's request is sent to a cloud's OpenStack: counts one for the cloud in total. All strangers
   * together have half of that, so that they leave something for those who have logged in.
   */
  member(request: FastifyRequest, cloud: string, stranger?: boolean): void;
  /** The same for a cluster. */
  cluster(request: FastifyRequest, cluster: string, cloud: string, stranger?: boolean): void;
}

/** What proves who sends it. A `token` is the gateway's own, checked by its keys alone. */
type Proof = 'login' | 'token' | 'logout';

interface Shown {
  /** Absent: a login. */
  readonly kind?: Proof | undefined;
  /** Whether the same was proven a moment ago. Must not wait. */
  known?(): boolean;
}

/** What counts as one project: the same at every member, since its id is made of its names. Undefined: there is none. */
export const projectOf = (scope: Scope | undefined): string | undefined =>
  scope?.kind === 'project' ? scope.project.id : undefined;

/** For routes that are neither logins nor streams nor queries to all clouds. */
export const classOf = (method: string): 'read' | 'write' => (isSafe(method) ? 'read' : 'write');

/**
 * `people` and `addresses` are separate tables, so that a client with many addresses cannot evict the counters of
 * users.
 */
export function createLimits(deps: {
  readonly people: Counters;
  readonly addresses: Counters;
  /** Called on every use, since the configuration may change at runtime. */
  readonly rates: () => LimitRates;
  /** What counts as one client before there is a user. */
  readonly addressOf?: (request: FastifyRequest) => string;
  /** Somebody has been authenticated. */
  readonly onKnown?: (request: FastifyRequest, user: string) => void;
  readonly tracing?: Tracing;
}): Limits {
  const { people, addresses, rates, addressOf = addressOfPeer, onKnown, tracing } = deps;

  /** `count`: whether one is counted or only looked for. */
  function ask(
    request: FastifyRequest,
    count: Counters['take'],
    limit: string,
    rate: Rate | undefined,
    who: string,
    why: (seconds: number, rate: Rate) => GatewayError,
  ): void {
    const wait = rate === undefined ? 0 : count(limit, who, rate);
    if (rate === undefined || wait === 0) return;
    const seconds = Math.ceil(wait / 1000);
    request.limit = { policy: limit, rate, reset: seconds };
    throw why(seconds, rate);
  }

  function askProject(request: FastifyRequest, count: Counters['take'], kind: ProjectClass, project: string): void {
    ask(request, count, `project-${NAMES[kind]}`, rates().project[kind], project, (seconds, rate) =>
      rateLimited(`All users of your project together have sent too many ${WORDS[kind]}`, rate, seconds),
    );
  }

  const admitUser: Limits['admitUser'] = (request, kind, user, project) => {
    onKnown?.(request, user);
    const forProject = (count: Counters['take']): void => {
      if (project !== undefined && kind !== 'login') askProject(request, count, kind, project);
    };
    // Looked at first: what the project's limit refuses does not count for the user.
    forProject(people.look);
    ask(request, people.take, `user-${NAMES[kind]}`, rates().user[kind], user, (seconds, rate) =>
      rateLimited(`You have sent too many ${WORDS[kind]}`, rate, seconds),
    );
    forProject(people.take);
  };

  function admitTo(
    request: FastifyRequest,
    limit: string,
    rate: Rate | undefined,
    who: string,
    cloud: string,
    stranger = false,
  ): void {
    const full = (seconds: number): GatewayError =>
      new GatewayError('memberFull', { cloud, retryAfter: seconds, detail: `${limit} of ${who}` });
    if (stranger && rate !== undefined) {
      const half = { ...rate, quota: Math.ceil(rate.quota / 2) };
      ask(request, people.take, limit, half, `strangers ${who}`, full);
    }
    ask(request, people.take, limit, rate, who, full);
  }

  const fail = (request: FastifyRequest, kind: Proof): void => {
    const rate = rates().address.failed;
    if (rate !== undefined) addresses.take(FAILED[kind].limit, addressOf(request), rate);
  };

  const look = (request: FastifyRequest, kind: Proof): void => {
    const rate = rates().address.failed;
    const { limit, what } = FAILED[kind];
    ask(request, addresses.look, limit, rate, addressOf(request), (seconds, rate) =>
      rateLimited(`Too many failed ${what} from your address`, rate, seconds),
    );
  };

  return {
    admit(request, kind) {
      if (request.caller === undefined) return;
      const { principal, scope } = request.caller;
      admitUser(request, kind, principal.id, projectOf(scope));
    },
    admitUser,
    admitChange: (request, { id }) => askProject(request, people.take, 'write', id),
    login(request) {
      const rate = rates().address.login;
      if (rate === undefined) return;
      ask(request, addresses.take, 'address-login', rate, addressOf(request), (seconds, rate) =>
        rateLimited('Too many logins from your address', rate, seconds),
      );
    },
    async authenticate(request, check, shown = {}) {
      const { kind = 'login' } = shown;
      if (kind === 'login' && shown.known?.() !== true) look(request, kind);
      try {
        return await traced(request.step && tracing, 'authenticate', {}, check, request.step);
      } catch (error) {
        if (!provesNothing(error)) throw error;
        if (kind !== 'login') look(request, kind);
        fail(request, kind);
        throw error;
      }
    },
    failed: (request) => fail(request, 'login'),
    addressOf,
    anonymous: (request) =>
      ask(
        request,
        addresses.take,
        'address-anonymous',
        rates().address.anonymous,
        addressOf(request),
        (seconds, { quota, period }) =>
          rateLimited('Too many requests without a token from your address', { quota, period }, seconds),
      ),
    member: (request, cloud, stranger) =>
      admitTo(request, 'cloud-requests', rates().members.get(cloud), cloud, cloud, stranger),
    cluster: (request, cluster, cloud, stranger) =>
      admitTo(request, 'cluster-requests', rates().clusters.get(cluster), cluster, cloud, stranger),
  };
}

/** Logouts apart, so that users behind their provider's address log in whatever is wrong with its logout tokens. */
const LOGINS = { limit: 'address-failed', what: 'logins' };
const FAILED: Readonly<Record<Proof, typeof LOGINS>> = {
  login: LOGINS,
  token: LOGINS,
  logout: { limit: 'address-logout', what: 'logouts' },
};

/** The names in response headers and metrics. */
const NAMES: Readonly<Record<RouteClass, string>> = {
  login: 'login',
  read: 'read',
  write: 'write',
  stream: 'stream',
  fanOut: 'fan-out',
};

const WORDS: Readonly<Record<RouteClass, string>> = {
  login: 'logins and rescoped tokens',
  read: 'reads',
  write: 'changes',
  stream: 'streams',
  fanOut: 'queries to all clouds at once',
};

const rateLimited = (what: string, { quota, period }: Rate, seconds: number): GatewayError =>
  new GatewayError('rateLimited', {
    message: `${what}: ${quota} in ${period / 1000} seconds are allowed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    retryAfter: seconds,
  });

/**
 * A token that was good once (it has ended, or was revoked) is no guess, and a client that comes with one must get its
 * 401 to log in again.
 */
const provesNothing = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === 'unauthorized' && error.reason === undefined;
