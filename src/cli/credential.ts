// SPDX-License-Identifier: Apache-2.0
// `scs-gateway credential`: kubectl's exec credential plugin (client.authentication.k8s.io/v1). Logs in at the identity
// provider (login.ts) and caches the token in the user's cache folder until it is about to expire.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import {
  type AddCommand,
  CommandError,
  caOption,
  environment,
  examples,
  required,
  withPlainErrors,
} from './command.ts';
import { fetchWithCa } from './fetch-with-ca.ts';
import type { LoginDeps, LoginOptions, Tokens } from './login.ts';

interface Options {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scope: string;
  readonly ca?: string;
}

export const credentialCommand: AddCommand = (program, { out, err }) => {
  program
    .command('credential')
    .summary('log kubectl in (its exec credential plugin)')
    .description(
      "Log in at an identity provider and write an ExecCredential for kubectl. A person confirms a code in the browser (device login, RFC 8628); a program shows its client's secret. The login is cached in the user's cache folder.",
    )
    .option('--issuer <url>', 'the issuer URL of the identity provider (required)')
    .option('--client-id <id>', 'the client to log in as (required)')
    .option('--scope <text>', 'the scopes to ask for', 'openid profile email')
    .addOption(caOption())
    .addHelpText(
      'after',
      environment({
        SCS_CLIENT_SECRET: "log in as a program: the client's secret",
        KUBERNETES_EXEC_INFO: 'set by kubectl: whether a person is available to confirm a code',
        XDG_CACHE_HOME: 'the cache folder, where it is not ~/.cache',
      }),
    )
    .addHelpText('after', examples('scs-gateway credential --issuer https://idp.example.org --client-id kubectl'))
    .action(async ({ ca, scope, ...options }: Options, command) => {
      const issuer = required(command, options.issuer, '--issuer URL');
      const clientId = required(command, options.clientId, '--client-id ID');
      const clientSecret = process.env.SCS_CLIENT_SECRET;
      const login = { issuer, clientId, scope, ...(clientSecret === undefined ? {} : { clientSecret }) };
      const tell = (text: string): void => err(`${text}\n`);
      const deps = { fetch: fetchWithCa(ca), now: Date.now, tell, interactive: isInteractive() };
      out(`${await withPlainErrors(credential(login, deps))}\n`);
    });
};

/** kubectl tells its plugin whether somebody is there (client.authentication.k8s.io/v1 ExecCredential `spec.interactive`). */
function isInteractive(): boolean {
  const info = process.env.KUBERNETES_EXEC_INFO;
  if (info === undefined) return process.stderr.isTTY === true;
  try {
    return (JSON.parse(info) as { spec?: { interactive?: boolean } } | null)?.spec?.interactive === true;
  } catch (cause) {
    throw new CommandError('$KUBERNETES_EXEC_INFO is not JSON', { cause });
  }
}

export interface CredentialOptions extends Omit<LoginOptions, 'refreshToken'> {
  /** Folder of cached logins; the user's cache folder where absent. */
  readonly cache?: string;
}

export interface CredentialDeps extends LoginDeps {
  readonly now: Clock;
}

interface CachedLogin {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

/** Milliseconds. A token that expires sooner is refreshed. */
const MARGIN = 60_000;
/** Seconds that a token lives where the provider does not say (`expires_in` is optional: RFC 6749 section 5.1). */
const DEFAULT_LIFETIME = 300;
/** Seconds. What a provider says beyond that would not be a date any more. */
const MAX_LIFETIME = 366 * 86_400;

/** The ExecCredential document, as text. Throws an `Error` whose message is for the user. */
export async function credential(options: CredentialOptions, deps: CredentialDeps): Promise<string> {
  const file = join(
    options.cache ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'scs-gateway'),
    `${createHash('sha256').update(`${options.issuer}\0${options.clientId}\0${options.scope}`).digest('hex').slice(0, 32)}.json`,
  );
  const cached = await read(file);
  if (cached && cached.expiresAt - deps.now() > MARGIN) return render(cached);
  const { login } = await import('./login.ts');
  const refreshToken = cached?.refreshToken;
  const answer = await login({ ...options, ...(refreshToken === undefined ? {} : { refreshToken }) }, deps);
  const fresh = cacheable(answer, deps.now());
  await write(file, fresh);
  return render(fresh);
}

const cacheable = (
  { access_token, expires_in = DEFAULT_LIFETIME, refresh_token }: Tokens,
  now: number,
): CachedLogin => ({
  accessToken: access_token,
  expiresAt: now + Math.min(expires_in, MAX_LIFETIME) * 1000,
  ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
});

const render = ({ accessToken, expiresAt }: CachedLogin): string =>
  JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: accessToken, expirationTimestamp: new Date(expiresAt).toISOString() },
  });

async function read(file: string): Promise<CachedLogin | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as CachedLogin;
  } catch {
    return undefined;
  }
}

/** Several plugins may run at once, one for each kubectl: a rename lets each read either the old file or the new one. */
async function write(file: string, login: CachedLogin): Promise<void> {
  const folder = join(file, '..');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(login), { mode: 0o600 });
  await rename(draft, file);
}
