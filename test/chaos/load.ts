// SPDX-License-Identifier: Apache-2.0
// Honest work at a steady pace, whatever comes back: native calls and lists of both APIs, objects made with and without a key,
// logins, revocations, uploads, over both versions of HTTP, beside watches that are opened again whenever they end. Every answer
// is looked at; what is acknowledged goes into the ledger.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { allAnswered, expectStatus, JSON_BODY, login, type Signed, Wrong } from './answers.ts';
import { createChanges } from './changes.ts';
import type { House } from './house.ts';
import type { Ledger } from './ledger.ts';
import { type Got, http1, http2, type Sender } from './senders.ts';
import { AT_CLUSTER, USERS, type User } from './users.ts';
import { keepWatching } from './watches.ts';

export interface Failure {
  readonly what: string;
  /** A status with what the answer says, or the error's code. */
  readonly why: string;
  readonly status: number | undefined;
  readonly begun: number;
  readonly ended: number;
}

export interface Tally {
  sent: number;
  /** Has come to its end, well or not. */
  done: number;
  readonly failures: Failure[];
  /** Milliseconds of native calls that were answered. */
  readonly native: number[];
  /** Not sent, since too much was under way. */
  held: number;
}

export interface Load {
  readonly senders: readonly [Sender, Sender];
  readonly working: Readonly<Record<User, Signed>>;
  /** What is sent from now on. */
  tally(): Tally;
  inFlight(): number;
  /** While it is false a revoked token may be taken: the replicas cannot hear of each other. */
  strict: boolean;
  watching(): number;
  /** How often each watch has heard the word. */
  heard(word: string): number;
  /**
   * Sends nothing more, and waits until nothing is under way but watches. A create with a key that could not be answered yet is sent
   * again beside what follows, until it is.
   */
  pause(): Promise<void>;
  /** What such creates were to make. */
  owed(): readonly string[];
  /** After a pause: none is owed any more. */
  settled(): Promise<void>;
  resume(): void;
  /** New tokens for the work. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** A create with a key that has not been answered yet. */
interface Owed {
  readonly name: string;
  readonly user: User;
  readonly cloud: string;
  /** Each time it was said that nothing has been done. */
  readonly refused: boolean;
  readonly notBefore: number;
  /** The fault that it comes of is over, and has been looked at. */
  readonly old: boolean;
}

interface Pace {
  /** Requests a second. */
  readonly rate: number;
  /** How long a client waits for an answer, in ms. */
  readonly patience: number;
  /** After this a revoked token must be refused everywhere, in ms. */
  readonly propagation: number;
}

const emptyTally = (): Tally => ({ sent: 0, done: 0, failures: [], native: [], held: 0 });

const MOST = 250;
/** Until what is owed is sent again once more; and what pause() gives it, for it is usually there by then. */
const AGAIN = 500;
const SOON = 2_000;
const CLOUDS = ['cloud-a', 'cloud-b'] as const;
const BODY = randomBytes(72 * 1024).toString('base64');
/** So long a key may be refused that was refused with 503 before, and some. */
const REFUSED_FOR = 25_000;

/** How often each is done, of a hundred. */
const MIX = {
  flavors: 18,
  networks: 12,
  whoami: 10,
  scsNetworks: 12,
  scsServers: 6,
  pods: 6,
  create: 6,
  createKeyed: 5,
  update: 4,
  remove: 2,
  login: 4,
  revoke: 4,
  refused: 4,
  upload: 5,
  root: 2,
} as const;

const OF_ONE_CLOUD = new Set([
  'flavors',
  'networks',
  'scsNetworks',
  'create',
  'createKeyed',
  'update',
  'remove',
  'refused',
  'upload',
]);
/** Another one than was to be asked, where something from before was asked for again. */
const meant = (error: unknown): string | undefined => (error as { cloud?: string }).cloud;

export async function startLoad(house: House, ledger: Ledger, { rate, patience, propagation }: Pace): Promise<Load> {
  const senders = [http1(house.url, house.ca, patience), http2(house.url, house.ca, patience)] as const;
  const [first] = senders;
  const proofs = {} as Record<User, string>;
  const working = {} as Record<User, Signed>;
  const renew = async (): Promise<void> => {
    for (const user of USERS) {
      proofs[user] = await house.outside('token', user);
      working[user] = await login(first, proofs[user], user);
    }
  };
  await renew();
  for (const user of USERS)
    for (const cloud of CLOUDS)
      expectStatus(
        await first.send({
          method: 'PUT',
          path: bucket(cloud, user),
          headers: { 'x-auth-token': working[user].token },
        }),
        201,
        202,
        204,
      );

  let tally = emptyTally();
  const fresh: { readonly token: string; readonly user: User }[] = [];
  const gone: { readonly token: string; readonly at: number }[] = [];
  /** Creates with a key that have not been answered: sent again with it. */
  const owed: Owed[] = [];
  const nextOwed = (old: boolean): Owed | undefined => {
    const index = owed.findIndex((one) => one.old === old && one.notBefore < performance.now());
    return index < 0 ? undefined : owed.splice(index, 1)[0];
  };
  const changes = createChanges(ledger, (user) => working[user].token);
  const running = new Set<Promise<void>>();
  let [closed, paused, n] = [false, false, 0];
  let strict = true;

  function bucket(cloud: string, user: User): string {
    return `/clouds/${cloud}/object-store/v1/AUTH_${working[user].project}/chaos`;
  }
  const own = (user: User, text: string, what: string): void => {
    for (const [, whose] of text.matchAll(/chaos-(\w+)-/g))
      if (whose !== user) ledger.crossed(`${user} saw ${whose}’s by ${what}`);
  };

  interface Doing {
    readonly sender: Sender;
    readonly user: User;
    readonly cloud: string;
    readonly token: string;
  }
  const read = async ({ sender, user, token }: Doing, path: string): Promise<Got> => {
    const got = expectStatus(await sender.send({ method: 'GET', path, headers: { 'x-auth-token': token } }), 200);
    own(user, got.text, path);
    return got;
  };
  const timed = async (work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    await work();
    tally.native.push(performance.now() - begun);
  };

  async function createWithKey(sender: Sender, one: Owed): Promise<void> {
    ledger.wanted(one.name, one.cloud, true);
    const headers = { ...JSON_BODY, 'x-auth-token': working[one.user].token, 'idempotency-key': one.name };
    const body = JSON.stringify({ cloud: one.cloud, name: one.name });
    try {
      const got = expectStatus(
        await sender.send({ method: 'POST', path: '/scs/v1/networks', headers, body }),
        201,
        202,
      );
      ledger.made(one.name);
      const { item } = JSON.parse(got.text) as { item: { id: string } };
      changes.made({ name: one.name, user: one.user, cloud: one.cloud, id: item.id });
    } catch (error) {
      const status = error instanceof Wrong ? error.status : undefined;
      // Where it may have begun, a conflict says so: the client has to look for itself.
      const refused = one.refused && (status === 503 || status === 409);
      if (refused || status !== 409)
        owed.push({ ...one, refused, notBefore: performance.now() + (status === 409 ? 2_000 : one.old ? 1_000 : 0) });
      throw Object.assign(error as Error, { cloud: one.cloud });
    }
  }

  const doings: { readonly [K in keyof typeof MIX]: (doing: Doing) => Promise<unknown> } = {
    flavors: (doing) => timed(() => read(doing, `/clouds/${doing.cloud}/compute/v2.1/flavors`)),
    networks: (doing) => timed(() => read(doing, `/clouds/${doing.cloud}/network/v2.0/networks`)),
    async whoami(doing) {
      const headers = { 'x-auth-token': doing.token, 'x-subject-token': doing.token };
      const got = await doing.sender.send({ method: 'GET', path: '/identity/v3/auth/tokens?nocatalog', headers });
      const { token } = JSON.parse(expectStatus(got, 200).text) as { token: { user: { name: string } } };
      if (token.user.name !== doing.user) ledger.crossed(`${doing.user} is told to be ${token.user.name}`);
    },
    async scsNetworks(doing) {
      const { text } = await read(doing, `/scs/v1/networks?cloud=${doing.cloud}`);
      allAnswered(text);
    },
    async scsServers(doing) {
      allAnswered((await read(doing, '/scs/v1/servers')).text);
    },
    pods: async (doing) => {
      const { token } = working[AT_CLUSTER];
      const headers = { authorization: `Bearer ${token}` };
      const path = '/k8s/cluster-a/api/v1/namespaces/research/pods';
      await timed(async () => expectStatus(await doing.sender.send({ method: 'GET', path, headers }), 200));
    },
    async create({ sender, user, cloud, token }) {
      const name = `chaos-${user}-${randomUUID()}`;
      ledger.wanted(name, cloud, false);
      const path = `/clouds/${cloud}/network/v2.0/networks`;
      const body = JSON.stringify({ network: { name } });
      const headers = { ...JSON_BODY, 'x-auth-token': token };
      expectStatus(await sender.send({ method: 'POST', path, headers, body }), 201);
      ledger.made(name);
    },
    async createKeyed({ sender, user, cloud }) {
      await createWithKey(
        sender,
        nextOwed(false) ?? {
          name: `chaos-${user}-${randomUUID()}`,
          user,
          cloud,
          refused: true,
          notBefore: 0,
          old: false,
        },
      );
    },
    update: ({ sender }) => changes.update(sender),
    remove: ({ sender }) => changes.remove(sender),
    async login({ sender, user }) {
      const { token } = await login(sender, proofs[user], user);
      if (fresh.length < 500) fresh.push({ token, user });
    },
    async revoke({ sender }) {
      const one = fresh.shift();
      if (one === undefined) return;
      const headers = { 'x-auth-token': one.token, 'x-subject-token': one.token };
      expectStatus(await sender.send({ method: 'DELETE', path: '/identity/v3/auth/tokens', headers }), 204);
      ledger.revoked(one.token);
      gone.push({ token: one.token, at: performance.now() });
      if (gone.length > 300) gone.shift();
    },
    async refused({ sender, cloud }) {
      const old = gone.filter(({ at }) => performance.now() - at > propagation);
      const one = old[Math.floor(Math.random() * old.length)];
      if (one === undefined) return;
      const path = `/clouds/${cloud}/network/v2.0/networks`;
      const got = await sender.send({ method: 'GET', path, headers: { 'x-auth-token': one.token } });
      if (got.status === 200 && strict) ledger.taken(`${path}, ${Math.round(performance.now() - one.at)} ms after`);
      if (got.status !== 200) expectStatus(got, 401);
    },
    async upload({ sender, user, cloud, token }) {
      const path = `${bucket(cloud, user)}/${randomUUID()}`;
      const body = `${BODY}${path}`;
      const headers = { 'x-auth-token': token, 'content-type': 'application/octet-stream' };
      expectStatus(await sender.send({ method: 'PUT', path, headers, body }), 201);
      ledger.uploaded({ user, path, digest: createHash('sha256').update(body).digest('hex') });
    },
    async root({ sender }) {
      expectStatus(await sender.send({ method: 'GET', path: '/' }), 200);
    },
  };
  const kinds = Object.entries(MIX).flatMap(([kind, share]) =>
    Array.from({ length: share }, () => kind),
  ) as (keyof typeof MIX)[];

  const failed = (into: Tally, what: string, begun: number, error: unknown): void => {
    const { message, code, cause } = error as Error & { code?: string; cause?: { code?: string } };
    const status = error instanceof Wrong ? error.status : undefined;
    const why = error instanceof Wrong ? message : `${code ?? cause?.code ?? message}`;
    into.failures.push({ what, why, status, begun, ended: performance.now() });
  };

  async function one(number: number): Promise<void> {
    const into = tally;
    const what = kinds[(number * 37) % kinds.length] as keyof typeof MIX;
    const version = (number + Math.floor(number / kinds.length)) % 2;
    const user = USERS[Math.floor(number / 2) % 2] as User;
    const cloud = CLOUDS[Math.floor(number / 4) % 2] as string;
    const begun = performance.now();
    into.sent += 1;
    try {
      await doings[what]({ sender: senders[version] as Sender, user, cloud, token: working[user].token });
    } catch (error) {
      failed(
        into,
        `${what}${version === 0 ? '' : ' (h2)'}${OF_ONE_CLOUD.has(what) ? ` ${meant(error) ?? cloud}` : ''}`,
        begun,
        error,
      );
    } finally {
      into.done += 1;
    }
  }

  const watches = keepWatching({
    senders,
    headers: () => ({ authorization: `Bearer ${working[AT_CLUSTER].token}` }),
    began() {
      tally.sent += 1;
      tally.done += 1;
    },
    failed: (what, begun, error) => failed(tally, what, begun, error),
  });

  const pay = async (old: boolean): Promise<void> => {
    for (let one = nextOwed(old); one !== undefined && !closed; one = nextOwed(old))
      await createWithKey(first, one).catch(() => undefined);
  };
  /** Beside the work, not while it is looked at: what is owed of an earlier fault is not this one's failure. */
  let paying: Promise<void> | undefined;
  const collector = setInterval(() => {
    if (paused) return;
    paying ??= pay(true).finally(() => {
      paying = undefined;
    });
  }, AGAIN);

  const start = performance.now();
  const ticks = setInterval(() => {
    for (; start + (n * 1000) / rate <= performance.now(); n++) {
      if (paused) continue;
      if (running.size >= MOST) {
        tally.held += 1;
        continue;
      }
      const work: Promise<void> = one(n).finally(() => running.delete(work));
      running.add(work);
    }
  }, 5);

  return {
    senders,
    working,
    tally() {
      tally = emptyTally();
      return tally;
    },
    get strict() {
      return strict;
    },
    set strict(value) {
      strict = value;
    },
    inFlight: () => running.size,
    watching: watches.open,
    heard: watches.heard,
    async pause() {
      paused = true;
      await Promise.all(running);
      const end = performance.now() + SOON;
      while (owed.some((one) => !one.old) && performance.now() < end) {
        await pay(false);
        await sleep(50);
      }
      await paying;
      owed.push(...owed.splice(0).map((one) => ({ ...one, old: true })));
    },
    owed: () => owed.map(({ name }) => name),
    async settled() {
      const end = performance.now() + 2 * patience + REFUSED_FOR;
      while (owed.length > 0 && performance.now() < end) {
        await pay(true);
        await sleep(AGAIN);
      }
      if (owed.length > 0) throw new Error(`${owed.length} creates with a key were never answered`);
    },
    resume: () => {
      // Those have been looked at.
      gone.length = 0;
      changes.forget();
      paused = false;
    },
    renew,
    async close() {
      closed = true;
      clearInterval(ticks);
      clearInterval(collector);
      const ended = watches.end();
      await Promise.all(running);
      await Promise.all(senders.map((sender) => sender.close()));
      await ended;
    },
  };
}
