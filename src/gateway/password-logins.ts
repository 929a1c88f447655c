// SPDX-License-Identifier: Apache-2.0
// Logins with a password: which source judges it, how often it may be wrong, and how long a refusal takes. Whether the
// domain, the user or the password was wrong is told by neither the answer nor its time.
import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { holdsOwnToken } from '../federation/tokens.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { ProvenPrincipal } from '../model/identity-service.ts';
import { domainRef } from '../model/ids.ts';
import { isObject } from '../model/is-object.ts';
import type { Judged, NamedUser, PasswordSource, Passwords } from '../model/passwords.ts';
import type { Seal } from '../model/seal.ts';
import type { Store } from '../model/store.ts';
import { type Guesses, isWrong } from './limits/guesses.ts';
import { createTurnstile, type Turnstile } from './limits/turnstile.ts';

export interface PasswordLoginsDeps {
  /** Called on each use: the configuration may change. */
  readonly sources: () => readonly PasswordSource[];
  readonly guesses: Guesses;
  readonly store: Pick<Store, 'get' | 'set'>;
  readonly seal: Seal;
  readonly now: Clock;
  /** Milliseconds, of a clock that nobody sets. */
  readonly elapsed?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Refusals are told on whole seconds after the question: what took a cloud longer is not seen in them. */
const GRID = 1_000;
/** Keystone's own limit (max_password_length), and that of its names. */
const MAX_PASSWORD = 4_096;
const MAX_NAME = 255;
/** How long the gateway's id of a user leads to where its password is judged. */
const REMEMBERED = 30 * 24 * 3_600_000;
const TELL_AGAIN = 24 * 3_600_000;

/** How long it is believed where a user's password is judged, and that nobody knows. */
const [BELIEVED, LOOK_AGAIN] = [10 * 60_000, 10_000];

/** Where a user's password is judged, and as whom. */
interface Place {
  readonly source: PasswordSource;
  readonly user: Judged['found'];
  /** The user's name in the domain, where a login has shown it. */
  readonly name?: string | undefined;
}

export function createPasswordLogins(deps: PasswordLoginsDeps): Passwords {
  const { sources, guesses, store, seal, now, elapsed = () => performance.now(), pause = sleep } = deps;
  const turnstiles = new Map<string, Turnstile>();
  const told = createBoundedCache<true>({ max: 20_000, now });
  /** Of ids that were shown. */
  const accounts = createBoundedCache<string>({ max: 20_000 });
  /** What the store says of ids, so that a flood of guesses is no flood of questions. Empty: nothing. */
  const recalled = createBoundedCache<string>({ max: 20_000, now });

  function turnstileOf({ id }: PasswordSource): Turnstile {
    const one = turnstiles.get(id) ?? createTurnstile();
    turnstiles.set(id, one);
    return one;
  }

  async function placeOf(user: NamedUser): Promise<Place | undefined> {
    if ('name' in user) {
      const source = sources().find(({ domain }) => isDomain(user.domain, domain));
      return source && { source, user: { name: user.name }, name: user.name };
    }
    const remembered = await recall(user.id);
    if (remembered !== undefined) return remembered;
    // A Keystone's own id. Where there are several, no password is shown to one that it may not be meant for.
    const all = sources();
    const [only, ...others] = all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
    if (only === undefined || others.length > 0) return undefined;
    // Whose id it is counts for how often somebody may be wrong, and for nothing else.
    const same = await recall(ofSource(only, user.id));
    return { source: same?.source ?? only, user: { id: user.id }, name: same?.name };
  }

  async function recall(id: string): Promise<Place | undefined> {
    const key = keyOf(id);
    const known = recalled.get(key);
    // Null: it is away, and may know the user.
    const sealed = known === undefined ? await store.get(key).catch(() => null) : undefined;
    const plain = known ?? (typeof sealed === 'string' ? seal.open(sealed, key) : undefined) ?? '';
    if (known === undefined && sealed !== null)
      recalled.set(key, plain, { until: now() + (plain === '' ? LOOK_AGAIN : BELIEVED) });
    const kept: unknown = plain === '' ? undefined : JSON.parse(plain);
    if (!isObject(kept) || !isObject(kept.user)) return undefined;
    const source = sources().find(({ id: at, domain }) => at === kept.source && domain === kept.domain);
    const name = typeof kept.name === 'string' ? kept.name : undefined;
    return source && { source, user: kept.user as unknown as Judged['found'], name };
  }

  function remember({ id, name }: ProvenPrincipal['principal'], { source, user }: Place): void {
    if (told.get(id)) return;
    told.set(id, true, { until: now() + TELL_AGAIN });
    const value = JSON.stringify({ source: source.id, domain: source.domain, user, name });
    for (const key of [id, ...('id' in user ? [ofSource(source, user.id)] : [])].map(keyOf)) {
      recalled.set(key, value, { until: now() + BELIEVED });
      void store.set(key, seal.close(value, key), REMEMBERED).catch(() => undefined);
    }
  }

  async function judge(user: NamedUser, password: string, from: string): Promise<ProvenPrincipal> {
    const place = readable(user, password) ? await placeOf(user) : undefined;
    const account = accountOf(user, place);
    if (!('name' in user)) accounts.set(user.id, account);
    return guesses.guarded(account, from, async (known, again) => {
      if (place === undefined)
        throw new GatewayError('unauthorized', { detail: 'no such user domain, or no password' });
      const leave = await turnstileOf(place.source).enter(from, known);
      try {
        // Others may have been wrong meanwhile.
        again();
        const { found, ...proven } = await place.source.check(place.user, password, { key: from, stranger: true });
        remember(proven.principal, { source: place.source, user: found });
        return proven;
      } finally {
        leave();
      }
    });
  }

  return {
    offered: () => sources().length > 0,
    knows: (user, from) => guesses.knows(('name' in user ? undefined : accounts.get(user.id)) ?? accountOf(user), from),
    async check(user, password, from) {
      if (holdsOwnToken(password) || ('name' in user && holdsOwnToken(user.name)))
        throw new GatewayError('badRequest', { message: 'A token of the gateway is no password and no user name.' });
      const began = elapsed();
      try {
        return await judge(user, password, from);
      } catch (error) {
        if (isWrong(error)) await pause(GRID - ((elapsed() - began) % GRID));
        throw error;
      }
    },
  };
}

/** An empty password is none: an LDAP server takes it for a login of nobody (RFC 4513 §5.1.2), and says yes. */
function readable(user: NamedUser, password: string): boolean {
  const named = 'name' in user ? user.name : user.id;
  return password !== '' && password.length <= MAX_PASSWORD && named !== '' && named.length <= MAX_NAME;
}

const isDomain = (asked: { readonly id?: string; readonly name?: string }, domain: string): boolean =>
  asked.name === undefined ? asked.id === domainRef(domain).id : asked.name === domain;

/**
 * One account, by whichever spelling: databases compare names without letter case, accents and blanks at the end, so these
 * are no new accounts to guess at. Nor is an id of which a login has shown the name.
 */
function accountOf(user: NamedUser, place?: Place): string {
  const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
  if (!('name' in user)) {
    const name = place?.name;
    return JSON.stringify(
      name === undefined ? [fold(user.id)] : [domainRef(place?.source.domain ?? '').id, fold(name)],
    );
  }
  const domain = 'name' in user.domain ? domainRef(user.domain.name).id : user.domain.id;
  return JSON.stringify([domain, fold(user.name)]);
}

const keyOf = (id: string): string => `password-user:${id}`;
/** The id that a user has where the password is judged: no id at the gateway has a colon. */
const ofSource = ({ id, domain }: PasswordSource, user: string): string =>
  `of:${hash('sha256', JSON.stringify([id, domain, user]), 'base64url')}`;
