// SPDX-License-Identifier: Apache-2.0
// Ends a login at the gateway and at the identity provider, and removes what is saved of it. What is here is removed even
// where one of them is away, and then that is told.
import { unlink } from 'node:fs/promises';
import { AWAY, CommandError } from './command.ts';
import { fetchWithCa } from './fetch-with-ca.ts';
import { recordFile } from './gateway-record.ts';
import { endAtProvider } from './login.ts';
import { loginFile, readLogin } from './saved-login.ts';
import type { Session } from './session.ts';

interface EndOptions {
  readonly ca?: string;
  readonly everywhere?: true;
}

export async function endLogin(session: Session, options: EndOptions, tell: (text: string) => void): Promise<void> {
  const { record, folder } = session;
  const { issuer, cli } = record.provider;
  const file = loginFile(folder, { issuer, ...cli });
  const faults = await Promise.all([
    attempt(endAtGateway(session, options.everywhere === true)),
    attempt(endAtIdentityProvider(session, file, options, tell)),
  ]);
  for (const path of [recordFile(folder, record.gateway), file])
    await unlink(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  const failed = faults.filter((fault) => fault !== undefined);
  if (failed.length > 0)
    throw new CommandError(
      `the saved login is removed, but may go on elsewhere until its tokens end: ${failed.join('; ')}`,
      { exitCode: AWAY },
    );
}

const attempt = (work: Promise<void>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: Error) => error.message,
  );

async function endAtGateway({ record, api, token }: Session, everywhere: boolean): Promise<void> {
  if (everywhere) return api.revokeAll((await token()).token);
  const { login } = record;
  if (login === undefined || login.expiresAt <= Date.now()) return;
  await api.revoke(login.token).catch((error) => {
    // It has ended already.
    if (!(error instanceof CommandError && /answered 40[14]/.test(error.message))) throw error;
  });
}

async function endAtIdentityProvider(
  { record }: Session,
  file: string,
  options: EndOptions,
  tell: (text: string) => void,
): Promise<void> {
  const saved = await readLogin(file);
  if (saved === undefined) return;
  const { issuer, cli } = record.provider;
  const deps = { fetch: fetchWithCa(options.ca ?? record.ca), tell, interactive: false };
  // A refresh token takes with it what it has given (RFC 7009 section 2.1).
  const ended = await endAtProvider({ issuer, ...cli }, saved.refreshToken ?? saved.accessToken, deps);
  if (!ended) tell('The identity provider offers no revocation: log out there too.');
}
