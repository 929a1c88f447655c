// SPDX-License-Identifier: Apache-2.0
// The saved login at an identity provider: one file for each provider and client, which every command and kubectl's plugin
// share. It is renewed before its token ends, by one process at a time (login-lock.ts).
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { AWAY, CommandError } from './command.ts';
import type { LoginDeps, LoginOptions, Tokens } from './login-deps.ts';
import { ensurePrivateFolder, readPrivate, writePrivate } from './private-files.ts';

export interface SavedLoginOptions extends Omit<LoginOptions, 'refreshToken' | 'unanswered'> {
  readonly folder: string;
  /** Whether to log in anew, whatever is saved. */
  readonly anew?: boolean;
}

export interface SavedLoginDeps extends LoginDeps {
  readonly now: Clock;
}

export interface SavedLogin {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Epoch milliseconds. A clock that is before this was set back: how long the token still lives is not known. */
  readonly obtainedAt?: number;
  readonly refreshToken?: string;
  /** A renewal got no answer: whether the refresh token is used up is not known. */
  readonly unanswered?: boolean;
}

/** Milliseconds. A token that expires sooner is refreshed. */
const MARGIN = 60_000;
/** The same for a token that another process has obtained just now: some providers give no longer ones. */
const LEAST = 5_000;
/** Seconds that a token lives where the provider does not say (`expires_in` is optional: RFC 6749 section 5.1). */
const DEFAULT_LIFETIME = 300;
/** Seconds. What a provider says beyond that would not be a date any more. */
const MAX_LIFETIME = 366 * 86_400;

export const loginFile = (folder: string, { issuer, clientId, scope }: Omit<LoginOptions, 'clientSecret'>): string =>
  join(folder, `${createHash('sha256').update(`${issuer}\0${clientId}\0${scope}`).digest('hex').slice(0, 32)}.json`);

/** One that is good now: the saved one, a renewed one, or a new one. */
export async function savedLogin(options: SavedLoginOptions, deps: SavedLoginDeps): Promise<SavedLogin> {
  const { folder, anew = false } = options;
  const file = loginFile(folder, options);
  const first = await readLogin(file);
  const isGood = (login: SavedLogin | undefined): boolean => {
    const margin = login?.accessToken === first?.accessToken ? MARGIN : LEAST;
    const now = deps.now();
    return login !== undefined && login.expiresAt - now > margin && (login.obtainedAt ?? now) <= now + MARGIN;
  };
  const good = async (): Promise<SavedLogin | undefined> => {
    const login = await readLogin(file);
    return isGood(login) && !(anew && login?.accessToken === first?.accessToken) ? login : undefined;
  };
  if (!anew && first && isGood(first)) return first;
  const [{ login }, { oneAtATime }] = await Promise.all([import('./login.ts'), import('./login-lock.ts')]);
  // Before anybody logs in: what cannot be saved need not begin.
  await ensurePrivateFolder(folder);
  const onWait = (): void => deps.tell('Another process is logging in; waiting for it.');
  return oneAtATime({ lock: `${file}.lock`, meanwhile: good, onWait }, async () => {
    // What the last holder has left: its refresh token is the only good one.
    const before = await readLogin(file);
    const earlier = anew ? undefined : before;
    const { refreshToken, unanswered = false } = earlier ?? {};
    const more = refreshToken === undefined ? {} : { refreshToken, unanswered };
    const answer = await login({ ...options, ...more }, deps).catch(async (error) => {
      if (
        earlier !== undefined &&
        refreshToken !== undefined &&
        error instanceof CommandError &&
        error.exitCode === AWAY
      )
        await writePrivate(file, { ...earlier, unanswered: true }).catch(() => undefined);
      throw error;
    });
    const fresh = saveable(answer, deps.now());
    await writePrivate(file, fresh).catch((error: CommandError) => {
      throw new CommandError(`you are logged in, but that is not saved and must be done again: ${error.message}`, {
        cause: error,
      });
    });
    return fresh;
  });
}

const saveable = ({ access_token, expires_in = DEFAULT_LIFETIME, refresh_token }: Tokens, now: number): SavedLogin => ({
  accessToken: access_token,
  expiresAt: now + Math.min(expires_in, MAX_LIFETIME) * 1000,
  obtainedAt: now,
  ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
});

/** Undefined where there is none, or something that is none. */
export async function readLogin(file: string): Promise<SavedLogin | undefined> {
  const found = Object(await readPrivate(file)) as Partial<SavedLogin>;
  if (typeof found.accessToken !== 'string' || typeof found.expiresAt !== 'number') return undefined;
  return found as SavedLogin;
}
