// SPDX-License-Identifier: Apache-2.0
// The honest side, in a process of its own so that the attackers' work does not slow its clocks: an identity provider, a
// member that says the truth, and two users of it who work all the time over both versions of HTTP and compare every
// answer with what it was before the attack.

import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Agent, fetch } from 'undici';
import { startIdp } from '../../demo/idp.ts';
import { startCloud } from '../../standins/cloud.ts';
import { connectH2, type H2Client } from '../e2e/h2-client.ts';

export interface Introduced {
  readonly issuer: string;
  readonly authUrl: string;
  readonly region: string;
  /** Of users that attack. */
  readonly tokens: Readonly<Record<string, string>>;
}
interface Begin {
  readonly begin: { readonly url: string; readonly ca: string };
}
export interface Sight {
  readonly answers: number;
  /** What was not as it should be, the first of them. */
  readonly wrong: readonly string[];
  /** Milliseconds. */
  readonly times: readonly number[];
  /** Which requests took longer than they should. */
  readonly slow: readonly string[];
  readonly slowestLogin: number;
  /** What no attacker and no other member may ever see. */
  readonly secrets: readonly string[];
  readonly violations: number;
}

const USERS = ['alice', 'bob'] as const;
const PROJECTS = { alice: 'research', bob: 'teaching' } as const;
/** Between two requests of one user. */
const PAUSE = 40;
const SLOW = 500;
/** Another address than the attackers'. */
const HONEST = '127.0.0.9';
const LOGIN_EVERY = 3_000;

if (process.send !== undefined) await main(process.send.bind(process));

async function main(send: (message: unknown) => void): Promise<void> {
  const idp = await startIdp({
    users: ['alice', 'bob', 'carol'].map((name) => ({ name, password: `${name}-pw`, groups: [`acme-${name}`] })),
  });
  const cloud = await startCloud({
    name: 'honest',
    region: 'RegionA',
    shape: 'ports',
    projects: ['acme/research', 'acme/teaching'],
    // Nothing for carol.
    groups: { 'acme-alice': [['acme', 'research', 'member']], 'acme-bob': [['acme', 'teaching', 'member']] },
    settle: 1,
  });
  process.once('disconnect', () => process.exit());
  const begin = new Promise<Begin['begin']>((resolve) =>
    process.on('message', (message: Partial<Begin>) => message.begin !== undefined && resolve(message.begin)),
  );
  const attackers = { carol: (await idp.tokens.password('carol')).access_token };
  send({ issuer: idp.issuer, authUrl: cloud.authUrl, region: cloud.region, tokens: attackers } satisfies Introduced);
  const { url, ca } = await begin;
  const agent = new Agent({ connect: { ca }, allowH2: false, connections: 4, localAddress: HONEST });
  cloud.trust({
    issuer: url,
    audience: cloud.authUrl,
    jwks: async () => (await (await fetch(`${url}/.well-known/jwks.json`, { dispatcher: agent })).json()) as never,
  });

  const secrets: string[] = [];
  let wrong: string[] = [];
  let times: number[] = [];
  let slow: string[] = [];
  let [answers, slowestLogin] = [0, 0];

  let session: Promise<H2Client> | undefined;
  const h2 = async (): Promise<H2Client> => {
    const current = await session?.catch(() => undefined);
    if (current === undefined || current.session.closed || current.session.destroyed)
      session = connectH2(url, ca, { localAddress: HONEST });
    return session as Promise<H2Client>;
  };
  const ask = async (http: 1 | 2, path: string, token: string): Promise<{ status: number; text: string }> => {
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    if (http === 1) {
      const answer = await fetch(`${url}${path}`, { dispatcher: agent, headers });
      return { status: answer.status, text: await answer.text() };
    }
    const client = await h2();
    const answer = await client.send('GET', path, headers);
    return { status: answer.status, text: answer.bytes.toString() };
  };
  const login = async (user: (typeof USERS)[number]): Promise<string> => {
    const { access_token } = await idp.tokens.password(user);
    const first = await fetch(`${url}/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth`, {
      method: 'POST',
      dispatcher: agent,
      headers: { authorization: `Bearer ${access_token}` },
    });
    await first.text();
    const unscoped = first.headers.get('x-subject-token') ?? '';
    const scope = { project: { name: PROJECTS[user], domain: { name: 'acme' } } };
    const second = await fetch(`${url}/identity/v3/auth/tokens`, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: { identity: { methods: ['token'], token: { id: unscoped } }, scope } }),
    });
    const text = await second.text();
    if (second.status !== 201)
      throw new Error(`login of ${user}: ${first.status}, ${second.status} ${text.slice(0, 200)}`);
    const token = second.headers.get('x-subject-token') ?? '';
    secrets.push(token.split('.')[2] ?? token, access_token.split('.')[2] ?? access_token);
    if (secrets.length > 500) secrets.splice(4, 2);
    return token;
  };

  const create = async (user: (typeof USERS)[number], token: string): Promise<void> => {
    const name = `secret-of-${user}-${Math.random().toString(36).slice(2)}`;
    secrets.push(name);
    const flavors = JSON.parse((await ask(1, '/clouds/honest/compute/v2.1/flavors', token)).text) as {
      flavors: { id: string }[];
    };
    const images = JSON.parse((await ask(1, '/clouds/honest/image/v2/images', token)).text) as {
      images: { id: string }[];
    };
    const made = await fetch(`${url}/clouds/honest/compute/v2.1/servers`, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({
        server: { name, flavorRef: flavors.flavors[0]?.id, imageRef: images.images[0]?.id, networks: [] },
      }),
    });
    if (made.status !== 202) throw new Error(`server of ${user}: ${made.status} ${await made.text()}`);
    await made.text();
  };

  const asked = (http: 1 | 2) =>
    [
      [http, '/clouds/honest/compute/v2.1/flavors'],
      [http, '/clouds/honest/compute/v2.1/servers/detail'],
      [http, '/clouds/honest/image/v2/images'],
      [http, '/scs/v1/servers?cloud=honest'],
      [http, '/identity/v3/auth/tokens?nocatalog'],
    ] as const;
  const steady = (path: string, text: string): unknown => {
    const read = JSON.parse(text) as Record<string, unknown>;
    // How long a cloud took is measured each time.
    if (path.startsWith('/scs/')) return read.items;
    if (path.startsWith('/identity/')) return (read.token as { user: unknown }).user;
    return read;
  };
  const work = async (user: (typeof USERS)[number], http: 1 | 2): Promise<void> => {
    let token = await login(user);
    await create(user, token);
    await sleep(300);
    const before = new Map<string, unknown>();
    for (const [, path] of asked(http)) before.set(path, steady(path, (await ask(1, path, token)).text));
    let loggedIn = performance.now();
    begun(user);
    for (let n = 0; ; n++) {
      const [, path] = asked(http)[n % 5] as readonly [1 | 2, string];
      const began = performance.now();
      try {
        const { status, text } = await ask(http, path, token);
        const took = performance.now() - began;
        answers++;
        // Whose roles a token shows is asked of every cloud: as long as a login may take.
        if (path.startsWith('/identity/')) slowestLogin = Math.max(slowestLogin, took);
        else times.push(took);
        if (took > SLOW && !path.startsWith('/identity/'))
          slow.push(`${user} HTTP/${http} ${path}: ${took.toFixed()} ms`);
        if (status !== 200) wrong.push(`${user} ${path}: ${status} ${text.slice(0, 300)}`);
        else if (!isDeepStrictEqual(steady(path, text), before.get(path)))
          wrong.push(`${user} ${path}: another answer: ${text.slice(0, 500)}`);
      } catch (error) {
        wrong.push(`${user} HTTP/${http} ${path}: ${String(error)} ${String((error as Error).cause ?? '')}`);
        await sleep(200);
      }
      if (performance.now() - loggedIn > LOGIN_EVERY) {
        loggedIn = performance.now();
        try {
          token = await login(user);
          slowestLogin = Math.max(slowestLogin, performance.now() - loggedIn);
        } catch (error) {
          wrong.push(String(error));
        }
      }
      await sleep(PAUSE);
    }
  };
  const waiting = new Set<string>(USERS);
  const begun = (user: string): void => {
    waiting.delete(user);
    if (waiting.size === 0) send({ ready: true });
  };
  void work('alice', 1);
  void work('bob', 2);

  process.on('message', (message: { report?: true }) => {
    if (message.report === undefined) return;
    send({
      answers,
      wrong: wrong.slice(0, 20),
      times,
      slow,
      slowestLogin,
      secrets,
      violations: cloud.violations.length,
    } satisfies Sight);
    [wrong, times, slow, answers, slowestLogin] = [[], [], [], 0, 0];
  });
}
