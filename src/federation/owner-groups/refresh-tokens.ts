// SPDX-License-Identifier: Apache-2.0
// Offline refresh tokens of logins by which the gateway itself was the client: sealed with what the login has left, for its
// life; kept durably once the user owns an application credential, one for each owner, and dropped with the last of them.
import type { DurableStore, KeptItem } from '../../model/durable-store.ts';
import { isObject } from '../../model/is-object.ts';
import { type LoginTokens, OWN_TOKENS } from '../login-tokens.ts';

export const REFRESH_TOKEN_KIND = 'owner-refresh-token';
/** Longer ones are not kept: no provider's is. */
const MAX_TOKEN = 16 * 1024;
const TRIES = 5;

/** By which section of the provider's entry it was given. */
const CLIENTS = ['login', 'password'] as const;
export type RefreshClient = (typeof CLIENTS)[number];

interface RefreshToken {
  readonly provider: string;
  readonly client: RefreshClient;
  readonly token: string;
  /** It is being used, or its answer was lost: the provider may have another one by now. */
  readonly used?: true;
  /** It was used, its answer was lost, and it is no longer taken: nothing is known of the owner. */
  readonly lost?: true;
  /** The login that has left it, or the one that it has come from by being used. */
  readonly login?: string;
}

export interface KeptRefreshToken extends RefreshToken {
  readonly version: number;
}

export interface RefreshTokens {
  /** A login has one. It counts for the user at once where credentials of the user are there, else with the first one. */
  left(login: LeftByLogin): Promise<void>;
  /** The user makes a credential with a token of this login. Of one login it counts once. */
  adopt(owner: string, login: string): Promise<void>;
  of(owner: string): Promise<KeptRefreshToken | undefined>;
  /** False: another one has been kept meanwhile, or there is none any more. */
  replace(owner: string, before: KeptRefreshToken, next: RefreshToken): Promise<KeptRefreshToken | undefined>;
  drop(owner: string): Promise<void>;
}

interface LeftByLogin extends Pick<RefreshToken, 'provider' | 'client' | 'token'> {
  readonly user: string;
  readonly login: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

export interface RefreshTokensDeps {
  readonly durable: Pick<DurableStore, 'get' | 'put' | 'remove'>;
  readonly loginTokens: Pick<LoginTokens, 'keep' | 'of' | 'forget'>;
  /** Whether this provider is asked by them. */
  readonly wanted: (provider: string) => boolean;
  readonly isOwner: (user: string) => Promise<boolean>;
}

export function createRefreshTokens({ durable, loginTokens, wanted, isOwner }: RefreshTokensDeps): RefreshTokens {
  const write = ({ provider, client, token, used, lost, login }: RefreshToken): string =>
    JSON.stringify({ provider, client, token, used, lost, login });

  /** `isNew`: the login has just left it. */
  async function put(owner: string, kept: RefreshToken, isNew: boolean): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const there = await durable.get(REFRESH_TOKEN_KIND, owner);
      // One that lives stays. Of the same login it has been used since: the login's own is the provider's sign of a theft by now
      // (RFC 9700 §4.14.2).
      const living = there && readToken(there.value);
      if (!isNew && living !== undefined && (living.lost === undefined || living.login === kept.login)) return;
      const item = { id: owner, owner, value: write(kept) };
      const outcome = await durable.put(REFRESH_TOKEN_KIND, item, there?.version ?? 0);
      if (outcome === 'done') return;
      // One that does not open any more is in the way.
      if (outcome === 'exists' && there === undefined) await durable.remove(REFRESH_TOKEN_KIND, owner);
    }
  }

  return {
    async left({ user, login, until, provider, client, token }) {
      if (!wanted(provider) || token.length > MAX_TOKEN) return;
      if (await isOwner(user)) await put(user, { provider, client, token, login }, true);
      else await loginTokens.keep(login, OWN_TOKENS.refresh, { token: write({ provider, client, token }), until });
    },
    async adopt(owner, login) {
      const kept = await loginTokens.of(login, OWN_TOKENS.refresh);
      const read = kept && readToken(kept.token);
      if (read === undefined) return;
      // Once: with the next credential of this login it would take the place of what has come back for it since, and be refused.
      await loginTokens.forget(login, [OWN_TOKENS.refresh]);
      await put(owner, { ...read, login }, false);
    },
    async of(owner) {
      const kept: KeptItem | undefined = await durable.get(REFRESH_TOKEN_KIND, owner);
      const read = kept?.owner === owner ? readToken(kept.value) : undefined;
      return read && kept && { ...read, version: kept.version };
    },
    async replace(owner, { version, login }, next) {
      const kept = { ...next, ...(login !== undefined && { login }) };
      const outcome = await durable.put(REFRESH_TOKEN_KIND, { id: owner, owner, value: write(kept) }, version);
      return outcome === 'done' ? { ...kept, version: version + 1 } : undefined;
    },
    async drop(owner) {
      await durable.remove(REFRESH_TOKEN_KIND, owner);
    },
  };
}

function readToken(text: string): RefreshToken | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(said)) return undefined;
  const { provider, token, used, lost, login } = said;
  const client = CLIENTS.find((one) => one === said.client);
  if (typeof provider !== 'string' || typeof token !== 'string' || client === undefined) return undefined;
  return {
    provider,
    client,
    token,
    ...(used === true && { used }),
    ...(lost === true && { lost }),
    ...(typeof login === 'string' && { login }),
  };
}
