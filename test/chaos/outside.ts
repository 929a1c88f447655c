// SPDX-License-Identifier: Apache-2.0
// All that is not the gateway, in a process of its own: an identity provider, two stand-in clouds and a stand-in cluster. It
// takes orders by messages, one answer for each.
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { Agent, fetch } from 'undici';
import { createIdpKeys, type Idp, startIdp } from '../../demo/idp.ts';
import { type StandIn, startCloud } from '../../standins/cloud.ts';
import { startCluster } from '../../standins/cluster.ts';
import type { Fault } from '../../standins/faults.ts';
import type { ServiceType } from '../../standins/http.ts';
import { PROJECTS, USERS, type User } from './users.ts';

export interface Introduced {
  readonly issuer: string;
  readonly clouds: readonly { readonly id: string; readonly authUrl: string; readonly region: string }[];
  readonly cluster: { readonly id: string; readonly server: string; readonly ca: string };
}

/** A network as its cloud has it. */
interface Made {
  readonly cloud: string;
  readonly name: string;
  readonly description: string;
}

export interface Orders {
  /** The gateway that all of them trust. */
  trust(gateway: { readonly url: string; readonly ca: string }): void;
  /** A token of the provider. */
  token(user: User): string;
  fault(order: { readonly cloud: string; readonly service: ServiceType | '*'; readonly fault: Fault }): void;
  clear(): void;
  /** A service of it has another port from now on. */
  move(order: { readonly cloud: string; readonly service: ServiceType }): void;
  clusterGone(gone: boolean): void;
  provider(up: boolean): void;
  /** It signs with new keys from now on, and shows the old ones for those who hold tokens by them. */
  rotate(): void;
  /** So many milliseconds its clock is ahead from now on, or behind. */
  clock(ahead: number): void;
  /** What the clouds have, whoever may see it. */
  networks(): readonly Made[];
  /** Away with what was made, but for these names. */
  sweep(but: readonly string[]): void;
  /** Requests with somebody else's token. */
  violations(): number;
}

export type Order = {
  readonly [K in keyof Orders]: { readonly do: K; readonly with: Parameters<Orders[K]>[0] };
}[keyof Orders];

if (process.send !== undefined) await main(process.send.bind(process));

async function main(send: (message: unknown) => void): Promise<void> {
  process.once('disconnect', () => process.exit());
  const users = USERS.map((name) => ({ name, password: `${name}-pw`, groups: [`acme-${PROJECTS[name]}`] }));
  let idp: Idp = await startIdp({ users, tokenLifetime: 7_200 });
  let turns = 0;
  let ahead = 0;
  const port = Number(new URL(idp.issuer).port);
  const roles = USERS.map((name) => ['acme', PROJECTS[name], 'member'] as const);
  const clouds = await Promise.all(
    (['ports', 'paths'] as const).map((shape, index) =>
      startCloud({
        name: index === 0 ? 'cloud-a' : 'cloud-b',
        region: index === 0 ? 'RegionA' : 'RegionB',
        shape,
        projects: USERS.map((name) => `acme/${PROJECTS[name]}`),
        groups: Object.fromEntries(
          USERS.map((name) => [`acme-${PROJECTS[name]}`, [['acme', PROJECTS[name], 'member']]]),
        ),
        users: [{ name: 'clerk', password: 'clerk-pw', domain: 'Default', roles }],
        settle: 20,
      }),
    ),
  );
  const cluster = await startCluster({
    name: 'cluster-a',
    namespaces: ['default', 'research'],
    rbac: [{ to: 'scs:acme-research', verbs: ['*'], resources: ['*'] }],
  });

  const cloudOf = (id: string): StandIn => {
    const found = clouds.find(({ name }) => name === id);
    if (found === undefined) throw new Error(`no cloud ${id}`);
    return found;
  };

  const handlers: {
    readonly [K in keyof Orders]: (with_: Parameters<Orders[K]>[0]) => Promise<ReturnType<Orders[K]>>;
  } = {
    async trust({ url, ca }) {
      const dispatcher = new Agent({ connect: { ca }, allowH2: false });
      // As a Keystone does: kept, and asked for again once in a while; what was there is used where nobody answers.
      let kept: { readonly at: number; readonly keys: never } | undefined;
      const jwks = async (): Promise<never> => {
        if (kept !== undefined && Date.now() - kept.at < 30_000) return kept.keys;
        try {
          const signal = AbortSignal.timeout(5_000);
          const answer = await fetch(`${url}/.well-known/jwks.json`, { dispatcher, signal });
          kept = { at: Date.now(), keys: (await answer.json()) as never };
        } catch (error) {
          if (kept === undefined) throw error;
        }
        return kept.keys;
      };
      for (const cloud of clouds) cloud.trust({ issuer: url, audience: cloud.authUrl, jwks });
      cluster.trust({ issuer: url, audience: cluster.name, jwks });
    },
    async token(user) {
      const { access_token: token } = await idp.tokens.password(user);
      if (ahead === 0) return token;
      const claims = decodeJwt(token);
      const shifted = (at: number | undefined): number => (at ?? 0) + ahead / 1_000;
      return idp.mint({ ...claims, iat: shifted(claims.iat), exp: shifted(claims.exp) });
    },
    fault: ({ cloud, service, fault }) => cloudOf(cloud).faults.set(service, fault),
    async clear() {
      for (const cloud of clouds) await cloud.faults.clear();
    },
    move: async ({ cloud, service }) => void (await cloudOf(cloud).move(service)),
    clusterGone: (gone) => (gone ? cluster.gone() : cluster.back()),
    async provider(up) {
      if (up) idp = await startIdp({ users, tokenLifetime: 7_200, port, keys: idp.keys });
      else await idp.close();
    },
    async rotate() {
      await idp.close();
      turns += 1;
      const [rsa, ec] = await createIdpKeys(`turn-${turns}`);
      idp = await startIdp({ users, tokenLifetime: 7_200, port, keys: [rsa, ec, ...idp.keys.slice(0, 2)] });
    },
    async clock(ms) {
      ahead = ms;
    },
    async networks() {
      const all = await Promise.all(clouds.map((cloud) => networksOf(cloud)));
      return all.flat().map(({ cloud, name, description }) => ({ cloud, name, description }));
    },
    async sweep(but) {
      for (const cloud of clouds)
        for (const { name, url, headers } of await networksOf(cloud))
          if (!but.includes(name)) await (await fetch(url, { method: 'DELETE', headers })).text();
    },
    violations: async () => clouds.reduce((sum, { violations }) => sum + violations.length, cluster.violations.length),
  };

  process.on('message', async ({ id, order }: { id: number; order: Order }) => {
    try {
      send({ id, value: await (handlers[order.do] as (with_: unknown) => Promise<unknown>)(order.with) });
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  send({
    issuer: idp.issuer,
    clouds: clouds.map(({ name, authUrl, region }) => ({ id: name, authUrl, region })),
    cluster: { id: cluster.name, server: cluster.server, ca: cluster.ca },
  } satisfies Introduced);
  // Whatever its listeners do: it lives as long as who has started it.
  for (;;) await sleep(2 ** 30);
}

/** By the cloud's own account, past the gateway. */
async function networksOf(
  cloud: StandIn,
): Promise<(Made & { readonly url: string; readonly headers: Record<string, string> })[]> {
  const lists = USERS.map(async (user) => {
    const domain = { name: 'Default' };
    const login = await fetch(`${cloud.authUrl}/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'clerk', password: 'clerk-pw', domain } } },
          scope: { project: { name: PROJECTS[user], domain: { name: 'acme' } } },
        },
      }),
    });
    if (login.status !== 201) throw new Error(`clerk at ${cloud.name}: ${login.status} ${await login.text()}`);
    await login.text();
    const headers = { 'x-auth-token': login.headers.get('x-subject-token') ?? '' };
    const url = `${cloud.urls.network}/v2.0/networks`;
    const { networks } = (await (await fetch(url, { headers })).json()) as {
      networks: { id: string; name: string; description?: string }[];
    };
    return networks
      .filter(({ name }) => name.startsWith(`chaos-${user}-`))
      .map(({ id, name, description = '' }) => ({
        cloud: cloud.name,
        name,
        description,
        url: `${url}/${id}`,
        headers,
      }));
  });
  return (await Promise.all(lists)).flat();
}
